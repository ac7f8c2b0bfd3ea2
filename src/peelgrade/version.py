"""Which version of peelgrade this is: told where results, reports and problems are written."""

__version__ = "0.1.0"
