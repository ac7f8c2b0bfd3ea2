"""peelgrade: which judgment a body of inspection evidence supports, and why, down to the page."""

from peelgrade.version import __version__

__all__ = ["__version__"]
