"""Wrong files as people write them, and what they are told: code, line, words of the message and of the help."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from peelgrade.loading import read_json
from peelgrade.pipeline import Reading, read_inspection
from peelgrade.problems import InvalidInput, Unreadable

FRAMEWORK = """\
id: small
title: A small framework
inspectorate: The inspectorate
version: "1.0"
scale:
  - {id: poor, title: Poor, points: 1}
  - {id: fair, title: Fair, points: 2}
  - {id: good, title: Good, points: 3}
baseline: fair
minimum_evidence: 1
questions:
  id: overall
  title: How good is the force?
  graded: true
  parts:
    - id: overall.response
      title: How good is its response?
      graded: true
      topics:
        - {id: calls, title: Calls}
    - id: overall.context
      title: How much is there to respond to?
      graded: false
      topics:
        - {id: volume, title: Volume}
methods:
  - {id: interview, title: Interview}
groups_at_risk:
  - {id: children, title: Children}
recommendation_types:
  - {id: area_for_improvement, title: Area for improvement}
comparators:
  - {id: nation, title: The nation}
units:
  - {id: count, title: count, counted: true}
  - {id: percent, title: per cent, per: 100}
measures:
  - {id: calls_answered, title: Calls answered, unit: count, better: higher, similar_within: 0}
  - {id: answered_share, title: Share answered, unit: percent, better: higher, similar_within: 1}
"""

RULES = """\
- id: response.good
  question: overall.response
  supports: good
  because: strengths outweigh
  basis: {kind: project, source: This test}
  when:
    all:
      - findings: {shows: strength, weight: [moderate, major], at_least: 1}
      - findings: {shows: weakness, weight: major, at_most: 0}
- id: overall.good
  question: overall
  supports: good
  because: the parts are good
  basis: {kind: project, source: This test}
  when:
    judgments: {of: parts, reaching: good, at_least: 1}
"""

RECORD = """\
id: town-2015
force:
  id: town
  name: Town Police
framework: small
documents:
  - id: report
    title: The report
questions:
  - question: overall
    status: complete
published:
  - question: overall
    judgment: good
    sources: [{document: report, page: 3}]
"""

EVIDENCE = """\
- id: F1
  kind: finding
  question: overall.response
  topic: calls
  shows: strength
  weight: moderate
  extent: widespread
  standing: observed
  statement: Calls are answered at once.
  sources:
    - {document: report, section: Response, paragraph: 2}
- id: F2
  kind: finding
  question: overall.response
  shows: weakness
  weight: major
  ground: core
  extent: isolated
  standing: reported
  statement: One office does not answer.
  part_of: F1
  sources:
    - {document: report, page: 4}
- id: M1
  kind: metric
  question: overall.response
  measure: calls_answered
  subject: town
  value: 90
  unit: count
  as_at: 2015-06-30
  checks:
    sum_of: [M2, M3]
  sources:
    - {document: report, figure: Figure 1}
- id: M2
  kind: metric
  question: overall.response
  measure: calls_answered
  subject: town
  value: 60
  unit: count
  as_at: 2015-06-29
  sources: [{document: report, figure: Figure 1}]
- id: M3
  kind: metric
  question: overall.response
  measure: calls_answered
  subject: town
  value: 30
  unit: count
  as_at: 2015-06-28
  sources: [{document: report, figure: Figure 1}]
- id: R1
  kind: recommendation
  question: overall.response
  type: area_for_improvement
  status: open
  statement: Answer in every office.
  arises_from: [F2]
  sources: [{document: report, page: 5}]
"""

FILES = {
    "town/inspection.yaml": RECORD,
    "town/evidence.yaml": EVIDENCE,
    "rules/framework.yaml": FRAMEWORK,
    "rules/rules.yaml": RULES,
}
INSPECTION, ITEMS, SMALL, RULEBOOK = FILES


@dataclass(frozen=True)
class Case:
    """A mistake: in a file, what is replaced by what; and what must be said of it, and where."""

    mistake: str
    file: str
    old: str
    new: str
    code: str
    line: int
    message: str
    help: str
    told_of: str = ""  # the file, where that is not the one with the mistake


CASES = (
    # what is not YAML
    Case("a tab as indent", ITEMS, "  shows: strength", "\tshows: strength", "PG110", 5, "tab", "spaces"),
    Case("a colon in a text", ITEMS, "Calls are answered", "Note: calls are answered", "PG110", 9, "colon", "quotes"),
    Case("a quote that stays open", ITEMS, "statement: Calls", 'statement: "Calls', "PG110", 9, "not closed", "close it"),
    Case("a bracket that stays open", ITEMS, "paragraph: 2}", "paragraph: 2", "PG110", 11, "bracket", "close it"),
    Case("an indent that is off", ITEMS, "  weight: moderate", "   weight: moderate", "PG110", 6, "indented too far", "in one column"),
    Case("a percent sign in front", ITEMS, "Calls are answered at once.", "%80 of calls", "PG110", 9, "cannot start", "quotes"),
    Case("a merge that was left", ITEMS, "- id: F2", "<<<<<<< HEAD\n- id: F2", "PG108", 12, "merge conflict", "keep one version"),
    Case("two documents in a file", ITEMS, "- id: F2", "---\n- id: F2", "PG115", 12, "second document", "file of its own"),
    Case("an alias", ITEMS, "ground: core", "ground: *core", "PG111", 17, "alias", "write the value out"),
    Case("an anchor", ITEMS, "ground: core", "ground: &core core", "PG111", 17, "anchor", "take '&core' out"),
    Case("a tag", ITEMS, "value: 90", "value: !!int 90", "PG119", 29, "tag", "take the tag out"),
    Case("a merge key", ITEMS, "  kind: metric\n", "  <<: {}\n  kind: metric\n", "PG114", 25, "merge key", "in full"),
    Case("a key twice", ITEMS, "  weight: moderate", "  weight: moderate\n  weight: minor", "PG112", 7, "twice", "keep one"),
    Case("an invisible character", ITEMS, "at once", "at\u202e once", "PG107", 9, "right-to-left override", "delete it"),
    Case("an empty file", ITEMS, EVIDENCE, "# nothing yet\n", "PG109", 1, "empty", "delete it"),
    Case("a web page", ITEMS, EVIDENCE, "<!DOCTYPE html>\n<html></html>\n", "PG105", 1, "web page", "YAML file"),
    # keys
    Case("a misspelt required key", ITEMS, "  shows: strength", "  show: strength", "PG202", 5, "unknown key 'show'", "'shows'"),
    Case("a misspelt optional key", ITEMS, "  topic: calls", "  topics: calls", "PG202", 4, "unknown key 'topics'", "'topic'"),
    Case("a misspelt kind", ITEMS, "  kind: finding\n  question: overall.response\n  topic", "  knid: finding\n  question: overall.response\n  topic", "PG202", 2, "unknown key 'knid'", "'kind'"),
    Case("a key at the wrong indent", ITEMS, "  topic: calls", "  topic: calls\n  document: report", "PG202", 5, "unknown key 'document'", "belongs under 'sources'"),
    Case("a missing key", ITEMS, "  extent: isolated\n", "", "PG203", 12, "the finding 'F2' must have 'extent'", "isolated (few"),
    Case("a missing kind", ITEMS, "- id: M1\n  kind: metric\n", "- id: M1\n", "PG203", 24, "'M1' does not say its kind", "kind: finding"),
    Case("a bound outside its count", RULEBOOK, "    judgments: {of: parts, reaching: good, at_least: 1}", "    judgments: {of: parts, reaching: good}\n    at_least: 1", "PG202", 17, "unknown key 'at_least'", "under 'judgments'"),
    # words and values
    Case("an unknown kind", ITEMS, "  kind: recommendation", "  kind: recomendation", "PG204", 55, "no known kind", "'recommendation'"),
    Case("a kind that is a list", ITEMS, "  kind: recommendation", "  kind: [recommendation]", "PG205", 55, "a list stands", "recommendation"),
    Case("an unknown question", ITEMS, "- id: R1\n  kind: recommendation\n  question: overall.response", "- id: R1\n  kind: recommendation\n  question: overall.respons", "PG204", 56, "overall.respons", "'overall.response'"),
    Case("a capital in a word", ITEMS, "  weight: moderate", "  weight: Moderate", "PG204", 6, "'Moderate'", "'moderate'"),
    Case("a key without a value", ITEMS, "  weight: moderate", "  weight:", "PG201", 6, "'weight' has no value", "write the value"),
    Case("a figure in quotes", ITEMS, "value: 90", 'value: "90"', "PG205", 29, "stands in quotes", "take the quotes out"),
    Case("a figure with a comma", ITEMS, "value: 90", "value: 1,090", "PG205", 29, "is not a number", "commas"),
    Case("a figure with a per cent sign", ITEMS, "value: 90", "value: 90%", "PG205", 29, "is not a number", "write 90"),
    Case("a figure with a nought in front", ITEMS, "value: 90", "value: 090", "PG205", 29, "is not a number", "noughts"),
    Case("a figure of too many digits", ITEMS, "value: 90", "value: 1234567890123456", "PG205", 29, "too many digits", "15"),
    Case("a day as people write it", ITEMS, "as_at: 2015-06-30\n  checks", "as_at: 30/06/2015\n  checks", "PG206", 31, "not a day", "2015-06-30"),
    Case("a day that there is not", ITEMS, "as_at: 2015-06-30\n  checks", "as_at: 2015-06-31\n  checks", "PG206", 31, "2015-06-31", "June 2015 has 30 days"),
    Case("a page before the first", ITEMS, "page: 4", "page: 0", "PG209", 23, "too small", "at least 1"),
    Case("a text where a list belongs", ITEMS, "arises_from: [F2]", "arises_from: F2", "PG205", 60, "a list is wanted", "- "),
    Case("no sources", ITEMS, "  sources: [{document: report, page: 5}]", "  sources: []", "PG208", 61, "empty", "at least one"),
    Case("an id with a space", ITEMS, "- id: R1", "- id: R 1", "PG207", 54, "cannot be an id", "letters, digits"),
    Case("an id that is a number", ITEMS, "- id: R1", "- id: 17", "PG205", 54, "reads as a number", "F401"),
    Case("an id that is a list", ITEMS, "- id: R1", "- id: [R1]", "PG205", 54, "a list stands", "text"),
    Case("an item that is empty", ITEMS, "- id: R1", "-\n- id: R1", "PG201", 54, "entry of the list is empty", "take the '-'"),
    Case("an item that is a text", ITEMS, "- id: R1", "- R1\n- id: R1", "PG205", 54, "'R1' stands where an item", "id:"),
    Case("evidence that is a mapping", ITEMS, EVIDENCE, "id: F1\nkind: finding\n", "PG205", 1, "a list is wanted", "- "),
    # what a record says of itself
    Case("a major finding without its ground", ITEMS, "  ground: core\n", "", "PG301", 16, "ground", "ground: core"),
    Case("two bounds", RULEBOOK, "major, at_most: 0", "major, at_most: 0, at_least: 1", "PG401", 9, "exactly one bound", "'all'"),
    Case("a bound from the wrong side", RULEBOOK, "major, at_most: 0", "major, at_least: 1", "PG408", 9, "bounded from above", "at_most"),
    # rules and framework
    Case("an empty 'all'", RULEBOOK, "    judgments: {of: parts, reaching: good, at_least: 1}", "    all: []", "PG208", 16, "empty", "at least one"),
    Case("two keys in a condition", RULEBOOK, "  when:\n    all:", "  when:\n    any: [{findings: {shows: strength, at_least: 1}}]\n    all:", "PG211", 7, "'all' and 'any'", "of its own"),
    Case("an unknown condition", RULEBOOK, "    judgments: {", "    judgements: {", "PG205", 16, "'judgements'", "'judgments'"),
    Case("a question twice in the tree", SMALL, "- id: overall.context", "- id: overall.response", "PG601", 21, "stands twice", "another id"),
    Case("a baseline off the scale", SMALL, "baseline: fair", "baseline: far", "PG602", 9, "not a category", "'fair'"),
    Case("a scale from best to worst", SMALL, "title: Poor, points: 1", "title: Poor, points: 9", "PG603", 7, "more points", "worst first"),
    Case("a part of the tree that is a text", SMALL, "    - id: overall.context", "    - overall.calls\n    - id: overall.context", "PG205", 21, "'overall.calls' stands where keys", "key: value"),
    Case("topics that are no list", SMALL, "topics:\n        - {id: volume, title: Volume}", "topics: volume", "PG205", 24, "a list is wanted", "- "),
    Case("a rule on a question beside it", RULEBOOK, "shows: weakness, weight: major,", "shows: weakness, weight: major, question: overall.context,", "PG606", 9, "not below it", "no question"),
    # across items and files
    Case("an id twice", ITEMS, "- id: R1", "- id: F1", "PG501", 54, "used twice", "another id"),
    Case("an id twice but for capitals", ITEMS, "- id: R1", "- id: m3", "PG501", 54, "but for its letters", "another id"),
    Case("a topic of another question", ITEMS, "topic: calls", "topic: volume", "PG502", 4, "not a topic of", "calls"),
    Case("an unknown document", ITEMS, "{document: report, page: 5}", "{document: reprot, page: 5}", "PG503", 61, "'reprot' is not among", "'report'"),
    Case("an unknown item", ITEMS, "arises_from: [F2]", "arises_from: [F3]", "PG504", 60, "no item 'F3'", "write the id of the item"),
    Case("an item of another kind", ITEMS, "arises_from: [F2]", "arises_from: [M2]", "PG505", 60, "not a finding", "name a finding"),
    Case("a unit that the measure has not", ITEMS, "unit: count\n  as_at: 2015-06-30\n  checks", "unit: percent\n  as_at: 2015-06-30\n  checks", "PG509", 30, "measured in count", "unit: count"),
    Case("a count that is not whole", ITEMS, "value: 90\n  unit: count\n  as_at: 2015-06-30\n  checks:\n    sum_of: [M2, M3]\n", "value: 90.5\n  unit: count\n  as_at: 2015-06-30\n", "PG511", 29, "not a whole number", "check the figure"),
    Case("a sum that is off", ITEMS, "value: 60", "value: 62", "PG520", 29, "add up to 92: 2 more", "correct the figure"),
    Case("a metric that sums itself", ITEMS, "sum_of: [M2, M3]", "sum_of: [M1, M3]", "PG516", 33, "names itself", "another metric"),
    Case("evidence on what was not inspected", INSPECTION, "status: complete", "status: not_inspected", "PG512", 3, "was not inspected", "status there", ITEMS),
    # inspection.yaml
    Case("a record that is a list", INSPECTION, RECORD, "- id: town-2015\n", "PG205", 1, "a list stands", "key: value"),
    Case("a record that is a text", INSPECTION, RECORD, "Town Police\n", "PG205", 1, "'Town Police'", "key: value"),
    Case("a record without a framework", INSPECTION, "framework: small\n", "", "PG203", 1, "must have 'framework'", "framework:"),
    Case("another framework than the rules", INSPECTION, "framework: small", "framework: large", "PG515", 5, "'large'", "correct the name"),
    Case("a misspelt judgment", INSPECTION, "judgment: good", "judgment: goood", "PG204", 14, "'goood'", "'good'"),
    Case("a question twice in the record", INSPECTION, "published:", "  - question: overall\npublished:", "PG513", 12, "stands twice", "keep one"),
)  # fmt: skip  # a mistake to a line


def write(folder: Path, files: dict[str, str]) -> tuple[Path, Path]:
    """Write an inspection and its rules, and return both folders."""
    for name, text in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder / "town", folder / "rules"


def found(folder: Path, files: dict[str, str]) -> list[tuple[str, str, int, str, str]]:
    """Return the file, code, line, message and help of every problem of the files."""
    reading = Reading()
    try:
        read_inspection(*write(folder, files), reading)
    except InvalidInput as refused:
        place = reading.places.extent
        return [(p.at.file, p.code, place(p.at)[0], p.message, p.help) for p in refused.problems]
    return []


def test_the_small_inspection_is_valid(tmp_path: Path) -> None:
    """What the cases make wrong is right before."""
    assert [] == found(tmp_path, FILES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.mistake)
def test_one_mistake_gives_one_problem_that_says_what_where_and_what_instead(tmp_path: Path, case: Case) -> None:
    """Each mistake is reported once, on the line where it stands, in words that say what to write instead."""
    wrong = FILES[case.file].replace(case.old, case.new, 1)
    assert wrong != FILES[case.file]

    problems = found(tmp_path, {**FILES, case.file: wrong})

    expected = (str(tmp_path / (case.told_of or case.file)), case.code, case.line)
    assert [expected] == [(file, code, line) for file, code, line, _, _ in problems], problems
    assert case.message in problems[0][3]
    assert case.help in problems[0][4]


def test_every_problem_of_every_file_is_told_at_once(tmp_path: Path) -> None:
    """Mistakes in the record, in an item, in another item and across items are all reported by one reading."""
    files = {
        **FILES,
        INSPECTION: RECORD.replace("judgment: good", "judgment: goood"),
        ITEMS: EVIDENCE.replace("shows: strength", "shows: strenght").replace("value: 60", "value: 62"),
        RULEBOOK: RULES.replace("supports: good", "supports: goood", 1),
        "town/more.yaml": EVIDENCE.split("- id: F2", maxsplit=1)[0].replace("F1", "F9").replace("calls", "volume"),
        "town/torn.yaml": "- id: [\n",
    }

    codes = sorted((Path(file).name, code) for file, code, *_ in found(tmp_path, files))

    expected = [
        ("evidence.yaml", "PG204"),
        ("evidence.yaml", "PG520"),
        ("inspection.yaml", "PG204"),
        ("more.yaml", "PG502"),
        ("rules.yaml", "PG204"),
        ("torn.yaml", "PG110"),
    ]
    assert expected == codes


@pytest.mark.parametrize(
    "wrong",
    [
        EVIDENCE.replace("weight: major", "weight: majro"),
        EVIDENCE.replace("  ground: core\n", ""),
        EVIDENCE.replace("standing: reported\n", "standing:\n"),
    ],
)
def test_an_item_with_a_problem_can_still_be_referred_to(tmp_path: Path, wrong: str) -> None:
    """A recommendation that arises from a finding with a problem of its own has no problem itself."""
    assert 1 == len(found(tmp_path, {**FILES, ITEMS: wrong}))


def test_a_finding_is_never_told_that_it_lacks_what_a_metric_has(tmp_path: Path) -> None:
    """The kind is looked at first: an item with its id and kind alone is told what that kind needs."""
    problems = found(tmp_path, {**FILES, ITEMS: "- id: F1\n  kind: finding\n"})

    lacking = {message.removeprefix("the finding 'F1' must have ") for _, _, _, message, _ in problems}
    expected = {"'question'", "'sources'", "'shows'", "'weight'", "'extent'", "'standing'", "'statement'"}
    assert expected == lacking


@pytest.mark.parametrize(
    ("given", "message"),
    [("nowhere", "there is no folder"), ("town/evidence.yaml", "is a file"), ("rules", "is not an inspection")],
)
def test_a_path_that_is_no_inspection_is_said_to_be_none(tmp_path: Path, given: str, message: str) -> None:
    """A missing folder, a file, and a folder without inspection.yaml are each named as what they are."""
    write(tmp_path, FILES)

    with pytest.raises(Unreadable, match=message) as refused:
        read_inspection(tmp_path / given, tmp_path / "rules")

    assert refused.value.help


@pytest.mark.parametrize("take", [lambda path: read_inspection(path, None), read_json], ids=["folder", "result"])
def test_a_workbook_is_to_be_imported_first(tmp_path: Path, take: Callable[[Path], object]) -> None:
    """Whoever gives a workbook where an inspection or a result is wanted is told the command that makes one of it."""
    workbook = tmp_path / "evidence of mine.xlsx"
    workbook.write_bytes(b"PK\x03\x04")
    with pytest.raises(Unreadable, match="is a workbook") as refused:
        take(workbook)
    assert f"peelgrade import '{workbook.as_posix()}' -o FOLDER" in refused.value.help


def test_a_framework_that_does_not_ship_is_told_with_those_that_do(tmp_path: Path) -> None:
    """Without rules given, an unknown framework is a problem of inspection.yaml, on the line that names it."""
    folder, _ = write(tmp_path, {**FILES, INSPECTION: RECORD.replace("small", "peel-efectiveness-2015")})

    with pytest.raises(InvalidInput) as refused:
        read_inspection(folder)

    (problem,) = refused.value.problems
    assert ("PG514", ("framework",)) == (problem.code, problem.at.path)
    assert "'peel-effectiveness-2015'" in problem.help


PIECES = (
    "",
    " ",
    "\n",
    "- ",
    ": ",
    "[",
    "]",
    "{",
    "}",
    "'",
    '"',
    "|",
    ">",
    "#",
    "&a ",
    "*a",
    "!t ",
    "<<: ",
    "---\n",
    "\t",
)
PIECES += ("null", "[]", "{}", "[[]]", "{a: b}", "[null]", "true", "-1", "1e9", "kind", "id", "all", "x" * 300, "\x00")


@pytest.mark.sampled(3)
@pytest.mark.parametrize("seed", range(12))
def test_random_damage_ends_in_problems_with_places_and_never_otherwise(tmp_path: Path, seed: int) -> None:
    """Whatever is cut out of a file or put into it, reading ends well or with problems that name a line and a way out."""
    chance = random.Random(seed)  # noqa: S311  # nothing is kept secret
    for _ in range(25):
        name = chance.choice(list(FILES))
        start = chance.randrange(len(FILES[name]))
        end = start + chance.choice((0, 1, 5, 20))
        damaged = FILES[name][:start] + chance.choice(PIECES) + FILES[name][end:]

        for _, code, line, message, remedy in found(tmp_path, {**FILES, name: damaged}):
            assert line >= 1
            assert code != "PG299"
            assert message.isprintable()
            assert remedy
