"""Run peelgrade as ``python -m peelgrade``."""

from peelgrade.cli import main

main()
