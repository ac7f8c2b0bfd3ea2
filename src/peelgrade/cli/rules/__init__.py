"""What the commands on frameworks and rules do."""
