"""What can be asked of two results or more: what differs between them, and why."""

from peelgrade.comparison.receipts import Changed, Named, changed

__all__ = ["Changed", "Named", "changed"]
