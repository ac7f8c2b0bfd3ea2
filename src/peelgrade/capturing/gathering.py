"""An inspection that was read as its files: which items stand in which file, in their order, and what is ignored there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from peelgrade import ignoring
from peelgrade.capturing.filling import Files
from peelgrade.evidence import Item
from peelgrade.loading import Source, comments
from peelgrade.pipeline import RECORD, Read


def gathered(folder: Path, read: Read) -> Files:
    """Return an inspection by the files of its folder."""
    known = read.inspection.by_id
    items: dict[str, list[Item]] = {}
    ignored: dict[str, list[str]] = {}
    for name, source in read.places.sources.items():
        path = Path(name)
        if path.parent == folder and path.name != RECORD:
            items[path.name] = [known[entry["id"]] for entry in source.data]
            for entry, told in _ignored(source):
                ignored.setdefault(entry, []).append(told)
    return Files(read.inspection.record, items, ignored)


def _ignored(source: Source) -> Iterator[tuple[str, str]]:
    """Yield the id of an item with codes and reason, for each comment of a file that ignores a problem."""
    spans = source.span.inside if isinstance(source.span.inside, list) else []
    for comment in comments(source, ignoring.MARK):
        told = ignoring.told(comment)
        index = sum(span.line <= comment.about for span in spans) - 1
        if told and index >= 0:
            yield source.data[index]["id"], told
