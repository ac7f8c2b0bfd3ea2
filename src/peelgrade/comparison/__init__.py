"""What can be asked of two results or more: what differs between them, and why."""
