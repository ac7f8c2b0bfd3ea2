"""A group of commands, each imported only when it runs, so that help and completion start at once."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any

import click


class LazyGroup(click.Group):
    """A group whose commands are imported when they are asked for.

    `listed` gives for the name of each command the module that holds it, as `command`, and one line of help.
    """

    def __init__(self, *args: Any, listed: Mapping[str, tuple[str, str]], **settings: Any) -> None:  # noqa: ANN401  # what click takes
        super().__init__(*args, **settings)
        self.listed = listed

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        """Return the names of the commands, in the order of the help."""
        return list(self.listed)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  # click's signature
        """Import a command; None where there is none of that name."""
        if cmd_name not in self.listed:
            return None
        command: click.Command = importlib.import_module(self.listed[cmd_name][0]).command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that was typed; suggest one where there is none of that name."""
        if args and args[0] not in self.listed and not args[0].startswith("-"):
            from peelgrade.problems import suggest

            raise click.UsageError(f"there is no command '{args[0]}'; {suggest(args[0], list(self.listed))}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  # click's signature
        """Write the commands with their lines of help, without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, help_) for name, (_, help_) in self.listed.items()])
