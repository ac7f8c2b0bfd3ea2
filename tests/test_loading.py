"""Files are read event by event, within limits, with the place of every value."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
import yaml

from peelgrade import limits, loading
from peelgrade.loading import Quoted, events, read_bytes, read_file, syntax
from peelgrade.problems import InvalidInput, Locator, Problem, Unreadable

NAME = "evidence.yaml"


@pytest.fixture(params=["CSafeLoader", "SafeLoader"], autouse=True)
def _parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every promise holds with both parsers of PyYAML; that in Python stands in where that in C is missing."""
    monkeypatch.setattr(events, "LOADER", getattr(yaml, request.param))


def data_of(text: str | bytes) -> Any:
    """Return the data of a text in which nothing is refused."""
    source, problems = read_bytes(text if isinstance(text, bytes) else text.encode(), NAME)
    assert [] == problems
    return source.data


def refused(text: str | bytes) -> list[Problem]:
    """Return what is refused in a text, whether or not anything can be made of the rest."""
    try:
        return read_bytes(text if isinstance(text, bytes) else text.encode(), NAME)[1]
    except InvalidInput as stopped:
        return list(stopped.problems)


def only(text: str | bytes) -> tuple[str, int | None, int | None]:
    """Return code, line and column of the one thing that is refused in a text."""
    (problem,) = refused(text)
    assert problem.help
    return problem.code, problem.at.line, problem.at.column


# --- data and places -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "written", ["1.10", "010", "no", "12:30", "0x1F", "1_000", "2015-06-30", "true", "~", "=", "1e3"]
)
def test_a_scalar_stays_as_it_was_written(written: str) -> None:
    """No scalar is turned into a number, a day or a truth value while it is read."""
    assert [written] == data_of(f"- {written}\n")


def test_quotes_and_blocks_mark_text() -> None:
    """What stood in quotes or in a block is known to be text; what stood plain is not."""
    values = data_of("- '1'\n- \"1\"\n- |\n  1\n- >-\n  1\n- 1\n")

    assert [True, True, True, True, False] == [isinstance(value, Quoted) for value in values]


def test_every_value_and_key_has_its_line_and_column() -> None:
    """A place is found by the keys and indices that lead to it, for the value and for its key."""
    source, _ = read_bytes(b"- id: F1\n  sources:\n    - {document: report, page: 3}\n", NAME)

    def place(*path: str | int, of_key: bool = False) -> tuple[int, int]:
        return source.extent(Locator(NAME, path, of_key))[:2]

    assert (1, 1) == place()
    assert (1, 3) == place(0)
    assert (1, 7) == place(0, "id")
    assert (1, 3) == place(0, "id", of_key=True)
    assert (3, 32) == place(0, "sources", 0, "page")
    assert (3, 26) == place(0, "sources", 0, "page", of_key=True)


def test_the_place_of_what_is_not_written_is_that_of_what_is_around_it() -> None:
    """A missing key, an index past the end, and a step into a text end at the nearest thing that is there."""
    source, _ = read_bytes(b"- id: F1\n  note: n\n", NAME)

    assert (1, 3) == source.extent(Locator(NAME, (0, "shows")))[:2]
    assert (1, 1) == source.extent(Locator(NAME, (7, "shows")))[:2]
    assert (2, 9) == source.extent(Locator(NAME, (0, "note", "x"), of_key=True))[:2]
    assert (5, 2) == source.extent(Locator(NAME, (0,), line=5, column=2))[:2]


@pytest.mark.parametrize(
    "text",
    [
        b"\xef\xbb\xbf- a: b\n",
        b"- a: b\r\n",
        b"- a: b\r",
        b"- a: b",
        b"---\n- a: b\n...\n",
        b'[{"a": b}]',
        b"# c\n- a: b # c\n",
    ],
)
def test_marks_of_order_line_ends_and_comments_change_nothing(text: bytes) -> None:
    """A byte order mark, any kind of line end, document marks, JSON and comments give the same data."""
    assert [{"a": "b"}] == data_of(text)


def test_an_entry_that_is_not_yaml_is_left_out_and_the_others_are_read() -> None:
    """Each such entry is told of; what follows stands where it stood, and the file is not complete."""
    text = "# a comment\n- id: A\n  b: c: d\n- id: B\n- id: C\n  e: 'f\n- id: D\n"
    source, problems = read_bytes(text.encode(), NAME)

    assert [("PG110", 3), ("PG110", 6)] == [(problem.code, problem.at.line) for problem in problems]
    assert [{"id": "B"}, {"id": "D"}] == source.data
    assert (7, 7) == source.extent(Locator(NAME, (1, "id")))[:2]
    assert not source.complete


def test_comments_are_found_around_an_entry_that_is_not_yaml() -> None:
    """Those before and after it speak; one inside it has nothing left to speak of."""
    text = "- id: A  # say: 1\n- id: B\n  c: d: e  # say: 2\n- id: C  # say: 3\n"
    source, _ = read_bytes(text.encode(), NAME)

    assert [("say: 1", 1), ("say: 3", 4)] == [(one.text, one.at.line) for one in loading.comments(source, "say:")]


@pytest.mark.parametrize("text", ["a: b: c\nd: e\n", "- a: b: c\n", "a:\n  - b: c: d\n  - e\n", "]\n- a\n"])
def test_what_is_no_list_of_entries_is_refused_whole(text: str) -> None:
    """Of a mapping, or of a single entry, nothing would be left."""
    assert ["PG110"] == [problem.code for problem in refused(text)]


def test_very_many_entries_that_are_not_yaml_are_not_read_around() -> None:
    """Each is read around anew, and a file that is wrong so often is no list of entries."""
    assert loading.MAX_NOT_YAML == len(refused("- a: b: c\n" * 50))


def test_crlf_leaves_lines_and_columns_as_they_are() -> None:
    """Lines that end as on Windows count as one line each."""
    source, _ = read_bytes(b"- a\r\n- b\r\n- c: d\r\n", NAME)

    assert (3, 6) == source.extent(Locator(NAME, (2, "c")))[:2]
    assert ("- a", "- b", "- c: d") == source.lines


def test_joiners_and_letters_of_any_script_are_kept() -> None:
    """Emoji with joiners, accents and rare ideographs come through unharmed."""
    text = "\U0001f468\u200d\U0001f469 Cefnogaeth \u00e9 \U00020000"

    assert [text] == data_of(f"- {text}\n")


# --- what is refused -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: &x b\n", ("PG111", 1, 4)),
        ("a: &x [b]\n", ("PG111", 1, 4)),
        ("a: *x\n", ("PG111", 1, 4)),
        ("*x\n", ("PG111", 1, 1)),
        ("*x : a\n", ("PG111", 1, 1)),
        ("a: b\na: c\n", ("PG112", 2, 1)),
        ("? [a]\n: b\n", ("PG113", 1, 3)),
        ("a:\n  <<: b\n", ("PG114", 2, 3)),
        ("a: b\n---\nc: d\n", ("PG115", 2, 1)),
        ("a: !!str b\n", ("PG119", 1, 4)),
        ("a: !include b\n", ("PG119", 1, 4)),
        ("a: !!set {b, c}\n", ("PG119", 1, 4)),
        ("a: !!python/object/apply:os.system [b]\n", ("PG119", 1, 4)),
        ("", ("PG109", 1, 1)),
        ("# nothing\n", ("PG109", 1, 1)),
        ("---\n", ("PG109", 1, 1)),
    ],
)
def test_what_hides_from_a_reader_is_refused_where_it_stands(text: str, expected: tuple[str, int, int]) -> None:
    """Anchors, aliases, keys twice, merge keys, tags, several documents and no document at all are each refused once."""
    assert expected == only(text)


def test_quoted_marks_are_plain_text() -> None:
    """In quotes, what looks like a merge key or an alias is text."""
    assert {"<<": "*a"} == data_of("'<<': '*a'\n")


@pytest.mark.parametrize(("text", "line"), [("a: b\nc: d\na: e\n", 1), ("- a\n---\n- b\n", 1)])
def test_where_two_places_clash_both_are_told(text: str, line: int) -> None:
    """A key or document that comes second is shown with the one that came first."""
    (problem,) = refused(text)

    assert [line] == [related.at.line for related in problem.related]


def test_a_key_that_stands_twice_keeps_its_first_value() -> None:
    """The rest of the file can still be checked, and what the second key holds is passed over."""
    source, _ = read_bytes(b"a: {x: 1}\na: {y: 2}\nb: 3\n", NAME)

    assert {"a": {"x": "1"}, "b": "3"} == source.data
    assert source.whole


@pytest.mark.parametrize("text", ["a: *x\n", "<<: a\n", f"a: {'x' * (limits.TEXT.most + 1)}\n", 'a: "\\e"\n'])
def test_data_that_lacks_something_is_known_not_to_be_whole(text: str) -> None:
    """What would be checked in vain, since a value had to be left out, says so."""
    assert not read_bytes(text.encode(), NAME)[0].whole


def test_refusals_end_at_a_limit() -> None:
    """A file with very many anchors is given up after the first hundred."""
    text = "".join(f"- &a{n} x\n" for n in range(loading.MAX_REFUSED + 50))

    assert loading.MAX_REFUSED == len(refused(text))


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("- a\n".encode("utf-16"), "PG106"),
        ("- a\n".encode("utf-16-be"), "PG106"),
        ("- a\n".encode("utf-32"), "PG106"),
        ("- caf\u00e9\n".encode("latin-1"), "PG106"),
        ("- a \u2019\n".encode("cp1252"), "PG106"),
        (b"- \xc0\x80\n", "PG106"),
        (b"%PDF-1.7\n", "PG105"),
        (b"PK\x03\x04\n", "PG105"),
        (b"\xef\xbb\xbf<!doctype html>\n", "PG105"),
        (b"version https://git-lfs.github.com/spec/v1\n", "PG105"),
    ],
)
def test_what_is_no_utf8_text_is_told_what_it_is(raw: bytes, code: str) -> None:
    """Other encodings, documents, web pages and pointers are refused before they are read as YAML."""
    assert code == only(raw)[0]


def test_a_wrong_byte_is_found_on_its_line() -> None:
    """The place of a byte that is no UTF-8 is counted in lines and characters, after any byte order mark."""
    assert ("PG106", 2, 6) == only(b"\xef\xbb\xbf- a\n- \xc3\xa9 b\xff\n")


@pytest.mark.parametrize("unseen", "\x00\x07\x1b\x7f\x85\x9b\u061c\u200e\u2028\u202e\u2066\ufeff\ufffe\U000e0041")
def test_characters_that_cannot_be_seen_are_refused_raw_and_escaped(unseen: str) -> None:
    """Controls, marks of text direction, line separators and tag characters are refused, also as escapes."""
    assert ("PG107", 2, 5) == only(f"- a\n- b {unseen}\n".replace("b ", "bc"))
    assert "PG107" == only(f'- "\\U{ord(unseen):08x}"\n')[0]


@pytest.mark.parametrize("mark", ["<<<<<<< ours", ">>>>>>> theirs", "<<<<<<<"])
def test_marks_of_a_merge_are_refused(mark: str) -> None:
    """A conflict that was left in a file is called one."""
    assert ("PG108", 2, 1) == only(f"- a\n{mark}\n- b\n")


@pytest.mark.parametrize(
    ("text", "words", "line"),
    [
        ("a:\n\tb: c\n", "tab", 2),
        ("a: b: c\n", "colon", 1),
        ("a: 'b\nc: d\n", "quote is opened here", 1),
        ('a: "b\nc: d\n', "quote is opened here", 1),
        ("a: [b\nc: d\n", "bracket", 1),
        ("a: {b: c\n", "bracket", 1),
        ("a: @b\n", "cannot start", 1),
        ("a: `b`\n", "cannot start", 1),
        ("- a\nb: c\n", "line up", 2),
        ("a: b\n- c\n", "line up", 2),
        ("a: 'b' c\n", "more follows a text in single quotes", 1),
        ("a: - b\n", "entry of a list", 1),
        ("a: b\nc\nd: e\n", "neither", 2),
        ('a: "\\q"\n', "backslash", 1),
        ("a: | b\n", "'|'", 1),
        ("%YAML 9.9\n---\na: b\n", "%YAML", 1),
        ("a: b\n...\n]\n", "", 3),
    ],
)
def test_what_is_not_yaml_is_told_in_plain_words(text: str, words: str, line: int) -> None:
    """The commonest slips are named without the words of a parser, on the line where a person would look."""
    (problem,) = refused(text)

    assert ("PG110", line) == (problem.code, problem.at.line)
    assert words in problem.message
    for jargon in ("token", "block", "mapping values", "flow", "scalar", "stream", "indicator"):
        assert jargon not in problem.message + problem.help


# --- limits ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("escape", ["\\U00110000", "\\UFFFFFFFF"])
def test_an_escape_for_no_character_is_refused(escape: str) -> None:
    """Whichever parser meets a number that stands for no character, it is told, and nothing fails."""
    assert ["PG110"] == [problem.code for problem in refused(f'- "{escape}"\n')]


def test_what_a_parser_says_of_no_place_or_of_its_own_depth_is_told() -> None:
    """An error without a mark is one of the file, and a parser that ends at a depth of its own is told as ours is."""
    told = syntax.problem(yaml.YAMLError("it failed"), NAME, ("x",))
    assert ("PG110", None) == (told.code, told.at.line)
    mark = yaml.Mark(NAME, 0, 2, 4, None, None)
    told = syntax.problem(yaml.MarkedYAMLError("exceeded maximum nesting depth", problem_mark=mark), NAME, ("x",) * 3)
    assert ("PG116", 3, 5) == (told.code, told.at.line, told.at.column)


def test_a_text_that_a_comment_cuts_off_is_warned_of() -> None:
    """A blank before '#' and none after it was meant as text; a comment as it is usually written is none."""
    (warned,) = refused("- unit #4 # as it was\n- unit # 4\n- 'unit #4'\n")
    assert ("PG120", 1, 8) == (warned.code, warned.at.line, warned.at.column)
    assert "'#4 # as it was'" in warned.message


def test_the_keys_of_an_item_that_runs_on_are_told_once() -> None:
    """Where the dash of the next item is missing, its id tells it, and not every key that follows."""
    assert [("PG112", 3)] == [(one.code, one.at.line) for one in refused("- id: F1\n  kind: x\n  id: F2\n  kind: y\n")]


def test_a_comment_may_stand_behind_the_mark_of_a_block() -> None:
    """What follows '|' on its line is no part of the text, whose lines are none of comments."""
    source, _ = read_bytes(b"- a: | # peelgrade: one\n    text # peelgrade: two\n  # peelgrade: three\n", NAME)
    assert ["peelgrade: one", "peelgrade: three"] == [one.text for one in loading.comments(source, "peelgrade")]


def test_depth_is_allowed_up_to_its_limit_and_not_past_it() -> None:
    """As many levels as the limit are read, one more is refused, and very many do no harm."""
    deepest = loading.MAX_DEPTH
    data_of("[" * deepest + "]" * deepest)

    assert ("PG116", 1, deepest + 1) == only("[" * (deepest + 1) + "]" * (deepest + 1))
    assert "PG116" == only("[" * 50_000)[0]
    assert "PG116" == only("{a: " * 50_000)[0]


def test_values_are_allowed_up_to_their_limit_and_not_past_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """As many values as the limit are read, counting lists and mappings, and one more is refused."""
    monkeypatch.setattr(limits.VALUES, "most", 10)

    data_of("- a\n" * 9)
    assert ("PG118", 10, 3) == only("- a\n" * 10)


def test_text_is_allowed_up_to_its_limit_and_not_past_it() -> None:
    """A text as long as the limit is read, and one character more is refused."""
    data_of("- " + "x" * limits.TEXT.most)

    assert ("PG117", 1, 3) == only("- " + "x" * (limits.TEXT.most + 1))


def test_size_is_allowed_up_to_its_limit_and_not_past_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file as big as the limit is read, and one byte more is refused before anything is read."""
    monkeypatch.setattr(limits.FILE_BYTES, "most", 10)
    (tmp_path / NAME).write_bytes(b"- 45678910")
    read_file(tmp_path / NAME, NAME)

    (tmp_path / NAME).write_bytes(b"- 456789101")
    assert "PG103" == refused_file(tmp_path / NAME)


def test_files_are_allowed_up_to_their_limit_and_not_past_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder with as many files as the limit is listed, and one more is refused."""
    monkeypatch.setattr(limits.FILES, "most", 2)
    for name in ("a.yaml", "b.YML", "c.txt", ".d.yaml"):
        (tmp_path / name).touch()
    assert ["a.yaml", "b.YML"] == [path.name for path in loading.folder_files(tmp_path)]

    (tmp_path / "e.yaml").touch()
    with pytest.raises(Unreadable, match="limit is 2"):
        loading.folder_files(tmp_path)


# --- what lies in a folder -------------------------------------------------------------------------------------------


def refused_file(path: Path) -> str:
    """Return the code of the problem for which a file is refused."""
    with pytest.raises(InvalidInput) as stopped:
        read_file(path, NAME)
    (problem,) = stopped.value.problems
    assert problem.help
    return problem.code


def test_a_link_may_stay_in_its_folder_and_not_lead_out_of_it(tmp_path: Path) -> None:
    """A link to a file beside it is read; one to a file elsewhere, to nothing or to itself is refused."""
    folder = tmp_path / "inspection"
    folder.mkdir()
    (folder / NAME).write_text("- a\n")
    (tmp_path / NAME).write_text("- b\n")
    for name, target in (("in", NAME), ("out", f"../{NAME}"), ("gone", "nothing"), ("loop", "loop")):
        (folder / name).symlink_to(target)

    assert ["a"] == read_file(folder / "in", NAME)[0].data
    assert "PG101" == refused_file(folder / "out")
    assert "PG104" == refused_file(folder / "gone")
    assert "PG104" == refused_file(folder / "loop")


def test_what_is_no_regular_file_is_not_opened(tmp_path: Path) -> None:
    """A folder or a pipe with the name of a file is refused, and nobody waits for it."""
    (tmp_path / "folder.yaml").mkdir()
    os.mkfifo(tmp_path / "pipe.yaml")

    assert "PG102" == refused_file(tmp_path / "folder.yaml")
    assert "PG102" == refused_file(tmp_path / "pipe.yaml")


def test_a_file_that_may_not_be_read_is_said_to_be_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A refusal of the system becomes a problem of the file."""

    def denied(_path: Path, _flags: int) -> int:
        raise PermissionError(13, "Permission denied")

    (tmp_path / NAME).touch()
    monkeypatch.setattr(os, "open", denied)

    assert "PG104" == refused_file(tmp_path / NAME)


def test_a_name_that_cannot_be_shown_is_refused(tmp_path: Path) -> None:
    """A file name with control characters never reaches a terminal."""
    (tmp_path / "a\x1b[31m.yaml").touch()

    with pytest.raises(Unreadable, match="cannot be shown") as stopped:
        loading.folder_files(tmp_path)
    assert stopped.value.message.isprintable()
