"""A report is a page that stands alone: what it says is there for its reader, and text from files can do nothing."""

from __future__ import annotations

import base64
import hashlib
import html
import re
from dataclasses import fields, is_dataclass, replace
from itertools import pairwise
from typing import Any, get_args

import pytest

from peelgrade.changes import Case
from peelgrade.comparison import difference
from peelgrade.problems import Problem, Related
from peelgrade.rendering import differences, pages
from peelgrade.rendering.live import sheets
from peelgrade.rendering.report import live, page
from peelgrade.rendering.report.content import Audience, Question, Told
from peelgrade.rendering.report.outline import Outline
from peelgrade.rulebook import Rulebook
from tests import small
from tests.reports import REQUIRES, TOWN, town, walked
from tests.strategies import rule
from tests.test_problem_formats import at, report_of
from tests.test_rulesheet import Parsed

AUDIENCES: tuple[Audience, ...] = get_args(Audience)
HOSTILE = (
    "<script>alert(1)</script>",
    "\" onmouseover='alert(1)' x=\"",
    "'><img src=x onerror=alert(1)>",
    "</style><script>alert(1)</script>",
    "{{ 7 * 7 }}{% raw %}${7*7}",
    "]]><!-- -->",
    "a\u202egnp.exe\u2066\u200b\u0000\x1b[31m",
    "x" * 10_000,
    "\\0022; } body { display: none } \n\r\f */",
    "javascript:alert(1)",
)


class Shown(Parsed):
    """A page whose empty tags are those of forms too."""

    EMPTY = Parsed.EMPTY | {"col"}


def parsed(written: str) -> Shown:
    """Return the tags and text of a page."""
    return Shown(written)


def poisoned(value: Any, text: str) -> Any:
    """Return a value of a report in which every text is hostile, but ids and words that only the program writes."""
    if isinstance(value, str):
        return f"{value} {text}"
    if isinstance(value, tuple) and not hasattr(value, "_fields"):
        return tuple(poisoned(one, text) for one in value)
    if is_dataclass(value) and not isinstance(value, type) and type(value).__name__ != "Category":
        kept = {"id", "shows", "weight", "extent", "audience", "stands", "drawn", "question", "url"}
        changed = {one.name: poisoned(getattr(value, one.name), text) for one in fields(value) if one.name not in kept}
        if any(one.name == "url" for one in fields(value)):
            changed["url"] = text
        if isinstance(value, Told):
            changed["weight"] = value.weight
        return replace(value, **changed)
    return value


@pytest.mark.parametrize("audience", AUDIENCES)
def test_every_tag_is_closed_and_every_link_leads_somewhere(audience: Audience) -> None:
    """A page is well formed, its ids are unique, and each of its inner links has its anchor."""
    shown = parsed(page.shown(town(audience)))
    ids = [attributes["id"] for _, attributes in shown.tags if "id" in attributes]
    assert len(set(ids)) == len(ids)
    inner = {one["href"][1:] for one in shown.all("a") if (one["href"] or "").startswith("#")}
    assert inner
    assert inner <= set(ids)
    labels = [attributes["aria-labelledby"] or "" for _, attributes in shown.tags if "aria-labelledby" in attributes]
    assert set(" ".join(labels).split()) <= set(ids)


@pytest.mark.parametrize("audience", AUDIENCES)
def test_headings_go_down_one_at_a_time_and_none_is_empty(audience: Audience) -> None:
    """There is one h1; no heading skips a level, and something is told below each."""
    written = page.shown(town(audience))
    levels = [int(level) for level in re.findall(r"<h([1-6])", written)]
    assert 1 == levels.count(1)
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert not re.findall(r"</h([1-6])>\s*(?:</?(?:div|header)[^>]*>\s*)*(?=</section>|<h\1)", written)


def test_what_stands_is_said_on_screen_and_on_every_sheet_of_paper() -> None:
    """What is not published is said at the top, at the foot, and at the edge of each printed page."""
    written = page.shown(TOWN)
    assert 2 == parsed(written).text.count(TOWN.standing)
    assert pages.style_text(TOWN.standing) in written
    edge = re.search(r'@bottom-left \{ content: "([^"]+)" \}', written)
    assert edge is not None
    assert TOWN.standing == re.sub(r"\\([0-9a-f]{6})", lambda found: chr(int(found[1], 16)), edge[1])


@pytest.mark.parametrize("audience", AUDIENCES)
def test_the_policy_allows_these_bytes_and_nothing_else(audience: Audience) -> None:
    """Style and script are named by hash, nothing may be fetched or sent, and no tag has style or script of its own."""
    written = page.shown(town(audience))
    shown = parsed(written)
    (policy,) = (one["content"] or "" for one in shown.all("meta") if "http-equiv" in one)
    for tag in ("style", "script"):
        (inside,) = re.findall(f"<{tag}>(.*?)</{tag}>", written, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}';" in policy
    assert policy.startswith("default-src 'none';")
    assert policy.endswith("base-uri 'none'; form-action 'none'")
    attributes = {name for _, one in shown.tags for name in one}
    assert not {name for name in attributes if name == "style" or name.startswith("on")}
    assert not {"src", "srcset", "action", "data"} & attributes


@pytest.mark.parametrize(
    ("audience", "text"),
    [*(("panel", text) for text in HOSTILE), *((one, " ".join(HOSTILE)) for one in AUDIENCES if one != "panel")],
    ids=lambda one: one[:12],
)
def test_hostile_text_stays_text(audience: Audience, text: str) -> None:
    """Whatever text the evidence holds, the page has the same tags as without it, and the words are there to read."""
    plain, shown = (parsed(page.shown(one)) for one in (town(audience), poisoned(town(audience), text)))
    asked = {
        "details",
        "script",
        "style",
        "img",
        "form",
        "input",
        "textarea",
        "section",
        "table",
        "tr",
        "td",
        "th",
        "h2",
    }
    for tag in asked:
        assert len(plain.all(tag)) == len(shown.all(tag)), tag
    named = lambda one: {name for _, attributes in one.tags for name in attributes}  # noqa: E731
    assert named(shown) <= named(plain)
    schemes = {
        (one["href"] or "").partition(":")[0] for one in shown.all("a") if not (one["href"] or "").startswith("#")
    }
    assert schemes <= {"https"}
    words = re.sub(r"\s+", " ", shown.text)
    assert "\u202e" not in words
    if text.isprintable():
        assert " ".join(text.split()) in words


def test_addresses_are_followed_only_into_the_web() -> None:
    """An address of another scheme, or that is none, is not linked."""
    assert "https://www.example.org/a?b=c#d" == pages.address("https://www.example.org/a?b=c#d")
    for url in (
        "javascript:alert(1)",
        "JAVASCRIPT:alert(1)",
        " javascript:x",
        "data:text/html,x",
        "//x.org",
        "https:",
        "http://[",
        "",
    ):
        assert not pages.address(url)


def test_ids_in_text_lead_to_what_they_name() -> None:
    """An id that the page shows is a link wherever it is told; words that are ids by chance are not, and unknown ones neither."""
    lines = (Told("F101 and F999, q1.calls: see R101. effectiveness of M101, F1010 or xF101, F101-2"),)
    shown = page.shown(replace(TOWN, overall=replace(TOWN.overall, in_short=lines)))
    inside = re.search(r'<ul class="lines">\n<li>(<a[^\n]*)</li>', shown)
    assert inside is not None
    assert ["F101", "q1.calls", "R101", "M101"] == re.findall(r'<a href="#([^"]+)">', inside[1])
    assert lines[0].text == html.unescape(re.sub("<[^>]+>", "", inside[1]))


def test_a_finding_is_told_once_and_linked_from_the_reasons() -> None:
    """The outline of reasons leads to findings instead of repeating where they stand."""
    written = page.shown(TOWN)
    assert '<span class="file">q1.yaml:12</span>' in written
    assert '<li class="faint">q1.yaml:12' not in written
    assert (
        '<li><a href="#F101">F101</a> strength, moderate, widespread: What was seen for <a href="#F101">F101</a></li>'
        in written
    )


@pytest.mark.parametrize("audience", AUDIENCES)
def test_readers_see_no_more_than_their_report_holds(audience: Audience) -> None:
    """Tags of judgments, weights and files are there for those whose report has them."""
    report = town(audience)
    shown = parsed(page.shown(report))
    judged = sum(one.judged is not None for one in walked(report.overall))
    assert bool(judged) == any("tag" in (one.get("class") or "").split() for one in shown.all("span"))
    weighed = any(one.weight for asked in walked(report.overall) for one in asked.strengths)
    assert weighed == any("data-weight" in one for one in shown.all("li"))
    assert weighed == any("_weight" == one.get("id") for one in shown.all("select"))
    assert report.challenges_open == bool(shown.all("form"))


def test_a_question_of_which_nothing_is_told_has_no_heading() -> None:
    """A question for context without evidence is absent, from the contents as well."""
    shown = parsed(page.shown(TOWN))
    assert "q1.levels" not in {attributes.get("id") for _, attributes in shown.tags}
    assert "Levels" not in shown.text


def test_a_range_spans_its_categories_and_has_no_colour_of_a_judgment() -> None:
    """An open judgment says both ends in words, marks every category between them, and is drawn as open."""
    written = page.shown(TOWN)
    tile = re.search(r'<a href="#q2" class="tile ([^"]+)">.*?</a>', written, re.DOTALL)
    assert tile is not None
    assert "open" == tile[1]
    assert 2 == tile[0].count("<i class=")
    assert "Requires improvement to good" in tile[0]


def test_numbers_stand_under_each_other() -> None:
    """Every cell with a number is set to the right, in figures of one width."""
    written = page.shown(TOWN)
    assert re.search(r"\.amount \{[^}]*text-align: right;[^}]*tabular-nums", written)
    for number in ("81.5 %", "7.25 %", "84.0 %"):
        assert re.search(rf'<td class="amount">{re.escape(number)}</td>', written)


def test_the_same_report_is_the_same_bytes() -> None:
    """Drawing a report twice gives one page."""
    assert page.shown(TOWN) == page.shown(town("panel"))


def test_a_report_without_anything_is_still_a_page() -> None:
    """Nothing is needed of a report but its force and its question."""
    bare = Question("overall", "How is it?", "Overall", 0, graded=True, working_view=False)
    report = replace(
        TOWN, standing="", about=(), scale=(), overall=bare, earlier=(), matrix=None, comparability=(), decisions=(),
        challenges=(), receipt=(), documents=(),
    )  # fmt: skip
    shown = parsed(page.shown(report))
    assert [] == shown.all("table")
    assert "Town Police" in shown.text
    assert REQUIRES.title not in shown.text


def test_many_findings_in_a_row_are_named_by_their_coding() -> None:
    """More than three findings are ids under their coding, once with links and then without, and what is unknown stays."""
    many = tuple(Told(f"F{n} strength, {'major' if n > 4 else 'minor'}, partial: It works.") for n in range(1, 6))
    again = tuple(Told(f"F{n}, shown above") for n in range(1, 6))
    shown = Outline({f"F{n}" for n in range(1, 6)}, "A report").of(
        (Told("first", parts=many), Told("then", parts=again), Told("F9 strength, minor, partial: Elsewhere."))
    )
    first, then, other = shown
    assert ["strength, minor, partial: F1, F2, F3, F4", "strength, major, partial: F5"] == [
        one.text for one in first.parts
    ]
    assert not any(one.again for one in first.parts)
    assert [one.text for one in first.parts] == [one.text for one in then.parts]
    assert all(one.again for one in then.parts)
    assert "F9 strength, minor, partial: Elsewhere." == other.text


def test_a_rule_that_was_told_is_not_told_again() -> None:
    """Of every rule of a question, one that holds and stands above with its basis is named alone; folders are left out."""
    basis = Told("q1.good, inferred (Annex A)  rules/town/q1.yaml:5", "faint")
    because = Told("it answers its calls  q1.good, inferred (Annex A)  rules/town/q1.yaml:5", "faint")
    rules = (
        Told("q1.good supports good; it holds", parts=(because,)),
        Told("q1.bad limits to bad; it holds", parts=(because,)),
    )
    told, known, unknown = Outline((), "A report").of((Told("good is supported", parts=(basis,)), *rules))
    assert "q1.good, inferred (Annex A)  q1.yaml:5" == told.parts[0].text
    assert "q1.good supports good; it holds: told above" == known.text
    assert () == known.parts
    assert "it answers its calls" == unknown.parts[0].text


class TestLive:
    """What a live page says of what is supposed: by which rules, what moves, what cannot be shown."""

    TOWN = small.case(small.finding("F1", "calls"), small.finding("F2", "visits"))

    def now(self, new: Case, rules: str = "") -> live.Now:
        """Return what is supposed and what it changes."""
        told = differences.Told(difference(self.TOWN, new), "{}.yaml:1".format, supposed=True)
        return live.now(told, lambda cause: f"?back={cause.subject}", "peelgrade whatif town", rules=rules)

    def test_other_rules_are_told_as_one_change(self) -> None:
        """With how many rules and entries differ and the first of them; of evidence that differs beside them a line each."""
        more = [
            rule(f"visits.r{n}", "visits", small.findings("strength", at_least=n), supports="good")
            for n in range(1, 16)
        ]
        other = Rulebook.of(small.framework(minimum_evidence=2), [*small.RULES, *more])
        items = [one for one in self.TOWN.inspection.items if one.id != "F1"]
        found = self.now(small.case(*items, rulebook=other), "others/town")
        assert [
            ("Judged by the rules in others/town: 15 rules and 1 entry of the framework differ", "", "?back="),
            ("F1 left out: strength, moderate, widespread: Statement of F1.", "F1.yaml:1", "?back=F1"),
        ] == [(one.line, one.place, one.back) for one in found.changes]
        assert ("rule visits.r1 added: supports good, it is so", "and 4 more") == (
            found.changes[0].inside[0],
            found.changes[0].inside[-1],
        )
        assert (
            "2 of 4 judgments would move. Calls: outstanding → nothing found yet; requires improvement to outstanding. Visits: requires improvement → good."
            == found.summary
        )

    @pytest.mark.parametrize(
        ("rulebook", "expected"),
        [
            (Rulebook.of(small.framework(), small.RULES[1:]), "1 rule differs"),
            (Rulebook.of(small.framework(), small.RULES[2:]), "2 rules differ"),
            (Rulebook.of(small.framework(baseline="good"), small.RULES), "1 entry of the framework differs"),
            (
                Rulebook.of(small.framework(baseline="good", minimum_evidence=2), small.RULES),
                "2 entries of the framework differ",
            ),
        ],
    )
    def test_how_many_rules_and_entries_differ(self, rulebook: Rulebook, expected: str) -> None:
        """In the singular and the plural."""
        found = self.now(small.case(*self.TOWN.inspection.items, rulebook=rulebook), "others/town")
        assert f"Judged by the rules in others/town: {expected}" == found.changes[0].line

    def test_rules_that_are_the_same_are_said_to_be(self) -> None:
        """Where only words of the framework differ."""
        worded = Rulebook.of(small.framework(title="Towns"), small.RULES)
        found = self.now(small.case(*self.TOWN.inspection.items, rulebook=worded), "others/town")
        assert ["Judged by the rules in others/town, which are the same"] == [one.line for one in found.changes]

    def test_where_nothing_would_move_rules_that_count_otherwise_are_told(self) -> None:
        """So that it can be seen that something was supposed."""
        found = self.now(small.case(*self.TOWN.inspection.items, small.finding("F3", "calls")))
        assert (
            "None of 4 judgments would move.",
            (
                "calls.outstanding (supports outstanding) still holds: share of strengths: 1 of 1 (100 %) → 2 of 2 (100 %), at least 80 % needed",
            ),
        ) == (found.summary, found.turned)

    def test_rules_can_be_chosen(self) -> None:
        """Those of the inspection, or the others."""
        for other in (False, True):
            control = live.rules_control("rules/town", "others/town", by_other=other)
            assert [("of rules/town", not other), ("in others/town", other)] == [
                (one.text, one.chosen) for one in control.options
            ]

    def test_pages_in_the_place_of_a_report(self) -> None:
        """Problems in files with the lines that they are in, and the questions on which people may decide."""
        files = {"town/q1.yaml": ("- id: F1", "  wieght: major")}
        related = (Related(at(1, file="town/q2.yaml"), "the same id"),)
        problem = Problem("PG202", "unknown key 'wieght'", at(2, 3, "town/q1.yaml"), "write 'weight'", related)
        shown = sheets.problems(report_of(problem, files=files), (), good="/good", again="/", title="Town")
        text = " ".join(parsed(shown).text.split())
        for said in (
            "town/q1.yaml:2:3",
            "unknown key 'wieght'",
            "2 | wieght: major | ^^^^",
            "write 'weight'",
            "the same id",
            "town/q2.yaml:1:1",
        ):
            assert said in text, said
        shown = sheets.problems(None, (("town is no folder", "give one"),), good="", again="/", title="Town")
        assert "town is no folder" in shown
        chosen = parsed(sheets.choose_question([("calls", "Calls", "good"), ("visits", "Visits <b>", "open")]))
        links = [one["href"] for one in chosen.all("a")]
        assert ["/decide?question=calls", "/decide?question=visits", "/"] == links
        assert "visits Visits <b>open" in chosen.text
