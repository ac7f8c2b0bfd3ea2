"""Several inspections side by side: by name and never by judgment, and honest about what is not comparable."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from peelgrade.grading import grade
from peelgrade.rendering.report.forces import READERS, side_by_side
from peelgrade.rendering.views import View
from peelgrade.rulebook import Rulebook
from tests import small
from tests.conftest import KENT, Run, read_kent, replace
from tests.strategies import carried_over, decision, published
from tests.test_report_page import parsed

CORE = 5  # questions with a published judgment: the overall one and the four below it


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with three inspections in the working folder, named against the order of their judgments."""
    for name, force in (("b", "Zed Police"), ("c", "avon Police"), ("a", "Kent Police")):
        folder = tmp_path / "forces" / name
        shutil.copytree(KENT, folder)
        replace(folder / "inspection.yaml", "id: kent-2015", f"id: {name}-2015")
        replace(folder / "inspection.yaml", "name: Kent Police", f"name: {force}")
    replace(
        tmp_path / "forces" / "b" / "q3-vulnerability.yaml",
        "exploitation\n  extent: widespread",
        "exploitation\n  extent: isolated",
    )
    monkeypatch.chdir(tmp_path)
    return Path("forces")


def test_a_page_for_all_and_one_for_each(town: Path, run: Run) -> None:
    """Into a folder, the page links to the report of each inspection, down to the question, and nowhere else."""
    ran = run("report", town, "-o", "out", "--for", "public")
    assert 0 == ran.code, ran.err
    assert ["a-2015.html", "b-2015.html", "c-2015.html", "index.html"] == sorted(
        path.name for path in Path("out").iterdir()
    )
    shown = parsed(Path("out/index.html").read_text(encoding="utf-8"))
    ids = {attributes.get("id") for _, attributes in shown.tags}
    for link in (one["href"] or "" for one in shown.all("a")):
        file, _, anchor = link.partition("#")
        target = parsed((Path("out") / file).read_text(encoding="utf-8")) if file else None
        there = {attributes.get("id") for _, attributes in target.tags} if target else ids
        assert not anchor or anchor in there, link
    assert "out/index.html is written" in ran.err


def test_forces_stand_in_the_order_of_their_names(town: Path, run: Run) -> None:
    """Capitals, ids, folders and judgments do not matter for the order, and the page says that it is no ranking."""
    ran = run("report", town, "-o", "-")
    names = [part.split("<")[0] for part in ran.out.split('<tr><th scope="row">')[1:4]]
    assert ["avon Police", "Kent Police", "Zed Police"] == names
    assert "it is no ranking" in ran.out
    assert 'href="a-2015.html' not in ran.out


@pytest.mark.slow
def test_a_file_links_to_the_reports_that_lie_beside_it(town: Path, run: Run) -> None:
    """Only where the report of an inspection for the same readers lies beside the page is it linked."""
    assert 0 == run("report", town / "a", "-o", "a-2015.html").code
    assert 0 == run("report", town / "b", "-o", "b-2015.html", "--for", "public").code
    Path("c-2015.html").write_text("something else", encoding="utf-8")
    assert 0 == run("report", town, "-o", "all.html").code
    links = {one["href"] for one in parsed(Path("all.html").read_text(encoding="utf-8")).all("a")}
    assert {"a-2015.html"} == {link for link in links if link and not link.startswith("#") and "#" not in link}


@pytest.mark.slow
def test_a_page_for_the_public_leads_to_no_report_for_the_panel(town: Path, run: Run) -> None:
    """Where reports for the panel lie beside it, a page for the public does not lead there."""
    assert 0 == run("report", town, "-o", "out").code
    assert 0 == run("report", town, "-o", "out/public.html", "--for", "public").code
    assert "2015.html" not in Path("out/public.html").read_text(encoding="utf-8")


@pytest.mark.slow
def test_what_is_not_comparable_is_said(town: Path, run: Run) -> None:
    """Another year, open fieldwork, another framework and what differs from what was published all stand on the page."""
    record = town / "c" / "inspection.yaml"
    text = record.read_text(encoding="utf-8").replace("status: complete", "status: in_progress")
    record.write_text(text.replace("2015-09-01", "2014-09-01").replace("2015-11-30", "2014-11-30"), encoding="utf-8")
    assert (
        0
        == run(
            "init", town / "y", "--framework", "peel-effectiveness-2016", "--force-id", "y", "--force-name", "Y"
        ).code
    )
    ran = run("report", town, "-o", "all.html")
    assert 0 == ran.code, ran.out + ran.err
    told = " ".join(parsed(Path("all.html").read_text(encoding="utf-8")).text.split())
    assert "Fieldwork was in different years: 2014 and 2015." in told
    assert "fieldwork in progress" in told
    assert "Beside PEEL effectiveness 2016, only what is declared comparable" in told
    assert "(differs)" in told
    assert "Reported in full elsewhere" in told


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--for", "force", "-o", "x.html"), "is about one force"),
        (("--for", "debrief", "-o", "x.html"), "is about one force"),
        (("-o", "x.docx"), "as a page"),
        (("-o", "x", "--format", "svg"), "as a page"),
        (("--format", "html", "-o", "x.pdf"), "write -o x.html, or --format pdf"),
        (("-o", "forces/a/inspection.yaml"), "as a page"),
    ],
)
def test_what_cannot_be_set_side_by_side_is_refused(
    town: Path, run: Run, arguments: tuple[str, ...], told: str
) -> None:
    """Readers who are told of one force alone, and other formats, are refused in words, and nothing is written."""
    ran = run("report", town, *arguments)
    assert 2 == ran.code
    assert told in ran.err
    assert not Path(arguments[-1]).with_suffix(".html").exists()


def test_two_inspections_with_one_id_are_refused(town: Path, run: Run) -> None:
    """The reports of both would have one name."""
    replace(town / "c" / "inspection.yaml", "id: c-2015", "id: a-2015")
    ran = run("report", town, "-o", "all.html")
    assert 2 == ran.code
    assert "two inspections have the id 'a-2015'" in ran.err


def test_the_public_is_told_no_working_view_and_no_codings(town: Path, run: Run) -> None:
    """For the public there are the published judgments of the core questions, and nothing that is computed."""
    shown = run("report", town, "-o", "-", "--for", "public").out
    assert CORE == shown.count('class="by-question"')
    assert "Computed" not in shown
    assert "working view" not in shown


@pytest.mark.slow
def test_the_public_is_not_told_what_rules_make_of_the_evidence(town: Path, run: Run) -> None:
    """That evidence is less than the rules ask for is for those who are told what is computed."""
    (town / "c" / "q1-prevention.yaml").unlink()
    said = "less evidence than the minimum"
    assert said in run("report", town, "-o", "-").out
    shown = run("report", town, "-o", "-", "--for", "public").out
    assert [] == [one for one in (said, "fieldwork in progress") if one in shown]
    replace(town / "c" / "inspection.yaml", "status: complete", "status: in_progress")
    assert "fieldwork in progress" in run("report", town, "-o", "-", "--for", "public").out


def test_the_public_is_not_told_by_which_rules_it_is_graded() -> None:
    """That what is computed is not comparable is for those who are told what is computed."""
    found = read_kent()
    view = View(grade(found.inspection, found.rulebook), found.inspection, found.rulebook, found.places.of)
    fewer = Rulebook.of(found.rulebook.framework, found.rulebook.rules[1:])
    views = [view, View(grade(found.inspection, fewer), found.inspection, fewer, found.places.of)]
    told = {audience: side_by_side(views, audience, {}).groups[0].cautions for audience in READERS}
    assert ((), True) == (told["public"], "different rules" in told["panel"][0])


@pytest.mark.slow
def test_every_tag_is_closed_and_hostile_names_stay_text(town: Path, run: Run) -> None:
    """The name of a force is text, wherever it stands."""
    name = "'<script>alert(1)</script>'"
    replace(town / "c" / "inspection.yaml", "name: avon Police", f"name: {name}")
    shown = parsed(run("report", town, "-o", "-").out)
    assert 1 == len(shown.all("script"))
    assert "<script>alert(1)</script>" in shown.text


class TestToldOfTowns:
    """What stands beside small inspections in this state or that."""

    def towns(self, rulebooks: tuple[Rulebook, Rulebook] = (small.RULEBOOK, small.RULEBOOK)) -> list[View]:
        """Return one inspection with a stale decision and one in progress, of two years."""
        fieldwork = [{"start": date(year, 6, 1), "end": date(year, 6, 30)} for year in (2014, 2015)]
        one = small.case(
            small.finding("F1", "calls"),
            rulebook=rulebooks[0],
            id="ash",
            force={"id": "ash", "name": "Ash"},
            questions=({"question": "overall", "status": "complete", "fieldwork": fieldwork[0]}, {"question": "calls"}),
            decisions=(decision("calls", "good", "requires_improvement"), decision("visits", "good", "inadequate")),
            carried_over=(carried_over("overall", "good"),),
            published=(published("overall", "good"),),
        )
        other = small.case(
            small.finding("F1", "calls"),
            rulebook=rulebooks[1],
            id="elm",
            force={"id": "elm", "name": "Elm"},
            questions=(
                {"question": "overall", "status": "complete", "fieldwork": fieldwork[1]},
                {"question": "calls", "status": "in_progress"},
            ),
        )
        return [small.view(one), small.view(other)]

    def test_what_makes_a_judgment_less_comparable_stands_beside_it(self) -> None:
        """Where it comes from outside, is stale or still open, and for those outside only what is recorded."""
        told = {}
        for audience in READERS:
            group = side_by_side(self.towns(), audience, {}).groups[0]
            cells = [
                dict(zip((asked.id for asked in group.questions), one.cells, strict=True)) for one in group.standings
            ]
            told[audience] = [{name: cell.cautions for name, cell in one.items() if cell.cautions} for one in cells]
        assert [
            {
                "overall": ("carried over from 2015", "fieldwork in progress"),
                "calls": ("decided by people, other than by the rules alone", "the decision is stale"),
                "visits": (
                    "less evidence than the minimum",
                    "decided by people, other than by the rules alone",
                    "the decision is stale",
                ),
            },
            {
                "overall": ("fieldwork in progress",),
                "calls": ("fieldwork in progress",),
                "visits": ("less evidence than the minimum",),
            },
        ] == told["panel"]
        assert [
            {"overall": ("carried over from 2015",)},
            {"overall": ("fieldwork in progress",), "calls": ("fieldwork in progress",)},
        ] == told["public"]

    def test_years_and_rules_that_differ_are_said_of_all(self) -> None:
        """To those who are told what is computed; and what is not published, by force where that differs."""
        fewer = Rulebook.of(small.RULEBOOK.framework, small.RULES[1:])
        found = side_by_side(self.towns((small.RULEBOOK, fewer)), "panel", {})
        assert (
            "Fieldwork was in different years: 2014 and 2015.",
            "They were graded by different rules of this framework: what is computed is not comparable.",
        ) == found.groups[0].cautions
        assert (
            "Ash: For the public. Not published yet: judgments of Calls and Leaders. Elm: For the public. Not published: Inspectorate has published no judgment of this inspection yet."
            == side_by_side(self.towns(), "public", {}).standing
        )
