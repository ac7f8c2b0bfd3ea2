"""peelgrade rules: the workshop of whoever writes rules."""

from __future__ import annotations

import click

from peelgrade.cli.lazy import LazyGroup

# name of the command: the module that holds it and one line of help
COMMANDS = {
    "check": ("peelgrade.cli.signatures.rules.check", "Check frameworks and rules, and prove what they cannot do."),
    "test": ("peelgrade.cli.signatures.rules.test", "Run the test cases of rules."),
    "sensitivity": (
        "peelgrade.cli.signatures.rules.sensitivity",
        "Show which bounds decide much over many inspections.",
    ),
    "show": ("peelgrade.cli.signatures.rules.show", "Show rules as sentences and as decision tables."),
    "new": ("peelgrade.cli.signatures.rules.new", "Add a rule with a test, or a question with its first rule."),
}


@click.group("rules", cls=LazyGroup, listed=COMMANDS)
def command() -> None:
    """Work on frameworks and their rules."""
