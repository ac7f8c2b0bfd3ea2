"""Rules can be read: as sentences and tables, in the terminal, as Markdown and as a page, and lit up by evidence."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
import shutil
from decimal import Decimal
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from markdown_it import MarkdownIt
from rich.console import Console, RenderableType

from peelgrade import bundled
from peelgrade.grading import grade
from peelgrade.pipeline import Reading, read_rulebook
from peelgrade.rendering import prose
from peelgrade.rendering.rulesheet import layout, lit, markdown, page, text
from peelgrade.rendering.views import View
from peelgrade.rulebook import (
    All,
    Any_,
    Condition,
    Findings,
    FindingsCount,
    Judgments,
    JudgmentsCount,
    Metrics,
    MetricsCount,
    Question,
    Recommendations,
    RecommendationsCount,
    Rulebook,
    Word,
)
from tests import small
from tests.conftest import KENT, Run, read_kent
from tests.folders import contents
from tests.properties import QUICK
from tests.strategies import Case, cases, framework, rule
from tests.test_rendering import HOSTILE

PEEL = "peel-effectiveness-2015"
SMALL = "ofsted-schools-2019"


@cache
def rulebook_of(name: str) -> Rulebook:
    """Return a framework that ships."""
    found = read_rulebook(bundled.rules_folder() / name, f"rules/{name}", Reading())
    assert found is not None
    return found


def sheet_of(rulebook: Rulebook, subject: str | None = None, *tried: layout.Tried) -> layout.Sheet:
    """Return the layout of a rulebook, whose rules stand at 'rules.yaml:1'."""
    return layout.sheet(layout.Shown(rulebook, "rules", lambda _: "rules.yaml:1", tried, subject))


def printed(renderable: RenderableType, width: int = 120, encoding: str = "utf-8") -> str:
    """Return what is printed on a terminal without colour."""
    file = io.TextIOWrapper(io.BytesIO(), encoding=encoding, newline="\n")
    Console(file=file, width=width, highlight=False, markup=False, emoji=False).print(renderable)
    file.flush()
    return file.buffer.getvalue().decode(encoding)


class Parsed(HTMLParser):
    """The tags of a page with their attributes, and its text; what is not closed in order fails."""

    EMPTY = frozenset({"meta", "br", "link", "img", "input"})

    def __init__(self, written: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(written)
        self.close()
        assert not self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep a tag."""
        self.tags.append((tag, dict(attrs)))
        if tag not in self.EMPTY:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close the tag that was opened last."""
        assert tag == self._open.pop()

    def handle_data(self, data: str) -> None:
        """Keep text."""
        self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """Return the attributes of every tag of a name."""
        return [attributes for name, attributes in self.tags if name == tag]


def hostile() -> Rulebook:
    """Return a rulebook in which every text that a reader is shown is hostile."""
    counted = Findings(findings=FindingsCount(shows="strength", at_least=1))
    asked = Question(id="q", title=HOSTILE, short=HOSTILE, graded=True)
    known = framework(asked)
    scale = tuple(one.model_copy(update={"title": f"{one.id} {HOSTILE}"}) for one in known.scale)
    texts = {"title": HOSTILE, "inspectorate": HOSTILE, "version": HOSTILE, "about": HOSTILE, "scale": scale}
    basis = rule("a", "q", counted, supports="c3").basis.model_copy(update={"source": HOSTILE})
    one = rule("a", "q", counted, supports="c3").model_copy(update={"because": HOSTILE, "basis": basis})
    return Rulebook.of(known.model_copy(update=texts), [one])


@pytest.mark.parametrize("name", bundled.frameworks())
def test_every_framework_that_ships_is_drawn_in_all_three_forms(name: str) -> None:
    """Every rule stands in each form with its sentence, and nothing goes over the edge of the terminal."""
    rulebook = rulebook_of(name)
    sheet = sheet_of(rulebook)
    drawn = printed(text.shown(sheet), width=80)
    assert 80 >= max(map(len, drawn.splitlines()))
    shown = Parsed(page.shown(sheet))
    written = markdown.shown(sheet)
    for one in rulebook.rules:
        assert one.id in drawn
        assert f"{one.id}-rule" in {attributes.get("id") for attributes in shown.all("li")}
        assert one.id.replace("_", "\\_") in written
        sentence = prose.Words(rulebook).rule(one)
        assert sentence in " ".join(shown.text.split())


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("name", bundled.frameworks())
def test_no_word_of_a_table_is_cut(name: str, width: int) -> None:
    """What each rule does can be read under its column, whole, however narrow it is."""
    rulebook = rulebook_of(name)
    for section in sheet_of(rulebook).sections:
        if section.entries:
            words = set(re.findall(r"[\w%]+", printed(text.Drawn(section.grid), width)))
            for column in section.grid.columns:
                assert set(re.findall(r"\w+", column.effect)) <= words


def test_the_page_stands_alone() -> None:
    """No script, no image, no address but its own, and a policy that names exactly its style sheet."""
    shown = Parsed(page.shown(sheet_of(rulebook_of(PEEL))))
    assert not {tag for tag, _ in shown.tags} & {"script", "img", "link", "iframe", "form", "object", "svg"}
    assert not [name for _, attributes in shown.tags for name in attributes if name.startswith("on") or name == "style"]
    assert all((attributes["href"] or "").startswith("#") for attributes in shown.all("a"))
    (style,) = re.findall(r"<style>(.*?)</style>", page.shown(sheet_of(rulebook_of(PEEL))), re.DOTALL)
    assert "url(" not in style
    assert "@import" not in style
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = next(one["content"] for one in shown.all("meta") if one.get("http-equiv") == "Content-Security-Policy")
    assert f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'" == policy


def test_links_of_the_page_lead_to_what_is_on_it() -> None:
    """Every link leads to an id, and no id stands twice."""
    for subject in (None, "q3", "q3.good"):
        shown = Parsed(page.shown(sheet_of(rulebook_of(PEEL), subject)))
        ids = [attributes["id"] for _, attributes in shown.tags if "id" in attributes]
        assert len(ids) == len(set(ids))
        assert {(attributes["href"] or "")[1:] for attributes in shown.all("a")} <= set(ids)


def test_tables_of_the_page_are_tables() -> None:
    """Each has a caption, and every head says which way it heads."""
    shown = Parsed(page.shown(sheet_of(rulebook_of(PEEL), "q3")))
    assert 1 == len(shown.all("table")) == len(shown.all("caption"))
    assert {"col", "row"} == {attributes["scope"] for attributes in shown.all("th")}


def test_colours_follow_the_scale_and_words_stand_beside_them() -> None:
    """The best category has the darkest shade and the worst the last, and each tag says its category."""
    shown = page.shown(sheet_of(rulebook_of(PEEL), "effectiveness"))
    tags = re.findall(r'<span class="tag (shade\d)">([^<]+)</span>', shown)
    assert ("shade4", "Inadequate") == tags[0]
    assert ("shade3", "Requires improvement") == tags[1]
    assert ("shade1", "Good") == tags[2]
    assert ("shade0", "Outstanding") == tags[3]
    assert ("shade0", "supports outstanding") in tags


def test_hostile_text_is_inert_in_every_form() -> None:
    """What rules say cannot become markup, steer a terminal, or break a table."""
    rulebook = hostile()
    sheet = sheet_of(rulebook, None)
    shown = page.shown(sheet)
    parsed = Parsed(shown)
    assert "script" not in {tag for tag, _ in parsed.tags}
    assert "<script>alert(1)</script>" in parsed.text
    drawn = printed(text.shown(sheet))
    written = markdown.shown(sheet)
    for output in (shown, drawn, written):
        assert "\x1b" not in output
        assert "\u202e" not in output
    tokens = [
        inside for token in MarkdownIt().enable("table").parse(written) for inside in (token, *(token.children or ()))
    ]
    assert not {token.type for token in tokens} & {"html_block", "html_inline", "link_open", "image", "code_inline"}
    table = [line for line in written.splitlines() if line.startswith("|")]
    assert {3} == {len(re.findall(r"(?<!\\)\|", line)) for line in table}


@settings(QUICK, max_examples=10)
@given(cases())
def test_any_rulebook_is_drawn(case: Case) -> None:
    """Whatever the rules, each form is drawn, and so is each table with what was observed in it."""
    sheet = sheet_of(case.rulebook)
    assert printed(text.shown(sheet), width=80)
    assert markdown.shown(sheet)
    Parsed(page.shown(sheet))
    result = grade(case.inspection, case.rulebook)
    view = View(result, case.inspection, case.rulebook, lambda _: "")
    for name in case.rulebook.questions:
        told = lit.table(view, name)
        assert printed(lit.drawn(told, view), width=80)
        json.dumps(lit.as_data(told, None))


# --- words -----------------------------------------------------------------------------------------------------------

KINDS = {"weight": ("moderate", "major"), "extent": ("widespread",)}
SENTENCES: list[tuple[Condition, str]] = [
    (
        Findings(findings=FindingsCount(shows="strength", at_least=2, **KINDS)),
        "there are at least 2 strengths (moderate or major, widespread)",
    ),
    (Findings(findings=FindingsCount(shows="weakness", at_most=0)), "there is no weakness"),
    (Findings(findings=FindingsCount(shows="weakness", at_least=1)), "there is at least 1 weakness"),
    (
        Findings(findings=FindingsCount(shows="strength", share_at_least=Decimal("0.66"))),
        "at least 66 % of the findings are strengths",
    ),
    (
        Judgments(judgments=JudgmentsCount(of="parts", below="c2", at_most=0)),
        "no part is judged below c2",
    ),
    (
        Judgments(judgments=JudgmentsCount(of="parts", reaching="c2", share_at_least=Decimal("0.75"))),
        "at least 75 % of the judged parts are judged c2 or better",
    ),
    (Judgments(judgments=JudgmentsCount(of=("qa",), below="c2", at_least=1)), "qa is judged below c2"),
    (
        Any_(any=(Judgments(judgments=JudgmentsCount(of=("qb",), below="c2", at_least=1)),)),
        "qb is judged below c2",  # one way alone is no alternative
    ),
    (Judgments(judgments=JudgmentsCount(of=("qa",), below="c2", at_most=0)), "qa is not judged below c2"),
    (
        Judgments(judgments=JudgmentsCount(of=("qa", "qb"), reaching="c2", at_least=1)),
        "at least 1 part of qa, qb is judged c2 or better",
    ),
    (
        Judgments(judgments=JudgmentsCount(of="parts", points_at_least=Decimal("0.63"))),
        "the parts have at least 63 % of the points that they could have",
    ),
    (
        Recommendations(recommendations=RecommendationsCount(type=("cause_of_concern",), status=("open",), at_least=1)),
        "at least 1 cause of concern is open",
    ),
    (
        Recommendations(recommendations=RecommendationsCount(status=("open", "in_progress"), at_least=3)),
        "at least 3 recommendations of any type are open or in progress",
    ),
    (
        Metrics(metrics=MetricsCount(measure=("crime",), comparator="peers", stands=("worse",), at_most=0)),
        "no figure is worse than that of peers (Crime)",
    ),
]


@pytest.mark.parametrize(("condition", "clause"), SENTENCES, ids=[clause for _, clause in SENTENCES])
def test_conditions_are_told_as_clauses(condition: Condition, clause: str) -> None:
    """Each kind of count, each kind of bound, one and several."""
    known = framework(Question(id="q", title="q", graded=True))
    categories = [one.model_copy(update={"title": one.id}) for one in known.scale]
    rulebook = Rulebook.of(known.model_copy(update={"scale": tuple(categories)}), [])
    assert clause == prose.Words(rulebook).condition(condition)


def test_conditions_are_told_in_the_words_of_the_framework() -> None:
    """Groups, topics and questions by what they are called; the best category has none that is better."""
    parts = (
        Question(id="q.a", title="A?", short="Part A", graded=True, topics=(Word(id="t", title="First topic"),)),
        Question(id="q.b", title="B?", graded=True),
    )
    known = framework(Question(id="q", title="q", graded=True, parts=parts))
    groups = (Word(id="g", title="Victims of abuse"), Word(id="send", title="SEND pupils"))
    words = prose.Words(Rulebook.of(known.model_copy(update={"groups_at_risk": groups}), []))
    best, worse = words.rulebook.scale.best, words.rulebook.baseline
    found = FindingsCount(shows="strength", at_risk=("g", "send"), topic=("t",), question=("q.a", "q.b"), at_least=2)
    asked = "victims of abuse or SEND pupils at risk, about first topic, on Part A or q.b"
    assert f"there are at least 2 strengths (with {asked})" == words.condition(Findings(findings=found))
    judged = [JudgmentsCount(of=("q.a",), reaching=one.id, at_least=1) for one in (best, worse)]
    told = [words.condition(Judgments(judgments=one)) for one in judged]
    titles = [one.title.lower() for one in (best, worse)]
    assert [f"Part A is judged {titles[0]}", f"Part A is judged {titles[1]} or better"] == told


def test_nothing_trails_off_the_terminal(run: Run) -> None:
    """What is kept in a file or compared has no blanks at the end of its lines."""
    lines = run("rules", "show", "ofsted-social-care-2017").out.splitlines()
    assert [] == [line for line in lines if line != line.rstrip()]


def test_what_is_joined_inside_what_is_joined_otherwise_is_in_brackets() -> None:
    """A sentence says which 'and' and 'or' belong together."""
    one, two, three = (Findings(findings=FindingsCount(shows="strength", at_least=n)) for n in (2, 3, 4))
    words = prose.Words(Rulebook.of(framework(Question(id="q", title="q", graded=True)), []))
    told = words.condition(All(all=(one, Any_(any=(two, All(all=(one, three)))))))
    assert (
        "there are at least 2 strengths, and (either there are at least 3 strengths, or (there are at least 2 "
        "strengths, and there are at least 4 strengths))" == told
    )


def test_alternatives_are_columns_of_their_own() -> None:
    """A rule that holds in two ways has two columns, and its sentence says the same."""
    either = Any_(
        any=tuple(
            Findings(findings=FindingsCount(shows="strength", at_least=n, weight=(w,)))
            for n, w in ((1, "major"), (3, "minor"))
        )
    )
    rulebook = Rulebook.of(framework(Question(id="q", title="q", graded=True)), [rule("a", "q", either, supports="c3")])
    (section,) = sheet_of(rulebook).sections
    assert ["1.1", "1.2"] == [column.label for column in section.grid.columns]
    assert [["at least 1", ""], ["", "at least 3"]] == [
        [cell.asked for cell in line.cells] for line in section.grid.lines
    ]


def test_a_rule_with_too_many_alternatives_points_to_its_sentence() -> None:
    """It has a column that asks nothing, and says where to read when it holds."""
    ten = Any_(
        any=tuple(Findings(findings=FindingsCount(shows="strength", at_least=1, topic=(f"t{n}",))) for n in range(10))
    )
    rulebook = Rulebook.of(framework(Question(id="q", title="q", graded=True)), [rule("a", "q", ten, supports="c3")])
    sheet = sheet_of(rulebook)
    assert "supports c3 (see its" in printed(text.shown(sheet))
    assert "see its sentence" in markdown.shown(sheet)
    assert "see its sentence" in page.shown(sheet)


def test_what_no_rule_judges_is_said_to_be_so() -> None:
    """Context is not graded, and what people judge has no rules."""
    context, people = (
        Question(id="qa", title="qa", graded=False),
        Question(id="qb", title="qb", graded=True, judged_by="people"),
    )
    known = framework(Question(id="q", title="q", graded=True, parts=(context, people)))
    sheet = sheet_of(Rulebook.of(known, []))
    for output in (printed(text.shown(sheet)), markdown.shown(sheet), page.shown(sheet)):
        assert "ontext, not graded: no rule is about it" in output
        assert "udged by people: no rule is about it" in output


# --- what rules were tried on ----------------------------------------------------------------------------------------


def test_a_rule_says_how_it_came_out_on_evidence() -> None:
    """Its truth, whether it decided, and what it matched."""
    kent = read_kent()
    tried = layout.Tried("kent", grade(kent.inspection, kent.rulebook), frozenset(kent.rulebook.questions))
    (section,) = sheet_of(kent.rulebook, "q3.specific_groups.serious_weakness", tried).sections
    (entry,) = section.entries
    assert ["holds and decides; matches F320"] == [one.told_with_matches for one in entry.inspections]


def test_a_rule_says_which_tests_exercise_it() -> None:
    """Those about its question, grouped by how it came out, and that there are none where there are none."""
    kent = read_kent()
    result = grade(kent.inspection, kent.rulebook)
    about, other = (
        layout.Tried("one", result, frozenset({"q3"}), is_test=True),
        layout.Tried("two", result, frozenset({"q4"}), is_test=True),
    )
    (section,) = sheet_of(kent.rulebook, "q3", about, other).sections
    assert "Tests: holds and decides in one." in [entry.tested for entry in section.entries]
    (section,) = sheet_of(kent.rulebook, "q3", other).sections
    assert {"Tests: none is about its question."} == {entry.tested for entry in section.entries}


# --- the commands ----------------------------------------------------------------------------------------------------


def test_what_tests_there_are_of_is_said(run: Run) -> None:
    """Of a framework as a whole nobody is named; of one question, or of a rule about it, the question is."""
    tried = r"(?m)^.*[Tt]ried on [0-9]+ tests.*$"
    assert ["Tried on 24 tests."] == re.findall(tried, run("rules", "show", SMALL).out)
    assert ["q1.partnership is tried on 15 tests."] == re.findall(
        tried, run("rules", "show", PEEL, "q1.partnership").out
    )
    ruled = run("rules", "show", PEEL, "q1.partnership.good", "--evidence", KENT, "--format", "markdown").out
    assert ["q1.partnership is tried on 15 tests, kent-2015."] == re.findall(tried, ruled.replace("\\", ""))


def test_rules_are_shown_whole_by_question_and_by_rule(run: Run) -> None:
    """Everything; one question; one rule with its own column alone."""
    whole = run("rules", "show", SMALL)
    assert 0 == whole.code
    assert "overall.safeguarding" in whole.out
    assert "sixth_form" in whole.out
    question = run("rules", "show", PEEL, "q3").out
    assert "1  q3.good" in question
    assert "q3.identification.good" not in question
    single = run("rules", "show", PEEL, "q3.concern").out
    assert "cause of concern (open or in progress)" in single
    assert "q3.good" not in single


def test_rules_are_written_by_the_name_of_the_file(run: Run, tmp_path: Path) -> None:
    """A page for .html, Markdown for .md, text else; nothing goes to standard output."""
    for name, start in (
        ("a.html", "<!doctype html>"),
        ("a.md", "# Ofsted"),
        ("a.txt", "Ofsted"),
    ):
        done = run("rules", "show", SMALL, "-o", tmp_path / name)
        assert (0, "") == (done.code, done.out)
        assert (tmp_path / name).read_text(encoding="utf-8").startswith(start)


def test_evidence_is_tried(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """What each rule matches in an inspection stands beside it."""
    monkeypatch.chdir(KENT.parents[1])
    assert (
        "kent-2015: holds and decides; matches F320"
        in run("rules", "show", PEEL, "q3.specific_groups", "--evidence", KENT).out
    )


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((PEEL, "q3.specific_group"), "did you mean 'q3.specific_groups'"),
        (("peel-efectiveness-2015",), "did you mean 'peel-effectiveness-2015'"),
        ((), "no framework is named"),
        ((PEEL, "q3", "--evidence", "nowhere"), "there is no folder nowhere"),
    ],
)
def test_what_is_not_there_is_said_with_what_is_near(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], told: str
) -> None:
    """Wrong names end with 2, and nothing on standard output."""
    monkeypatch.chdir(tmp_path)
    done = run("rules", "show", *arguments)
    assert (2, "") == (done.code, done.out)
    assert told in done.err


def test_in_the_folder_of_a_framework_nothing_else_need_be_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """There, one word is a question or rule."""
    monkeypatch.chdir(bundled.rules_folder() / SMALL)
    assert "1  overall.good" in run("rules", "show", "overall").out
    assert 0 == run("rules", "show").code


def test_a_framework_with_errors_is_not_shown(run: Run, tmp_path: Path) -> None:
    """Its problems are told instead."""
    (tmp_path / "framework.yaml").write_text("id: x\n", encoding="utf-8")
    done = run("rules", "show", tmp_path)
    assert (1, "") == (done.code, done.out)
    assert "Nothing was shown" in done.err


def test_a_table_is_lit_up_by_what_was_observed(run: Run) -> None:
    """Each cell says needed and whether it holds; the row what was observed; the rule how it came out and what it did."""
    shown = run("explain", KENT, "q3.specific_groups", "--table").out
    row = next(line for line in shown.splitlines() if line.strip().startswith("weaknesses (major) "))
    assert ["1", "none"] == re.findall(r"\b(\d|none)\b", row)
    assert "✗ does not" in shown
    assert "✓ holds" in shown
    assert "decides" in shown


def test_a_table_is_lit_up_with_plain_marks_where_a_terminal_has_ascii_alone() -> None:
    """The words say it; the marks and lines are of ASCII."""
    kent = read_kent()
    view = View(grade(kent.inspection, kent.rulebook), kent.inspection, kent.rulebook, kent.places.of)
    drawn = printed(lit.drawn(lit.table(view, "q2.good"), view), encoding="ascii")
    assert "+ holds" in drawn


def test_a_lit_table_is_data(run: Run) -> None:
    """Columns are rules and cells counts as a result holds them."""
    found = json.loads(run("explain", KENT, "q3.specific_groups", "--table", "--format", "json").out)
    assert "peelgrade/decision-table/v1" == found["schema"]
    column = [one["rule"] for one in found["columns"]].index("q3.specific_groups.serious_weakness")
    assert ("true", "limits") == (found["columns"][column]["truth"], found["columns"][column]["role"])
    (cell,) = (row["cells"][column] for row in found["rows"] if row["cells"][column])
    assert (["F320"], {"at_least": 1}) == (cell["matched"], cell["required"])


def test_tables_of_what_no_rule_was_applied_to_say_why(run: Run, kent: Path) -> None:
    """Context has no rules, and of what was not inspected only what is needed is shown."""
    assert "context, not graded" in run("explain", kent, "q1.levels", "--table").out
    done = run("explain", kent, "F320", "--table")
    assert (2, "") == (done.code, done.out)
    assert "--table is told of a question" in done.err


def test_a_file_whose_name_says_no_format_is_refused(run: Run, tmp_path: Path) -> None:
    """Text in a file that is called a PDF helps nobody; --format decides where it is given."""
    done = run("rules", "show", SMALL, "-o", tmp_path / "rules.pdf")
    assert (2, "") == (done.code, done.out)
    assert "name it .html, .md or .txt" in done.err
    assert not (tmp_path / "rules.pdf").exists()
    assert 0 == run("rules", "show", SMALL, "-o", tmp_path / "rules.pdf", "--format", "text").code


def test_the_note_of_a_question_keeps_its_blanks(run: Run) -> None:
    """It begins with a capital letter and is a sentence."""
    done = run("rules", "show", "peel-effectiveness-2015", "q1.prevention", "--format", "html")
    assert "A working view: it is not published." in done.out


def test_a_file_is_never_written_over_what_was_read(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rules, their cases and the evidence are not lost to a slip in the command, through a link either."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(bundled.rules_folder() / SMALL, "rules")
    shutil.copytree(KENT, "kent")
    shutil.copytree(bundled.rules_folder() / PEEL, "peel")
    Path("tests").symlink_to("rules/tests")
    case = next(Path("rules/tests").glob("*.yaml"))
    Path("link.md").symlink_to(case)
    before = contents(tmp_path)
    for name in (
        "rules/framework.yaml",
        case,
        "rules/new.yaml",
        "link.md",
        Path("tests") / case.name,
        "peelgrade.toml",
    ):
        done = run("rules", "show", "rules", "-o", name, "--format", "text")
        assert (2, "") == (done.code, done.out), name
        assert "choose another file for --output-file" in done.err
    assert (
        2 == run("rules", "show", "peel", "--evidence", "kent", "-o", "kent/inspection.yaml", "--format", "text").code
    )
    assert before == contents(tmp_path)


def test_a_table_of_what_was_not_inspected_is_drawn_without_truths() -> None:
    """And says why no rule was applied."""
    town = small.case(questions=({"question": "overall", "status": "not_inspected"},))
    view = small.view(town)
    assert [
        "visits  Visits  NOT INSPECTED",
        "1  visits.good  it is so  visits.good.yaml:1",
        " what is counted            1",
        " ───────────────────────────────────────",
        " strengths                 at least 2",
        " then the rule             supports good",
        "No rule was applied: the question was not inspected.",
    ] == small.shown(lit.drawn(lit.table(view, "visits"), view), width=100)


def test_a_table_that_is_wider_than_a_terminal_has_labels_that_can_still_be_read() -> None:
    """However narrow it is."""
    wide = small.findings("strength", weight=("moderate", "major"), at_least=2)
    rules = [rule("visits.good", "visits", wide, supports="good")]
    view = small.view(small.case(small.finding("F1", "visits"), rulebook=Rulebook.of(small.framework(), rules)))
    assert [
        " what is counted      observed    1",
        " ──────────────────────────────────────",
        " strengths (moderate  1          at",
        " or major)                       least",
        "                                 2",
        "                                 ✗ does",
        "                                 not",
        "                                 hold",
        " the rule                        ✗ does",
        "                                 not",
        "                                 hold",
        "                                 not",
        "                                 reach…",
        " what it does                    suppo…",
        "                                 good",
    ] == small.shown(lit.drawn(lit.table(view, "visits"), view), width=40)[3:]
