"""A configuration is found, read whole, and told of every mistake; it silences warnings and notes, and nothing else."""

from __future__ import annotations

import json
import os
import string
import time
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from peelgrade import bundled, configuration
from peelgrade.codeselection import chosen, ignorable
from peelgrade.configuration import Configuration, excludes, find, ignores, read
from peelgrade.problemcodes import CODES, SEVERITIES
from peelgrade.problems import Unreadable

SILENT = frozenset(code for code, about in CODES.items() if about.severity != "error")


def read_text(tmp_path: Path, text: str | bytes, name: str = "peelgrade.toml") -> Configuration:
    """Return the configuration that a text is."""
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read(path, name)


def mistakes(tmp_path: Path, text: str | bytes, name: str = "peelgrade.toml") -> list[tuple[str, str]]:
    """Return message and help of every mistake in a text that is refused."""
    with pytest.raises(Unreadable) as refused:
        read_text(tmp_path, text, name)
    for message, remedy in refused.value.reasons:
        assert remedy
        assert (message + remedy).isprintable()
    return list(refused.value.reasons)


def only(tmp_path: Path, text: str | bytes, name: str = "peelgrade.toml") -> tuple[str, str]:
    """Return message and help of the one mistake in a text."""
    (found,) = mistakes(tmp_path, text, name)
    return found


# --- which file ------------------------------------------------------------------------------------------------------


def test_the_nearest_folder_wins(tmp_path: Path) -> None:
    """Folders are searched from the one given up to the root."""
    start = tmp_path / "a" / "b" / "c"
    start.mkdir(parents=True)
    (tmp_path / "peelgrade.toml").touch()
    assert tmp_path / "peelgrade.toml" == find(start)

    (tmp_path / "a" / "pyproject.toml").write_text("[tool.peelgrade]\n")
    assert tmp_path / "a" / "pyproject.toml" == find(start)

    (start / "peelgrade.toml").touch()
    assert start / "peelgrade.toml" == find(start)


def test_there_may_be_none(tmp_path: Path) -> None:
    """The search ends at the root, also of a folder that is not there and of a file."""
    (tmp_path / "file").touch()
    for start in (tmp_path, tmp_path / "missing" / "below", tmp_path / "file", Path("/")):
        assert find(start) is None


def test_of_two_files_in_one_folder_the_own_one_wins(tmp_path: Path) -> None:
    """peelgrade.toml comes before the table in pyproject.toml, which is not even read."""
    (tmp_path / "pyproject.toml").write_text("[tool.peelgrade]\nbroken")
    (tmp_path / "peelgrade.toml").touch()

    assert tmp_path / "peelgrade.toml" == find(tmp_path)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[project]\nname = 'peelgrade'\n",
        "[tool.ruff]\nignore = ['E501']\n",
        "tool = 'peelgrade'\n",
        "[[tool]]\npeelgrade = 1\n",
        "# [tool.peelgrade]\n",
        "not TOML, and no word of ours",
        "x = " + "[" * 5_000,
    ],
)
def test_a_shared_file_without_the_table_is_passed_over(tmp_path: Path, text: str) -> None:
    """What other tools keep in pyproject.toml, sound or not, is no configuration of this one."""
    below = tmp_path / "below"
    below.mkdir()
    (tmp_path / "peelgrade.toml").touch()
    (below / "pyproject.toml").write_text(text)

    assert tmp_path / "peelgrade.toml" == find(below)


def test_a_shared_file_that_may_hold_the_table_and_cannot_be_read_is_told_of(tmp_path: Path) -> None:
    """A table that was meant to count is never passed over."""
    (tmp_path / "pyproject.toml").write_text("[tool.peelgrade]\nignore = \n")
    with pytest.raises(Unreadable, match=r"pyproject\.toml:2: this is not valid TOML"):
        find(tmp_path)

    (tmp_path / "pyproject.toml").write_bytes(b"#" * 100_000)
    with pytest.raises(Unreadable, match="65,536 bytes"):
        find(tmp_path)


def test_a_folder_or_a_pipe_is_no_shared_file(tmp_path: Path) -> None:
    """What is no file cannot hold a table."""
    (tmp_path / "pyproject.toml").mkdir()
    assert find(tmp_path) is None
    (tmp_path / "pyproject.toml").rmdir()
    os.mkfifo(tmp_path / "pyproject.toml")
    assert find(tmp_path) is None


def test_links_in_a_circle_end_the_search_or_are_told_of(tmp_path: Path) -> None:
    """No link is followed for ever."""
    (tmp_path / "one").symlink_to(tmp_path / "two")
    (tmp_path / "two").symlink_to(tmp_path / "one")
    assert find(tmp_path / "one") is None

    (tmp_path / "pyproject.toml").symlink_to("pyproject.toml")
    assert find(tmp_path) is None

    (tmp_path / "peelgrade.toml").symlink_to("peelgrade.toml")
    assert tmp_path / "peelgrade.toml" == find(tmp_path)
    with pytest.raises(Unreadable, match="cannot be read: Too many levels"):
        read(tmp_path / "peelgrade.toml")


def test_the_way_up_is_that_behind_links(tmp_path: Path) -> None:
    """A folder that is reached by a link has the configuration of the folders that it really stands in."""
    real = tmp_path / "real" / "inspection"
    real.mkdir(parents=True)
    (tmp_path / "real" / "peelgrade.toml").touch()
    (tmp_path / "link").symlink_to(real)

    assert tmp_path / "real" / "peelgrade.toml" == find(tmp_path / "link")


# --- what a sound one says -------------------------------------------------------------------------------------------


def test_an_empty_configuration_changes_nothing(tmp_path: Path) -> None:
    """Every key may be left out."""
    found = read_text(tmp_path, "")

    assert Configuration() == found
    assert ((), {}, "error") == (found.ignore, found.per_file_ignores, found.fail_on)


def test_every_key_is_read(tmp_path: Path) -> None:
    """The keys of the file, with hyphens, are the attributes of the model."""
    text = 'ignore = ["PG536", "PG53"]\nfail-on = "note"\n[per-file-ignores]\n"a/*" = ["PG120"]\n"b" = []\n'
    expected = Configuration(ignore=("PG536", "PG53"), fail_on="note", per_file_ignores={"a/*": ("PG120",), "b": ()})

    assert expected == read_text(tmp_path, text)
    assert expected == read_text(tmp_path, b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())


def test_the_table_of_a_shared_file_is_read_and_nothing_else_of_it(tmp_path: Path) -> None:
    """The tables of other tools are theirs."""
    text = (
        '[tool.other]\nignroe = 1\n[tool.peelgrade]\nfail-on = "warning"\n[tool.peelgrade.per-file-ignores]\na = []\n'
    )

    found = read_text(tmp_path, text, "pyproject.toml")

    assert Configuration(fail_on="warning", per_file_ignores={"a": ()}) == found


def test_the_example_of_each_key_can_be_written(tmp_path: Path) -> None:
    """What the schema shows as an example is read, and fits the schema."""
    for key, about in Configuration.model_json_schema()["properties"].items():
        for example in about["examples"]:
            as_toml = json.dumps(example).replace('": ', '" = ')
            assert example == json.loads(read_text(tmp_path, f"{key} = {as_toml}").model_dump_json(by_alias=True))[key]


WORDS = st.sampled_from(["PG536", "PG53", "PG5", "PG504", "PG999", "pg536", "PG", "", "PG5360", "PG536\n"])
PATTERNS = st.one_of(
    st.sampled_from(["a/*", "**/b.yaml", "/a", "../a", "a\\b", "ignore", "!a", "a[b]", "", "a//b", "a**", "C:/a"]),
    st.text("ab*?./[!:", max_size=8),
)
TABLES = st.fixed_dictionaries(
    {},
    optional={
        "ignore": st.lists(WORDS, max_size=3) | WORDS | st.integers(),
        "per-file-ignores": st.dictionaries(PATTERNS, st.lists(WORDS, max_size=2) | st.booleans(), max_size=3),
        "fail-on": st.sampled_from([*SEVERITIES, "never", 1]),
        "rules": st.just("elsewhere"),
    },
)


@given(TABLES)
def test_what_is_read_fits_the_schema_and_silences_no_error(
    tmp_path_factory: pytest.TempPathFactory, table: dict[str, Any]
) -> None:
    """Model, schema and the search for mistakes agree; and whatever is accepted leaves every error alone."""
    path = tmp_path_factory.getbasetemp() / f"{os.getpid()}-peelgrade.toml"
    path.write_text(
        "".join(f"{json.dumps(key)} = {json.dumps(value).replace(': ', ' = ')}\n" for key, value in table.items())
    )
    schema = json.loads((bundled.schemas_folder() / "config.schema.json").read_text(encoding="utf-8"))
    fits = Draft202012Validator(schema).is_valid(tomllib.loads(path.read_text()))
    try:
        found = read(path)
    except Unreadable:
        return
    assert fits
    assert json.loads(found.model_dump_json(by_alias=True, exclude_unset=True)) == table
    for name in ("a/b", "b.yaml", "x/y/b.yaml"):
        assert SILENT >= ignores(found, path.parent, path.parent / name)


# --- mistakes in keys ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "message", "remedy"),
    [
        ("\nignroe = []", "2: unknown key 'ignroe'", "did you mean 'ignore'?"),
        ("per_file_ignores = {}", "1: unknown key 'per_file_ignores'", "did you mean 'per-file-ignores'?"),
        ("Fail_On = 'note'", "1: unknown key 'Fail_On'", "did you mean 'fail-on'?"),
        ("ignore = []\nignroe = []", "2: unknown key 'ignroe'", "'ignore' is there already; take 'ignroe' out"),
        ("rules = '/tmp'", "1: unknown key 'rules'", "write one of: ignore, per-file-ignores, exclude, fail-on"),
        ("plugins = ['x']", "1: unknown key 'plugins'", "write one of: ignore, per-file-ignores, exclude, fail-on"),
        ("[tool.peelgrade]", "1: [tool.peelgrade] is for pyproject.toml", "take '[tool.peelgrade]' out"),
        ("[tool.other]", "1: unknown key 'tool'", "write one of: ignore"),
        ("ignore = 'PG536'", "1: 'ignore' is a text, and a list of codes is wanted", '["PG536"]'),
        ("ignore = true", "'ignore' is true or false,", "brackets"),
        ("ignore = 1.5", "'ignore' is a number,", "brackets"),
        ("ignore = 2015-06-30", "'ignore' is a date or a time,", "brackets"),
        ("ignore = 10:30:00", "'ignore' is a date or a time,", "brackets"),
        ("[ignore]", "'ignore' is a table,", "brackets"),
        ("ignore = [\n'PG536',\n5]", "1: entry 2 of 'ignore' is a number, and a code is wanted", "quotes"),
        ("ignore = [['PG536']]", "entry 1 of 'ignore' is a list", "quotes"),
        ("fail-on = 1", "1: 'fail-on' is a number, and a text is wanted", 'fail-on = "warning"'),
        ("fail-on = 'warnign'", "1: 'fail-on' cannot be 'warnign'", "did you mean 'warning'?"),
        ("fail-on = 'Warning'", "1: 'fail-on' cannot be 'Warning'", "did you mean 'warning'?"),
        ("fail-on = 'never'", "1: 'fail-on' cannot be 'never'", "write one of: error, warning, note"),
        ("per-file-ignores = []", "1: 'per-file-ignores' is a list, and a table is wanted", "per-file-ignores = {"),
        ("[per-file-ignores]\na = 'PG536'", "2: 'a' is a text, and a list of codes is wanted", "brackets"),
        ("[per-file-ignores]\na = ['PG599']", "2: 'PG599' is no code", "did you mean 'PG53"),
        ("ignore = ['pg536']", "1: 'pg536' is no code", "did you mean 'PG536'"),
        (
            "[per-file-ignores]\na = []\nignore = ['PG536']",
            "3: 'ignore' stands below the line of 'per-file-ignores', and so is taken for a pattern",
            "put it above that line",
        ),
    ],
)
def test_a_mistake_in_a_key_is_told_with_its_line_and_what_to_write(
    tmp_path: Path, text: str, message: str, remedy: str
) -> None:
    """One mistake is one message, in words of the format."""
    said, instead = only(tmp_path, text)

    assert said.startswith("peelgrade.toml:")
    assert message in said
    assert remedy in instead


def test_every_mistake_is_told_at_once(tmp_path: Path) -> None:
    """Nobody corrects one to be told of the next; each has the line that it stands on."""
    text = """# ignore PG999 here
fail-on = "never"
ignore = [
  "PG536",  # PG999
  "PG999",
  "PG504",
]
unknown = 1
[per-file-ignores]
"/a" = ["PG2", "PG999"]
"""
    said = [message for message, _ in mistakes(tmp_path, text)]

    assert [2, 5, 6, 8, 10, 10, 10] == [int(message.split(":")[1]) for message in said]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[project]\nname = 'peelgrade'\n[tool.ruff]\nignore = ['PG999']\n[tool.peelgrade]\nignore = ['PG999']", 6),
        ("[tool.ruff]\nignore = []\n[tool]\npeelgrade.ignore = ['PG999']", 4),
        ("tool.peelgrade = {ignore = ['PG999']}", 1),
        ("tool.peelgrade.ignore = [\n\n'PG999']", 3),
        ("a = '''\n'''''\n[tool.peelgrade]\nignore = [\n\"\"\"PG\\\n999\"\"\"]", 5),
        ("[tool.peelgrade]\nfail-on = '''note'''\nignore = [\n\"PG99\\u0039\"]", 4),
        ("[tool.peelgrade.per-file-ignores]\na = ['PG999']\n[tool.peelgrade]\nfail-on='note'", 2),
    ],
)
def test_the_line_in_a_shared_file_is_that_of_the_own_table(tmp_path: Path, text: str, line: int) -> None:
    """The keys of other tools are not taken for those of this one."""
    assert only(tmp_path, text, "pyproject.toml")[0].startswith(f"pyproject.toml:{line}: 'PG999' is no code")


def test_a_line_that_cannot_be_told_is_left_out(tmp_path: Path) -> None:
    """No line is better than a wrong one."""
    said, _ = only(tmp_path, "tool = {ignroe = 1, peelgrade = {ignroe = 1}}", "pyproject.toml")

    assert "pyproject.toml: unknown key 'ignroe'" == said


@pytest.mark.parametrize("text", ["", "[tool.ruff]", "tool = 3"])
def test_a_shared_file_that_is_named_must_hold_the_table(tmp_path: Path, text: str) -> None:
    """A file that is asked for by name is never passed over."""
    assert "there is no table [tool.peelgrade]" in only(tmp_path, text, "pyproject.toml")[0]


@pytest.mark.parametrize("text", ["[[tool.peelgrade]]", "tool.peelgrade = 3"])
def test_the_table_must_be_a_table(tmp_path: Path, text: str) -> None:
    """The name alone is not enough."""
    (tmp_path / "pyproject.toml").write_text(text)

    assert tmp_path / "pyproject.toml" == find(tmp_path)
    assert "a table is wanted" in only(tmp_path, text, "pyproject.toml")[0]


# --- mistakes in patterns --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("", "is empty"),
        ("/etc/*", "is an absolute path"),
        ("/", "is an absolute path"),
        ("C:/evidence", "is an absolute path"),
        ("c:evidence", "is an absolute path"),
        ("..", "leads out of its folder"),
        ("../other/*", "leads out of its folder"),
        ("a/../../b", "leads out of its folder"),
        ("**/..", "leads out of its folder"),
        ("evidence\\old", "has a backslash"),
        ("!a", "starts with '!'"),
        ("a[0-9]", "has '['"),
        ("{a,b}", "has '{'"),
        ("ab:c", "has ':'"),
        ("./a", "has a step '.'"),
        ("a/.", "has a step '.'"),
        ("a//b", "has an empty step"),
        ("a/", "has an empty step"),
        ("a**/b", "has '**' beside others"),
        ("a/**b", "has '**' beside others"),
        ("***", "has '**' beside others"),
        ("a" * 201, "has more than 200 characters"),
        ("a\x1b[31m", "has a character that cannot be seen"),
        ("a\u202eb", "has a character that cannot be seen"),
    ],
)
def test_a_pattern_stays_in_its_folder_and_means_what_it_seems_to(tmp_path: Path, pattern: str, message: str) -> None:
    """What is refused would match nothing, or something else than its writer thinks."""
    said, _ = only(tmp_path, f"[per-file-ignores]\n{json.dumps(pattern)} = ['PG536']")

    assert said.startswith("peelgrade.toml:2: the pattern ")
    assert message in said


@pytest.mark.parametrize(
    "pattern", ["a..b", "...", ".hidden/x", "~/x", "a b/c é.yaml", "**", "**/**", "a/**/b", "$HOME", "%"]
)
def test_other_patterns_are_plain_names(tmp_path: Path, pattern: str) -> None:
    """Nothing is expanded but '*', '?' and '**'."""
    found = read_text(tmp_path, f"[per-file-ignores]\n{json.dumps(pattern)} = ['PG536']")

    assert [pattern] == list(found.per_file_ignores)


# --- files that are no configuration ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"\x7fELF\x02\x01\x01\x00\xff\xfe", "peelgrade.toml:1: the file is not saved as UTF-8"),
        (b"# one\n# two \xe9\n", "peelgrade.toml:2: the file is not saved as UTF-8"),
        ('fail-on = "note"\n'.encode("utf-16"), "peelgrade.toml:1: the file is not saved as UTF-8"),
        (b"\x00" * 20, "peelgrade.toml:1: this is not valid TOML"),
        ("x = 1\n<<<<<<< mine\n", "peelgrade.toml:2: this is not valid TOML"),
        ("ignore = [", "peelgrade.toml: this is not valid TOML: invalid value"),
        ("ignore: [PG536]", "peelgrade.toml:1: this is not valid TOML: expected '=' after a key"),
        ("ignore = []\nignore = []", "peelgrade.toml: this is not valid TOML: cannot overwrite a value"),
        ("x = \x1b[31m", "peelgrade.toml:1: this is not valid TOML"),
        ("x = " + "[\n" * 5_000, "peelgrade.toml: this is nested too deep"),
        ("x = " + "{a=" * 600, "peelgrade.toml: this is nested too deep"),
        ("[" + "a." * 900 + "a]", "peelgrade.toml:1: unknown key 'a'"),
        ("x = " + "1" * 1_900 + "\n", "peelgrade.toml:1: unknown key 'x'"),
        ("#\n" + "#" * 2_001, "peelgrade.toml:2: this line has 2,001 characters, and the limit is 2,000"),
        ("#\n" * 40_000, "peelgrade.toml: the file has more than 65,536 bytes"),
        ('"a\\u001b[31m\\u202e" = 1', "peelgrade.toml:1: unknown key 'a\\x1b[31m\\u202e'"),
        ('ignore = ["\\u0007PG536"]', "peelgrade.toml:1: '\\x07PG536' is no code"),
        ('fail-on = "a\\nb"', "peelgrade.toml:1: 'fail-on' cannot be 'a\\nb'"),
        (f"{'k' * 500} = 1", f"peelgrade.toml:1: unknown key '{'k' * 59}…'"),
    ],
)
def test_a_hostile_file_is_refused_in_one_clear_line(tmp_path: Path, text: str | bytes, message: str) -> None:
    """Whatever stands in it, there is a message and no bug."""
    assert only(tmp_path, text)[0].startswith(message)


@pytest.mark.slow
def test_a_long_file_that_is_deep_everywhere_is_read_quickly(tmp_path: Path) -> None:
    """The limits on bytes and on the length of a line hold the time down."""
    before = time.process_time()
    assert mistakes(tmp_path, "".join(f"c{number}.{'a.' * 980}b = 1\n" for number in range(33)))

    assert time.process_time() - before < 10


def test_mistakes_are_told_up_to_a_limit(tmp_path: Path) -> None:
    """Of very many mistakes, the first are told, and that there are more."""
    said = mistakes(tmp_path, "".join(f"key{number} = 1\n" for number in range(4_000)))

    assert 51 == len(said)
    assert ("peelgrade.toml: there are more mistakes", "correct these first") == said[-1]


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    """A folder, a pipe or a device of that name is told of, not read."""
    path = tmp_path / "peelgrade.toml"
    path.mkdir()
    assert path == find(tmp_path)
    with pytest.raises(Unreadable, match="not a regular file"):
        read(path)

    path.rmdir()
    os.mkfifo(path)
    with pytest.raises(Unreadable, match="not a regular file"):
        read(path)
    with pytest.raises(Unreadable, match="not a regular file"):
        read(Path("/dev/zero"))


def test_a_link_may_not_lead_out_of_its_folder(tmp_path: Path) -> None:
    """What a file elsewhere says is no business of this project."""
    inside = tmp_path / "inside"
    inside.mkdir()
    (tmp_path / "secret.toml").write_text("password = 1")
    (inside / "peelgrade.toml").symlink_to(tmp_path / "secret.toml")
    with pytest.raises(Unreadable, match="a link that leads out of its folder") as refused:
        read(inside / "peelgrade.toml")
    assert "password" not in str(refused.value)

    (inside / "peelgrade.toml").unlink()
    (inside / "real.toml").write_text("fail-on = 'note'")
    (inside / "peelgrade.toml").symlink_to("real.toml")
    assert "note" == read(inside / "peelgrade.toml").fail_on


def test_a_file_that_cannot_be_read_is_told_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Missing, or not permitted: the message says which."""
    with pytest.raises(Unreadable, match="cannot be read: No such file"):
        read(tmp_path / "missing.toml")
    with pytest.raises(Unreadable, match="cannot be read: File name too long"):
        read(tmp_path / ("a" * 300))

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    (tmp_path / "pyproject.toml").touch()
    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(Unreadable, match=r"pyproject\.toml: the configuration cannot be read: Permission denied"):
        find(tmp_path)


def test_nothing_that_a_configuration_names_is_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading touches the one file, whatever stands in it."""
    opened: list[Path] = []
    really = Path.open

    def watch(path: Path, *arguments: Any, **named: Any) -> Any:
        opened.append(path)
        return really(path, *arguments, **named)

    path = tmp_path / "peelgrade.toml"
    path.write_text("rules = '/etc/passwd'\nplugins = ['os']\nextends = 'https://www.example.org'\n")
    monkeypatch.setattr(Path, "open", watch)
    with pytest.raises(Unreadable):
        read(path)

    assert [path] == opened


# --- codes -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ([], set()),
        (["PG101"], {"PG101"}),
        (["pg101, Pg102 ,", " PG120"], {"PG101", "PG102", "PG120"}),
        (["PG10"], {"PG101", "PG102", "PG103", "PG104", "PG105", "PG106", "PG107", "PG108", "PG109"}),
        (["PG7,PG701"], {"PG701", "PG702", "PG703"}),
    ],
)
def test_codes_are_chosen_by_name_or_by_how_they_begin(texts: list[str], expected: set[str]) -> None:
    """On the command line, in any case, with commas and blanks between."""
    assert expected == chosen(texts)


@pytest.mark.parametrize(
    ("text", "message", "remedy"),
    [
        ("PG599", "'PG599' is no code, and no code begins so", "did you mean 'PG53"),
        ("PG0", "'PG0' is no code, and no code begins so", ""),
        ("PG", "'PG' is no code, and no code begins so", ""),
        ("PG5XX", "'PG5XX' is no code", ""),
        ("PG536O", "'PG536O' is no code", "'PG536'"),
        ("PG53٦", "'PG53٦' is no code", "'PG53"),
        ("x\x1b[31m", "'X\\x1b[31M' is no code", "write a code such as PG535"),
        ("PG536 PG535", "'PG536 PG535' is no code", ""),
        ("", "no code is named", "commas"),
        (" , ", "no code is named", "commas"),
    ],
)
def test_what_is_no_code_is_refused(text: str, message: str, remedy: str) -> None:
    """On the command line as in a file; a text that names nothing would choose nothing, and so hide everything."""
    for choose in (chosen, ignorable):
        with pytest.raises(Unreadable) as refused:
            choose([text])
        assert message in refused.value.message
        assert remedy in refused.value.help
        assert refused.value.help


def test_every_wrong_code_is_told_once() -> None:
    """All at once, and each one time."""
    with pytest.raises(Unreadable) as refused:
        chosen(["PG999,PG998", "pg999"])

    assert 2 == len(refused.value.reasons)


@pytest.mark.parametrize("code", sorted(CODES))
def test_a_warning_or_note_can_be_ignored_and_an_error_cannot(tmp_path: Path, code: str) -> None:
    """On the command line and in a file alike; of an error that a reason can explain, it is said how."""
    if code in SILENT:
        assert {code} == ignorable([code])
        assert {code} == ignores(read_text(tmp_path, f"ignore = ['{code}']"), tmp_path, tmp_path / "a.yaml")
        return
    with pytest.raises(Unreadable) as refused:
        ignorable([code])
    assert f"'{code}' is an error, and errors are not ignored here" == refused.value.message
    assert CODES[code].forgivable == (f"# peelgrade: ignore[{code}]" in refused.value.help)
    said, _ = only(tmp_path, f"ignore = ['{code}']")
    assert f"peelgrade.toml:1: {refused.value.message}" == said


def test_how_codes_begin_stands_for_the_warnings_and_notes_among_them() -> None:
    """What begins errors as well ignores the others; what begins errors alone is refused."""
    assert {code for code in SILENT if code.startswith("PG5")} == ignorable(["PG5"])
    with pytest.raises(Unreadable, match="'PG2' begins errors alone, and errors are not ignored here"):
        ignorable(["PG2"])


# --- what is ignored in a file ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pattern", "matched", "others"),
    [
        ("a.yaml", ["a.yaml"], ["b/a.yaml", "A.yaml", "a.yaml/b", "aXyaml"]),
        ("*.yaml", ["a.yaml", ".yaml"], ["b/a.yaml", "a.yml"]),
        ("?.yaml", ["a.yaml", "é.yaml"], [".yaml", "ab.yaml"]),
        ("evidence/old-*/*", ["evidence/old-1/a.yaml"], ["evidence/new/a", "evidence/old-1/b/a", "evidence/old-1"]),
        ("**", ["a", "a/b", ".a/b/c"], []),
        ("**/a", ["a", "b/a", "b/c/a"], ["ba", "a/b"]),
        ("a/**", ["a/b", "a/b/c"], ["a", "b/a/c"]),
        ("a/**/b", ["a/b", "a/x/b", "a/x/y/b", "a/b/b"], ["a", "b", "a/b/c", "x/a/b"]),
        ("**/a/**/b*/c", ["a/b/c", "x/a/y/b1/b2/c", "a/a/b/c"], ["a/c", "a/b/x/c"]),
        ("a/*/c", ["a/b/c"], ["a/c", "a/b/b/c"]),
    ],
)
def test_a_pattern_matches_whole_paths(tmp_path: Path, pattern: str, matched: list[str], others: list[str]) -> None:
    """From the folder of the configuration to the file; only '**' crosses folders."""
    found = Configuration(ignore=("PG120",), per_file_ignores={pattern: ("PG535",)})

    for name in matched:
        assert {"PG120", "PG535"} == ignores(found, tmp_path, tmp_path / name)
    for name in others:
        assert {"PG120"} == ignores(found, tmp_path, tmp_path / name)


def plainly(steps: Sequence[str], parts: Sequence[str]) -> bool:
    """Say by trying every way whether names match the parts of a pattern."""
    if not parts:
        return not steps
    if parts[0] == "**":
        least = 1 if len(parts) == 1 else 0
        return any(plainly(steps[taken:], parts[1:]) for taken in range(least, len(steps) + 1))
    return bool(steps) and name_fits(steps[0], parts[0]) and plainly(steps[1:], parts[1:])


def name_fits(name: str, part: str) -> bool:
    """Say by trying every way whether one name matches one part."""
    if not part:
        return not name
    if part[0] == "*":
        return any(name_fits(name[taken:], part[1:]) for taken in range(len(name) + 1))
    return bool(name) and part[0] in {"?", name[0]} and name_fits(name[1:], part[1:])


NAMES = st.text("ab.", min_size=1, max_size=4).filter(lambda name: name not in {".", ".."})
PARTS = st.just("**") | st.text("ab.*?", min_size=1, max_size=4).filter(
    lambda part: "**" not in part and part not in {".", ".."}
)


@given(st.lists(NAMES, min_size=1, max_size=6), st.lists(PARTS, min_size=1, max_size=6))
def test_a_match_is_what_trying_every_way_finds(steps: list[str], parts: list[str]) -> None:
    """The quick way and the plain way agree."""
    found = Configuration(per_file_ignores={"/".join(parts): ("PG535",)})
    expected = plainly(steps, parts)

    assert expected == bool(ignores(found, Path("/top"), Path("/top", *steps)))


def test_a_hostile_pattern_is_matched_quickly() -> None:
    """Many stars do not multiply the time."""
    stars = Configuration(
        per_file_ignores={"*a" * 99 + "b": ("PG535",), "**/a/" * 39 + "b": ("PG535",), "**/*a*a*a*a*b/c": ("PG535",)}
    )
    before = time.process_time()
    assert not ignores(stars, Path("/top"), Path("/top/" + "a" * 250))
    assert not ignores(stars, Path("/top"), Path("/top" + "/a" * 1_500))
    assert not ignores(stars, Path("/top"), Path("/top" + ("/" + "a" * 200) * 15))

    assert time.process_time() - before < 5


def test_a_file_is_found_below_the_folder_however_it_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By a path from the working folder, through a link to the folder, or with '..' inside."""
    found = Configuration(per_file_ignores={"evidence/*": ("PG535",)})
    root = tmp_path / "real"
    (root / "evidence").mkdir(parents=True)
    (tmp_path / "link").symlink_to(root)
    monkeypatch.chdir(root)

    for name in ("evidence/a.yaml", "evidence/../evidence/a.yaml", tmp_path / "link" / "evidence" / "a.yaml"):
        assert {"PG535"} == ignores(found, root, Path(name))
    monkeypatch.chdir(root / "evidence")
    assert {"PG535"} == ignores(found, root, Path("a.yaml"))


def test_a_linked_folder_goes_by_the_name_that_it_has_in_the_project(tmp_path: Path) -> None:
    """A pattern speaks of what the project shows, wherever it is kept."""
    found = Configuration(per_file_ignores={"evidence/*": ("PG535",)})
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "project").mkdir()
    (tmp_path / "project" / "evidence").symlink_to(tmp_path / "elsewhere")

    assert {"PG535"} == ignores(found, tmp_path / "project", tmp_path / "project" / "evidence" / "a.yaml")


def test_in_a_file_outside_the_folder_only_what_is_ignored_everywhere_is(tmp_path: Path) -> None:
    """No pattern reaches out."""
    found = Configuration(ignore=("PG53",), per_file_ignores={"**": ("PG120",)})

    inside = ignores(found, tmp_path / "a", tmp_path / "a" / "x.yaml")
    outside = ignores(found, tmp_path / "a", tmp_path / "b" / "x.yaml")

    assert {"PG120"} == inside - outside
    assert {code for code in SILENT if code.startswith("PG53")} == outside


def test_a_configuration_that_is_made_without_a_file_silences_no_error_either(tmp_path: Path) -> None:
    """Whatever codes stand in the model, an error is never among those ignored."""
    found = Configuration(ignore=tuple(f"PG{digit}" for digit in string.digits), per_file_ignores={"**": ("PG101",)})

    assert SILENT == ignores(found, tmp_path, tmp_path / "a.yaml")


def test_the_keys_are_those_of_the_model() -> None:
    """A key that is added to the model is known to the search for mistakes, or this fails."""
    assert ("ignore", "per-file-ignores", "exclude", "fail-on") == configuration.KEYS


# --- what is not searched --------------------------------------------------------------------------------------------


def test_folders_that_are_excluded_are_known_by_their_path(tmp_path: Path) -> None:
    """A pattern names the folder itself, from the folder of the configuration."""
    made = read_text(tmp_path, 'exclude = ["tests/data", "**/old-*"]\n')

    for folder, excluded in (
        ("tests/data", True),
        ("data", False),
        ("tests", False),
        ("a/b/old-1", True),
        ("old-2", True),
    ):
        assert excluded == excludes(made, tmp_path, tmp_path / folder), folder


@pytest.mark.parametrize(
    "text", ["exclude = 'a'", "exclude = [1]", "exclude = ['/a']", "exclude = ['../a']", "exclude = ['']"]
)
def test_what_is_no_list_of_folders_is_refused(tmp_path: Path, text: str) -> None:
    """Each is told once, at its line."""
    ((message, _),) = mistakes(tmp_path, text)

    assert message.startswith("peelgrade.toml:1: ")
