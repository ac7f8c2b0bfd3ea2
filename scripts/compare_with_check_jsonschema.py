"""Set what peelgrade says of wrong files beside what check-jsonschema says of them, by the same schemas.

    python scripts/compare_with_check_jsonschema.py [--write | --check]

Every file in tests/mistakes has one mistake, and says in its first lines what must be said of it. Both tools are run
over all of them: peelgrade with each file in its place in tests/mistakes/base, check-jsonschema with the schema of the
framework, as its users run it. The tables are printed; with --write they are put into docs/validation.md, and with
--check nothing is written and the exit code says whether they are up to date there.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from peelgrade import bundled, formats, pipeline
from peelgrade.rendering import escaping
from peelgrade.rendering.problems.report import Report, Told

ROOT = Path(__file__).resolve().parents[1]
MISTAKES = ROOT / "tests" / "mistakes"
BASE = MISTAKES / "base"
PAGE = ROOT / "docs" / "validation.md"
BETWEEN = re.compile(r"(?s)(?<=<!-- comparison -->\n).*(?=<!-- /comparison -->)")

IN_PLACE = {
    "evidence.yaml": BASE / "evidence.yaml",
    "inspection.yaml": BASE / "inspection.yaml",
    "rules.yaml": BASE / "rules" / "rules.yaml",
    "framework.yaml": BASE / "rules" / "framework.yaml",
}
OF_A_FRAMEWORK = ("rules.yaml", "framework.yaml")

# What the schema of a file does not say: how values, places or files bear on each other, and what YAML hides from it
OUT_OF_REACH = ("PG111", "PG120", "PG305", "PG306", "PG310", "PG408", "PG409", "PG5", "PG6")

LONGEST = 180  # characters of what a tool says that the table shows


# --- the mistakes ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Expected:
    """A problem that a file must give: its place, code and field, and words that its message or help must hold."""

    line: int
    column: int
    code: str
    field: str
    words: tuple[str, ...]

    def is_at(self, told: Told) -> bool:
        """Whether a problem stands at the place."""
        return (self.line, self.column) == (told.place.line, told.place.column)

    def is_told_by(self, told: Told) -> bool:
        """Whether the message and help of a problem hold the words."""
        return all(word in f"{told.message} {told.help}" for word in self.words)


@dataclass(frozen=True)
class Mistake:
    """A wrong file: what is wrong in plain words, the file of the inspection it stands for, and what must be said."""

    path: Path
    what: str
    file: str
    expected: tuple[Expected, ...]

    @property
    def has_key(self) -> bool:
        """Whether there is a key or value to name; what is not YAML has none."""
        return not self.expected[0].code.startswith("PG1")

    @property
    def in_reach(self) -> bool:
        """Whether the schema of the file can find it."""
        return not self.expected[0].code.startswith(OUT_OF_REACH)


def mistakes() -> list[Mistake]:
    """Return every mistake, by the name of its file."""
    return [_mistake(path) for path in sorted(MISTAKES.glob("*.yaml"))]


def _mistake(path: Path) -> Mistake:
    head = re.findall(r"(?m)^# (mistake|file|expect): (.+)$", path.read_text(encoding="utf-8"))
    said = dict(head)
    expected = tuple(_expected(text) for key, text in head if key == "expect")
    return Mistake(path, said["mistake"], said["file"], expected)


def _expected(text: str) -> Expected:
    what, *words = text.split(" | ")
    place, code, field = what.split(" ", maxsplit=2)
    line, column = place.split(":")
    return Expected(int(line), int(column), code, "" if field == "-" else field, tuple(words))


# --- what the two tools say ------------------------------------------------------------------------------------------


def told_by_peelgrade(mistake: Mistake) -> tuple[Told, ...]:
    """Return every problem that peelgrade finds where a mistake takes the place of a file that is right."""
    reading = pipeline.Reading(instead={IN_PLACE[mistake.file]: mistake.path.read_bytes()})
    if mistake.file in OF_A_FRAMEWORK:
        pipeline.read_rulebook(BASE / "rules", "rules", reading)
    else:
        pipeline.examine(BASE, None, reading)
    problems, _ = reading.standing()
    return Report.of(problems, reading.sources, reading.places).told


@dataclass(frozen=True)
class Said:
    """One thing that check-jsonschema says: the path that it names, and its words."""

    path: str
    words: str


def said_by_check_jsonschema(listed: Sequence[Mistake]) -> dict[Path, list[Said]]:
    """Return what check-jsonschema says of each file, run over all that share a schema."""
    said: dict[Path, list[Said]] = {mistake.path: [] for mistake in listed}
    with tempfile.TemporaryDirectory() as scratch:
        for file in IN_PLACE:
            paths = [mistake.path for mistake in listed if mistake.file == file]
            schema = _schema(file, Path(scratch))
            answer = json.loads(_run(schema, paths, "-o", "json"))
            for error in answer["errors"]:
                said[MISTAKES / error["filename"]] += _said(error)
            if answer["parse_errors"]:  # only the text has the words of the parser, with its line
                for name, words in _unparsed(_run(schema, paths)):
                    said[MISTAKES / name].append(Said("", words))
    return said


def _schema(file: str, scratch: Path) -> Path:
    """Return the schema that a user has for a file: that of its framework, where it has the words of one."""
    name = Path(file).stem
    if file == "framework.yaml":
        return bundled.schemas_folder() / f"{name}.schema.json"
    if file != "rules.yaml":
        return bundled.schemas_folder() / "peel-effectiveness-2015" / f"{name}.schema.json"
    rulebook = pipeline.read_rulebook(BASE / "rules", "rules", pipeline.Reading())
    assert rulebook is not None  # noqa: S101  # a test holds the base to be right
    path = scratch / "rules.schema.json"
    path.write_text(formats.text(formats.for_framework(formats.read("rules"), rulebook.framework)), encoding="utf-8")
    return path


def _run(schema: Path, paths: Iterable[Path], *options: str) -> str:
    command = [sys.executable, "-m", "check_jsonschema", "--color", "never", "--schemafile", str(schema), *options]
    names = [path.name for path in paths]
    ran = subprocess.run(
        [*command, *names], cwd=MISTAKES, capture_output=True, text=True, encoding="utf-8", check=False
    )
    return ran.stdout


def _said(error: dict[str, Any]) -> Iterator[Said]:
    """Yield what is shown of one error: itself, and what are called its best match and best deep match."""
    for found in (error, error.get("best_match"), error.get("best_deep_match")):
        if found is not None:
            # what is wrong is printed whole in front of the words; it names every key, and none
            yield Said(found["path"], re.sub(r"(?s)^(\{).*\}(?= (is|does|should|has) )", "{…}", found["message"]))


def _unparsed(text: str) -> Iterator[tuple[str, str]]:
    """Yield the name of each file that could not be parsed, with the words of the parser."""
    parts = re.split(r"(?m)^  Failed to parse (.+)$", text)
    for name, words in zip(parts[1::2], parts[2::2], strict=True):
        yield name, " ".join(words.split("\n\n")[0].split())


# --- what it is worth ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Verdict:
    """Whether the file was accepted, and else whether line and field are right and something is suggested."""

    accepted: bool
    line: bool
    field: bool
    suggestion: bool

    def __str__(self) -> str:
        given = [name for name in ("line", "field", "suggestion") if getattr(self, name)]
        return "accepted" if self.accepted else ", ".join(given) or "refused"


def of_peelgrade(mistake: Mistake, told: Sequence[Told]) -> Verdict:
    """Judge what peelgrade says: every expected problem at its place, in its field, in the expected words."""
    pairs = [(one, next(filter(one.is_at, told), None)) for one in mistake.expected]
    return Verdict(
        accepted=not told,
        line=all(found for _, found in pairs),
        field=mistake.has_key and all(found and found.field == one.field for one, found in pairs),
        suggestion=all(found and found.help and one.is_told_by(found) for one, found in pairs),
    )


def of_check_jsonschema(mistake: Mistake, said: Sequence[Said]) -> Verdict:
    """Judge what check-jsonschema says, in its favour: one of its matches naming the key or the value is enough.

    It suggests where that match has the words that can stand, the type that is wanted, or the key to add.
    """
    line = mistake.expected[0].line
    naming = _naming(mistake, said)
    return Verdict(
        accepted=not said,
        line=any(f"line {line}," in one.words for one in said),
        field=bool(naming) and mistake.has_key,
        suggestion=any(re.search(r"is not one of|is not of type|was expected|required prop", o.words) for o in naming),
    )


def _naming(mistake: Mistake, said: Iterable[Said]) -> list[Said]:
    """Return what names the key or value that is wrong, or one that would mend it."""
    return [one for one in said if _names(one, mistake.expected[0])]


def _names(said: Said, expected: Expected) -> bool:
    """Whether one of them ends the path or stands in quotes, or the schema admits nothing in the mapping it is in.

    To call every key that another kind does not have unexpected names none.
    """
    above, _, key = expected.field.rpartition(".")
    path = re.sub(r"^\$(\[[0-9]+\])?\.?", "", said.path)
    named = {_bare(key), *(word.split(":")[0].strip("'") for word in expected.words)} - {""}
    return (
        _bare(path.rpartition(".")[2]) in named
        or (said.path == "$" and not key)
        or (path == above and "False schema does not allow" in said.words)
        or ("were unexpected" not in said.words and any(f"'{name}'" in said.words for name in named))
    )


def _bare(key: str) -> str:
    return key.partition("[")[0]


# --- the tables ------------------------------------------------------------------------------------------------------

MEASURES = {
    "right line given": "line",
    "right key or value named": "field",
    "suggestion given": "suggestion",
    "wrong file accepted": "accepted",
}


@dataclass(frozen=True)
class Row:
    """One mistake with what both say of it, and what that is worth."""

    mistake: Mistake
    told: tuple[Told, ...]
    said: tuple[Said, ...]
    ours: Verdict
    theirs: Verdict


def compared() -> list[Row]:
    """Return every mistake as both tools take it."""
    listed = mistakes()
    said = said_by_check_jsonschema(listed)
    rows = []
    for mistake in listed:
        told, theirs = told_by_peelgrade(mistake), tuple(said[mistake.path])
        rows.append(Row(mistake, told, theirs, of_peelgrade(mistake, told), of_check_jsonschema(mistake, theirs)))
    return rows


def page(rows: Sequence[Row]) -> str:
    """Return the tables, and what they were made with."""
    versions = " and ".join(f"{name} {metadata.version(name)}" for name in ("check-jsonschema", "jsonschema"))
    within, beyond = [r for r in rows if r.mistake.in_reach], [r for r in rows if not r.mistake.in_reach]
    return "\n".join(
        [
            f"Made with {versions}.",
            "",
            *_totals(within, f"{len(within)} mistakes that a schema can find"),
            "",
            *_totals(beyond, f"{len(beyond)} mistakes that it cannot"),
            "",
            "### Mistakes that a schema can find",
            "",
            *_table(within),
            "",
            "### Mistakes that a schema cannot find",
            "",
            *_table(beyond),
            "",
        ]
    )


def _totals(rows: Sequence[Row], title: str) -> Iterator[str]:
    yield f"| {title} | peelgrade | check-jsonschema |"
    yield "| --- | --- | --- |"
    for name, measure in MEASURES.items():
        able = [row for row in rows if measure != "field" or row.mistake.has_key]
        counts = [sum(getattr(verdict, measure) for verdict in side) for side in _sides(able)]
        yield f"| {name} | " + " | ".join(f"{count} of {len(able)}" for count in counts) + " |"


def _sides(rows: Sequence[Row]) -> tuple[list[Verdict], list[Verdict]]:
    return [row.ours for row in rows], [row.theirs for row in rows]


def _table(rows: Iterable[Row]) -> Iterator[str]:
    yield "| mistake | peelgrade says | gives | check-jsonschema says | gives |"
    yield "| --- | --- | --- | --- | --- |"
    for row in rows:
        what = f"[{row.mistake.what}](../{row.mistake.path.relative_to(ROOT).as_posix()})"
        told = [f"{one.place.line}:{one.place.column} {one.message}; {one.help}" for one in row.told]
        said = [f"{one.path} {one.words}".strip() for one in _best_first(row)]
        yield f"| {what} | {_cell(told)} | {row.ours} | {_cell(said)} | {row.theirs} |"


def _best_first(row: Row) -> list[Said]:
    """Return what check-jsonschema says, with what names the key or value in front, and what says nothing last."""
    naming = _naming(row.mistake, row.said)
    return sorted(row.said, key=lambda one: (one not in naming, "is not valid under any" in one.words))


def _cell(texts: Sequence[str]) -> str:
    """Return the first text as code, shortened, and how many more there are."""
    if not texts:
        return ""
    line = escaping.terminal(texts[0].replace(f"{BASE.as_posix()}/", "")).replace("`", "'")
    short = line if len(line) <= LONGEST else f"{line[: LONGEST - 1].rstrip()}…"
    more = f" and {len(texts) - 1} more" if len(texts) > 1 else ""
    return f"`{short.replace('|', chr(92) + '|')}`{more}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables, write them into their page, or say whether they are up to date there."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    group = parser.add_mutually_exclusive_group()
    group.add_argument("--write", action="store_true", help=f"put the tables into {PAGE.name}")
    group.add_argument("--check", action="store_true", help=f"fail where {PAGE.name} has others")
    given = parser.parse_args(arguments)
    try:
        metadata.version("check-jsonschema")
    except metadata.PackageNotFoundError:
        print("check-jsonschema is not installed: run 'pip install check-jsonschema'", file=sys.stderr)
        return 2
    tables = page(compared())
    if not (given.write or given.check):
        print(tables)
        return 0
    text = PAGE.read_text(encoding="utf-8")
    new = BETWEEN.sub(lambda _: tables, text)
    if given.write:
        PAGE.write_text(new, encoding="utf-8")
    elif new != text:
        print(f"{PAGE.relative_to(ROOT)} is not up to date: run this with --write", file=sys.stderr)
    return 1 if given.check and new != text else 0


if __name__ == "__main__":
    sys.exit(main())
