"""A file is changed in place: what was meant is there, and every other line as it was."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peelgrade.editing import Append, Put, Remove, edited
from peelgrade.loading import read_bytes
from peelgrade.problems import Unreadable
from peelgrade.writing import Plain
from tests.properties import QUICK, THOROUGH

ENTRY = {
    "question": "q3",
    "people": ["C. Chair: panel", "no"],
    "date": Plain("2015-12-10"),
    "reason": "Weighed # again.",
}
READ = {"question": "q3", "people": ["C. Chair: panel", "no"], "date": "2015-12-10", "reason": "Weighed # again."}

BLOCK = (
    "plain",
    "'in quotes'",
    '"two # 2"',
    "[a, b]",
    "{a: 1}",
    "|\n{i}    one\n{i}    # no remark\n",
    "plain\n{i}    goes on",
)


def data(raw: bytes) -> Any:
    """Return the data of a file."""
    source, problems = read_bytes(raw, "x.yaml")
    assert [] == problems
    return source.data


@st.composite
def records(draw: st.DrawFn) -> bytes:
    """Draw a record in some style: order, indents, remarks, line ends, with decisions missing, empty or listed."""
    remark = st.sampled_from(["", "# remark\n", "\n", "# one\n\n  # two\n"])
    value = st.sampled_from(BLOCK)
    step = draw(st.sampled_from([0, 1, 2, 4]))

    def entry(n: int, indent: str) -> str:
        lines = f"{indent}- id: E{n}{draw(st.sampled_from(['', '  # of it']))}\n"
        for key in "abc"[: draw(st.integers(0, 3))]:
            lines += f"{indent}  {key}: {draw(value).replace('{i}', indent)}".rstrip("\n") + "\n"
            lines += draw(st.sampled_from(["", "", f"{indent}  # about {key}\n", "\n"]))
        return lines

    def listed(key: str) -> str:
        return f"{key}:\n" + "".join(entry(n, " " * step) for n in range(1 + draw(st.integers(0, 2))))

    parts = ["id: x\n", listed("documents"), f"note: {draw(value).replace('{i}', '')}".rstrip("\n") + "\n"]
    match draw(st.sampled_from(["missing", "empty", "remarked", "listed"])):
        case "empty":
            parts.append("decisions: []\n")
        case "remarked":
            parts.append("decisions: [ ]   # none yet\n")
        case "listed":
            parts.append(listed("decisions"))
    text = "".join(draw(remark) + part for part in draw(st.permutations(parts))) + draw(remark)
    if draw(st.booleans()):
        text = text.rstrip("\n")
    ending = draw(st.sampled_from(["\n", "\r\n"]))
    return draw(st.sampled_from([b"", b"\xef\xbb\xbf"])) + text.replace("\n", ending).encode()


def an_entry_more_leaves_all_else(raw: bytes) -> None:
    """Hold that a list has one entry more, that all old lines are there in order, and one kind of line end."""
    now = edited(raw, "x.yaml", Append("decisions", ENTRY))
    # a block of text that is the last value of a file ends with a line end once the last line does
    before = (data(raw), data(raw + b"\n"))
    assert data(now) in [{**one, "decisions": [*one.get("decisions", []), READ]} for one in before]
    rest = iter(now.decode("utf-8-sig").splitlines())
    for line in raw.decode("utf-8-sig").splitlines():
        head, empty, remark = line.partition("[ ]" if "[ ]" in line else "[]")
        if empty and head.startswith("decisions"):
            line = head.rstrip() + remark  # noqa: PLW2901  # the one line that is another
        assert line in rest
    assert (b"\r\n" in raw) <= (now.count(b"\n") == now.count(b"\r\n"))


@QUICK
@given(records())
def test_an_entry_more_leaves_all_else(raw: bytes) -> None:
    """Whatever the style of a file."""
    an_entry_more_leaves_all_else(raw)


@pytest.mark.slow
@THOROUGH
@given(records())
def test_an_entry_more_leaves_all_else_thoroughly(raw: bytes) -> None:
    """Whatever the style of a file, on many more."""
    an_entry_more_leaves_all_else(raw)


ITEM = """\
# head
- id: F1
  weight: major   # see note
  ground: serious_harm  # of children
  at_risk:
    - children
  statement: {statement}
  # about the source
  sources: [{{document: notes}}]
- id: F2
  weight: minor
"""
STATEMENTS = (
    "Plain text.",
    "'Quoted, it''s'",
    '"Twice"',
    "|-\n    In a block\n    # of two",
    ">\n    Folded\n\n",
    "Plain that\n    goes on",
)
ORDER = ("id", "weight", "ground", "at_risk", "extent", "statement", "sources", "withdrawn")


@pytest.mark.parametrize("statement", STATEMENTS)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_values_are_put_in_place(statement: str, newline: str) -> None:
    """A value is replaced, added and taken out in every way that it can be written, and remarks stay."""
    raw = ITEM.format(statement=statement).replace("\n", newline).encode()
    values = {"weight": "moderate", "ground": None, "at_risk": None, "statement": "It's: #1", "withdrawn": True}
    now = edited(raw, "x.yaml", Put((0,), values, ORDER))
    first, second = data(now)
    assert {"id": "F1", "weight": "moderate", "statement": "It's: #1", "withdrawn": "true"} == {
        key: value for key, value in first.items() if key != "sources"
    }
    assert data(raw)[1] == second
    text = now.decode()
    for kept in ("# head", "# see note", "# of children", "  # about the source", "sources: [{document: notes}]"):
        assert kept in text
    assert text.count("\n") == text.count(newline)


def test_a_new_key_goes_where_its_order_has_it() -> None:
    """A ground is added below the weight."""
    now = edited(
        b"- id: F1\n  weight: minor # x\n  sources: []\n",
        "x.yaml",
        Put((0,), {"weight": "major", "ground": "core"}, ORDER),
    )
    assert b"- id: F1\n  weight: major # x\n  ground: core\n  sources: []\n" == now


def test_several_changes_are_told_in_terms_of_the_file_as_it_is() -> None:
    """Values of entries beside each other, each with its remark."""
    raw = b"- id: F1\n  weight: minor # x\n- id: F2 # y\n  weight: minor\n  statement: S\n- id: F3\n  weight: minor\n"
    puts = [Put((n,), {"weight": "major", "ground": "core"}, ORDER) for n in (0, 1)]
    expected = (
        b"- id: F1\n  weight: major # x\n  ground: core\n- id: F2 # y\n  weight: major\n  ground: core\n  statement: S\n"
        b"- id: F3\n  weight: minor\n"
    )
    assert expected == edited(raw, "x.yaml", *puts)


def test_a_remark_on_the_last_entry_stays_with_it() -> None:
    """What is added to a list comes after a remark that stands in as far as its entries do."""
    raw = b"id: x\ndecisions:\n  - question: q1\n    # of q1\n# end\n"
    found = edited(raw, "x.yaml", Append("decisions", {"question": "q2"}))
    assert b"id: x\ndecisions:\n  - question: q1\n    # of q1\n  - question: q2\n# end\n" == found


def test_what_is_not_there_is_taken_out_without_a_word() -> None:
    """A key that is to go and was never there changes nothing beside it."""
    raw = b"- id: F1\n  weight: minor\n"
    assert b"- id: F1\n  weight: major\n" == edited(raw, "x.yaml", Put((0,), {"ground": None, "weight": "major"}))


def test_entries_are_taken_out_with_their_lines() -> None:
    """Remarks on the entries that stay are left, those on what goes are not."""
    raw = b"# head\n- id: F1\n  note: a\n  # of F1\n# of F2\n- id: F2\n\n- id: F3\n  sources:\n    - {document: x}\n"
    assert b"# head\n# of F2\n- id: F2\n\n" == edited(raw, "x.yaml", Remove(frozenset({0, 2})))
    assert b"# head\n- id: F1\n  note: a\n  # of F1\n# of F2\n\n" == edited(raw, "x.yaml", Remove(frozenset({1, 2})))


@pytest.mark.parametrize(
    ("text", "said"), [("hid\u202eden", "cannot be seen"), ("long " * 30_000, "150,000 characters")]
)
def test_a_text_that_would_be_refused_is_not_written(text: str, said: str) -> None:
    """It is the text that is told of, and not the layout of the file."""
    with pytest.raises(Unreadable, match=said):
        edited(b"id: x\n", "x.yaml", Append("decisions", {**ENTRY, "reason": text}))


@pytest.mark.parametrize(
    ("raw", "edit"),
    [
        (b"id: x\ndecisions: [{question: q1}]\n", Append("decisions", ENTRY)),
        (b"{id: x}\n", Append("decisions", ENTRY)),
        (b"id: x\n...\n", Append("decisions", ENTRY)),
        (b"id: x\ndecisions: [ # why\n ]\n", Append("decisions", ENTRY)),
        (b"- {id: F1, weight: minor}\n", Put((0,), {"weight": "major"})),
        (b"- weight: major\n  id: F1\n", Put((0,), {"weight": None})),
        (b"- id: F1\n", Remove(frozenset({0}))),
        (b"[{id: F1}, {id: F2}]\n", Remove(frozenset({0}))),
        (b"- {id: F1,\n   x: y}\n- {id: F2}\n", Put((0,), {"x": "z"})),
    ],
)  # fmt: skip  # a file to a line
def test_what_cannot_be_done_safely_is_refused(raw: bytes, edit: Append | Put | Remove) -> None:
    """A layout that a change would spoil is told of, with what to write."""
    with pytest.raises(Unreadable) as refused:
        edited(raw, "x.yaml", edit)
    assert "nothing was changed" in refused.value.help
