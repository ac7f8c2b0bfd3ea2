"""What looks alike wherever it stands in the terminal: words that stand back, and tables without lines."""

from __future__ import annotations

from rich.table import Table
from rich.text import Text


def dim(text: str) -> Text:
    """Return text that is told beside what matters."""
    return Text(text, style="dim")


def plain_table(*columns: str, gap: int = 2) -> Table:
    """Return a table with these columns, parted by blanks alone; long words of theirs are folded."""
    made = Table(box=None, padding=(0, gap, 0, 0), show_edge=False, pad_edge=False)
    for column in columns:
        made.add_column(column, overflow="fold")
    return made
