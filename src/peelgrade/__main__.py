"""Run peelgrade as ``python -m peelgrade``."""

import os
import sys

# Python puts the working folder first: a file yaml.py in it is somebody's, and not the library
if sys.path[:1] in ([""], [os.getcwd()]):  # noqa: PTH109  # as Python writes it
    del sys.path[0]

from peelgrade.cli import main  # only from here on are modules looked for where they are installed

main()
