"""The examples in the documents print what the documents say."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SPEC = importlib.util.spec_from_file_location("update_examples", ROOT / "scripts" / "update_examples.py")
assert SPEC is not None
assert SPEC.loader is not None
examples = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(examples)


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
    "path", [ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")], ids=lambda path: path.name
)
def test_links_lead_somewhere(path: Path) -> None:
    """Every relative link in a document leads to a file or folder that is there."""
    for target in re.findall(r"\]\(([^)#]+)\)", path.read_text(encoding="utf-8")):
        if not target.startswith(("http://", "https://")):
            assert (path.parent / target).exists(), target
