"""Receipts: what changed between two, and results read back from JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from peelgrade import __version__
from peelgrade.comparison import Changed, Named, changed
from peelgrade.grading import grade
from peelgrade.pipeline import Read, read_inspection, read_result
from peelgrade.problems import Unreadable
from peelgrade.result import Receipt, document
from tests.conftest import KENT


@pytest.fixture(scope="module")
def read() -> Read:
    """Return Kent's inspection as read."""
    return read_inspection(KENT)


@pytest.fixture(scope="module")
def written(read: Read) -> str:
    """Return Kent's result as JSON."""
    made = document(grade(read.inspection, read.rulebook), read.inspection, read.rulebook, __version__)
    return made.model_dump_json(by_alias=True)


def _hash(digit: int) -> str:
    return f"{digit}" * 64


class TestWhatChanged:
    def test_nothing(self) -> None:
        """A receipt beside itself has no change, and that is false."""
        one = Receipt(framework=_hash(1), rules={"r": _hash(1)}, record=_hash(1), evidence={"F1": _hash(1)})
        assert not changed(one, one)

    def test_everything(self) -> None:
        """What was added, removed and altered is told by id and sorted, of rules and items each."""
        old = Receipt(
            framework=_hash(1),
            rules={"z": _hash(1), "a": _hash(1), "same": _hash(1)},
            record=_hash(1),
            evidence={"F2": _hash(1), "F1": _hash(1), "F0": _hash(1)},
        )
        new = Receipt(
            framework=_hash(2),
            rules={"z": _hash(2), "a": _hash(2), "same": _hash(1), "new": _hash(1)},
            record=_hash(2),
            evidence={"F2": _hash(2), "M1": _hash(1), "F9": _hash(1)},
        )
        assert Changed(
            framework=True,
            rules=Named(added=("new",), altered=("a", "z")),
            record=True,
            items=Named(added=("F9", "M1"), removed=("F0", "F1"), altered=("F2",)),
        ) == changed(old, new)

    @pytest.mark.parametrize("field", ["framework", "record", "rules", "evidence"])
    def test_one_change_is_enough(self, field: str) -> None:
        """Whichever part is another, the whole is true."""
        one = Receipt(framework=_hash(1), rules={}, record=_hash(1), evidence={})
        other: dict[str, Any] = {"rules": {"r": _hash(1)}, "evidence": {"F1": _hash(1)}}
        assert changed(one, one.model_copy(update={field: other.get(field, _hash(2))}))


class TestReadingAResult:
    def test_what_was_written_is_read(self, written: str, tmp_path: Path) -> None:
        """A result read back says what was written."""
        (tmp_path / "r.json").write_text(written, encoding="utf-8")
        assert written == read_result(tmp_path / "r.json").model_dump_json(by_alias=True)

    @pytest.mark.parametrize(
        ("raw", "says"),
        [
            (b"", "is not JSON: line 1, column 1"),
            (b"{", "is not JSON: line 1, column 2"),
            (b"\xff", "byte 1 is not UTF-8"),
            (b"\xff\xfe{\x00", "UTF-16"),
            (b"[]", "has no 'schema'"),
            (b'{"a": 1, "a": 1}', "'a' stands twice"),
            (b'{"schema": NaN}', "NaN is no number"),
            (b'{"schema": -Infinity}', "-Infinity is no number"),
            (b'{"schema": %s}' % (b"9" * 10_000), "too long"),
            (b'{"schema": "peelgrade/result/v2"}', "'peelgrade/result/v2', and this version"),
            (b'{"schema": "\\u001b[31m"}', r"'\x1b[31m'"),
            (b'{"schema": "peelgrade/result/v1"}', "the whole lacks 'engine'"),
            (b"[" * 200_000, "nested too deeply"),
            (b'{"a":' * 200_000, "nested too deeply"),
            (b" " * 8_000_001, "the limit is 8,000,000"),
        ],
        ids=lambda value: value if isinstance(value, str) else "",
    )
    def test_what_is_no_result_is_refused(self, raw: bytes, says: str) -> None:
        """The message says what is wrong, and where, and nothing of it steers a terminal."""
        with pytest.raises(Unreadable) as refused:
            read_result(Path("r.json"), raw)
        assert says in refused.value.message
        assert refused.value.message.isprintable()
        assert refused.value.help

    @pytest.mark.parametrize(
        ("spoil", "says"),
        [
            (lambda data: data["judgments"][3].update(status="sure"), "judgments[3].status is 'sure'"),
            (lambda data: data["judgments"][3].pop("status"), "judgments[3] lacks 'status'"),
            (lambda data: data["judgments"][3].update(mood="good"), "judgments[3].mood is not a field"),
            (lambda data: data["judgments"][3].update(title="\ud800"), "text that is none"),
            (lambda data: data["receipt"]["evidence"].update(F401="0"), "receipt.evidence.F401 is '0'"),
            (lambda data: data["judgments"][0]["rules"][0].update(condition=_deep(400)), "nested too deeply"),
        ],
    )
    def test_what_does_not_fit_is_told_with_its_place(
        self, written: str, spoil: Callable[[Any], None], says: str
    ) -> None:
        """A result that somebody spoilt is refused with the way to the first thing that does not fit."""
        data = json.loads(written)
        spoil(data)
        with pytest.raises(Unreadable) as refused:
            read_result(Path("r.json"), json.dumps(data).encode())
        assert says in refused.value.message

    @pytest.mark.parametrize(("name", "says"), [("none.json", "no file"), (".", "is not a file"), ("a\0b", "cannot")])
    def test_what_is_not_there_is_told(self, tmp_path: Path, name: str, says: str) -> None:
        """A path that leads to no file is refused."""
        with pytest.raises(Unreadable) as refused:
            read_result(tmp_path / name)
        assert says in refused.value.message


def _deep(levels: int) -> dict[str, Any]:
    made: dict[str, Any] = {"kind": "all", "truth": "true", "conditions": []}
    for _ in range(levels):
        made = {"kind": "all", "truth": "true", "conditions": [made]}
    return made
