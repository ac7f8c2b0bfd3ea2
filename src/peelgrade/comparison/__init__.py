"""What can be asked of two results or more: what differs between them, and why."""

from peelgrade.comparison.receipts import Changed, Moved, Named, Verification, changed, verify

__all__ = ["Changed", "Moved", "Named", "Verification", "changed", "verify"]
