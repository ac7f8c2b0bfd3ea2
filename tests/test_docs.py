"""The examples in the documents print what the documents say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.scripts import script

examples, draw_rooms = script("update_examples"), script("draw_rooms")

QUICKLY = ("README.md", "library.md")  # the others are for CI


@pytest.mark.parametrize(
    "path",
    [
        pytest.param(path, marks=() if path.name in QUICKLY else pytest.mark.slow, id=path.name)
        for path in examples.documents()
    ],
)
def test_examples_are_true(path: Path) -> None:
    """Each command and each piece of Python in a document prints what stands below it.

    Mend with scripts/update_examples.py.
    """
    text = path.read_text(encoding="utf-8")
    if examples.BLOCK.search(text):
        assert examples.refreshed(text) == text


def test_python_in_a_document_is_run_and_what_it_prints_stands_behind_it() -> None:
    """With the names of the blocks before it; what is stale is renewed, and where nothing is printed nothing stands."""
    first, second, third = ("```python\nx = 1\n```\n", "```python\nprint(x + 1)\n```", "```python\nprint('a ')\n```")
    stale = f"{first}\n{second}\n\n```text\n3\n```\n\n{third}\n\n```console\n$ pip install .\n```\n"
    expected = (
        f"{first}\n{second}\n\n```text\n2\n```\n\n{third}\n\n```text\na\n```\n\n```console\n$ pip install .\n```\n"
    )
    assert expected == examples.refreshed(stale)
    assert expected == examples.refreshed(expected)


def test_the_readme_starts_with_the_two_commands() -> None:
    """The first two blocks of the README install and grade, and install and test."""
    blocks = re.findall(r"```console\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    assert "$ pip install . && peelgrade grade evidence/kent-2015\n" == blocks[0]
    assert "$ pip install '.[test]' && pytest\n" == blocks[1]


@pytest.mark.parametrize(
    "path", sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]), ids=lambda path: str(path.relative_to(ROOT))
)
def test_links_lead_somewhere(path: Path) -> None:
    """Every relative link in a document leads to a file or folder that is there."""
    for target in re.findall(r"\]\(([^)#]+)\)", path.read_text(encoding="utf-8")):
        if not target.startswith(("http://", "https://")):
            assert (path.parent / target).exists(), target


def test_every_page_stands_in_the_list_of_pages() -> None:
    """docs/README.md leads to every page, so that none is found by chance alone."""
    listed = re.findall(r"\]\(([^)#]+)", (ROOT / "docs" / "README.md").read_text(encoding="utf-8"))
    assert {path.name for path in (ROOT / "docs").glob("*.md")} - {"README.md"} <= set(listed)


def test_the_picture_of_the_rooms_is_that_of_the_import_contracts() -> None:
    """What stands in the documents is what the contracts say now; mend with scripts/make_pictures.py."""
    assert draw_rooms.rooms() == (ROOT / "docs" / "pictures" / "rooms.svg").read_text(encoding="utf-8")


def test_the_way_of_data_goes_through_rooms_that_there_are() -> None:
    """Every step of the picture is a room of the contracts."""
    rooms = {room for layer in draw_rooms.layers() for room in layer}
    assert {room for room, _ in draw_rooms.STEPS if room} <= rooms


def test_the_table_of_rooms_lists_them_in_the_order_of_the_contracts() -> None:
    """docs/architecture.md has every room once, each layer in the order in which the contracts have them."""
    table = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    rows = re.findall(r"(?m)^\| (`.*?) \|", table)
    assert [sorted(layer) for layer in draw_rooms.layers()] == _joined([re.findall(r"`(\w+)`", row) for row in rows])


def _joined(rows: list[list[str]]) -> list[list[str]]:
    """Return the rooms of rows, those of one layer together: a layer may have a row for each of its rooms."""
    layer_of = {room: n for n, layer in enumerate(draw_rooms.layers()) for room in layer}
    found: list[list[str]] = []
    for n, row in enumerate(rows):
        if n and layer_of[row[0]] == layer_of[rows[n - 1][0]]:
            found[-1] += row
        else:
            found.append(row)
    return [sorted(rooms) for rooms in found]


def test_what_is_checked_before_a_commit_is_checked_by_ci() -> None:
    """Every hook of our own runs a command that .ci/run has too, so that neither lets through what the other stops."""
    hooks = re.findall(r"(?m)^ +entry: (.*)$", (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    run = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    lines = {re.sub(r"^ *(PYTHONPATH=src )?(python -m )?", "", line) for line in run.splitlines()}
    assert hooks
    assert set(hooks) <= lines
