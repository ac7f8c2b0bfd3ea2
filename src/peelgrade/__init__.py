"""peelgrade: which judgment a body of inspection evidence supports, and why, down to the page."""

__version__ = "0.1.0"
