"""The page of a report in a real browser: at every width, with scripts and without, by keyboard, and on paper."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from peelgrade.rendering.report import page as pages
from peelgrade.rendering.report.content import Audience
from tests.conftest import KENT, Run, replace
from tests.reports import TOWN, town
from tests.test_report_page import HOSTILE, poisoned

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.slow

DESKTOP, PHONE = 1280, 375


class Opened:
    """Opens pages in the browser, and fails where one fetches anything, breaks its own policy, or has an error."""

    def __init__(self, browser: Browser, folder: Path) -> None:
        self._browser, self._folder = browser, folder
        self._pages: list[Page] = []
        self.wrong: list[str] = []

    def __call__(self, written: str, width: int = DESKTOP, *, scripts: bool = True, name: str = "report.html") -> Page:
        """Open a page at a width."""
        file = self._folder / name
        file.write_text(written, encoding="utf-8")
        shown = self._browser.new_page(
            viewport={"width": width, "height": 800}, java_script_enabled=scripts, reduced_motion="reduce"
        )
        shown.set_default_timeout(5000)
        self._pages.append(shown)
        shown.on("console", lambda message: self.wrong.append(message.text))
        shown.on("pageerror", lambda error: self.wrong.append(str(error)))
        shown.on("dialog", lambda dialog: self.wrong.append(dialog.message))
        shown.on("request", lambda asked: self.wrong.append(asked.url) if not asked.url.startswith("file:") else None)
        shown.goto(file.as_uri())
        return shown

    def close(self) -> None:
        """Close every page."""
        for one in self._pages:
            one.close()


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Opened]:
    """Return what opens pages; nothing must have gone wrong in any."""
    found = Opened(browser, tmp_path)
    yield found
    found.close()
    assert [] == found.wrong


def inside(shown: Page) -> bool:
    """Whether nothing of a page is wider than the window, but what scrolls on its own."""
    return bool(shown.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


def printed(shown: Page) -> list[str]:
    """Return the text of each sheet of paper."""
    from pypdf import PdfReader  # noqa: PLC0415  # slow to import

    paper = PdfReader(io.BytesIO(shown.pdf(prefer_css_page_size=True, print_background=True)))
    return [re.sub(r"\s+", " ", sheet.extract_text()) for sheet in paper.pages]


@pytest.mark.parametrize(
    ("audience", "scripts"), [("panel", True), ("panel", False), ("force", True), ("debrief", True), ("public", True)]
)
def test_everyone_can_use_it(opened: Opened, audience: Audience, scripts: bool) -> None:  # noqa: FBT001  # a parameter
    """Axe, which is itself a script, finds no violation, on desktop and phone, with all open; the team's is the panel's."""
    from axe_playwright_python.sync_playwright import Axe  # noqa: PLC0415  # slow to import

    written = pages.shown(town(audience))
    shown = opened(written if scripts else re.sub("<script>.*</script>", "", written, flags=re.DOTALL))
    shown.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    for width in (DESKTOP, PHONE):
        shown.set_viewport_size({"width": width, "height": 800})
        found = Axe().run(shown).response["violations"]
        assert [] == [(one["id"], [node["html"] for node in one["nodes"]]) for one in found]


@pytest.mark.parametrize("width", [1280, 768, 375, 320])
def test_nothing_is_wider_than_the_window(opened: Opened, width: int) -> None:
    """No page scrolls sideways at any width, whatever words it holds; wide tables scroll on their own."""
    for report in (TOWN, poisoned(TOWN, "x" * 2_000)):
        shown = opened(pages.shown(report), width)
        shown.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        assert inside(shown)


@pytest.mark.parametrize("width", [1280, 768, 320])
def test_no_word_of_what_is_asked_breaks(opened: Opened, width: int) -> None:
    """What kind of advice it is stands in a narrow column, in which its longest word fits."""
    shown = opened(pages.shown(town("force")), width)
    broken = shown.evaluate(
        """() => { const one = document.createElement("p"), kind = document.createElement("span");
        const row = document.querySelector(".advice .coding"); one.className = "coding"; kind.className = "kind";
        kind.textContent = "Recommendation"; one.append(kind); row.replaceWith(one);
        return kind.getClientRects().length > 1 || kind.getBoundingClientRect().right > one.getBoundingClientRect().right }"""
    )
    assert not broken


def test_findings_are_searched_and_filtered(opened: Opened) -> None:
    """Words and choices leave the findings that fit all of them, say how many, and can be taken back."""
    shown = opened(pages.shown(TOWN))
    shown.get_by_label("Search the findings").fill("ANSWERED  f102")
    told = shown.get_by_role("status")
    told.get_by_text("1 of 3 findings").wait_for()
    assert shown.locator("#F102").is_visible()
    assert not shown.locator("#F101").is_visible()
    assert not shown.locator("#_matrix").is_visible()
    shown.get_by_label("Shows", exact=True).select_option("weakness")
    told.get_by_text("0 of 3 findings").wait_for()
    shown.get_by_label("Search the findings").fill("")
    told.get_by_text("1 of 3 findings").wait_for()
    assert shown.locator("#F103").is_visible()
    shown.get_by_label("Weight", exact=True).select_option("moderate")
    told.get_by_text("0 of 3 findings").wait_for()
    shown.get_by_role("button", name="Show everything").click()
    assert shown.locator("#F101").is_visible()
    assert shown.locator("#_matrix").is_visible()
    assert "" == told.inner_text()
    shown.get_by_label("Question", exact=True).select_option("q2")
    told.get_by_text("0 of 3 findings").wait_for()
    shown.get_by_label("Question", exact=True).select_option("q1")
    told.get_by_text("3 of 3 findings").wait_for()


def test_a_search_opens_the_passages_that_it_finds(opened: Opened) -> None:
    """What stands in a passage below a finding is found, and is opened to be read."""
    shown = opened(pages.shown(TOWN))
    assert not shown.locator("#F110").is_visible()
    shown.get_by_label("Search the findings").fill("F110:")
    shown.get_by_role("status").get_by_text("1 of 3 findings").wait_for()
    assert shown.locator("#F110").is_visible()


def test_links_open_what_is_folded_or_filtered_away(opened: Opened) -> None:
    """A link to a finding inside closed details, or that a filter hides, leads to it all the same."""
    shown = opened(pages.shown(TOWN))
    shown.get_by_label("Shows", exact=True).select_option("weakness")
    shown.evaluate("location.hash = '#F110'")
    shown.locator("#F110").wait_for(state="visible")
    assert "" == shown.get_by_label("Shows", exact=True).input_value()


def test_all_details_open_and_close_at_once(opened: Opened) -> None:
    """Two buttons open and close everything that folds."""
    shown = opened(pages.shown(TOWN))
    assert 0 == shown.locator("main details[open]").count()
    shown.get_by_role("button", name="Open all details").click()
    assert 0 == shown.locator("main details:not([open])").count()
    shown.get_by_role("button", name="Close all").click()
    assert 0 == shown.locator("main details[open]").count()


def test_it_is_used_by_keyboard_alone(opened: Opened) -> None:
    """The first stop skips to the report, every stop can be seen, and reasons open with the keyboard."""
    shown = opened(pages.shown(TOWN))
    shown.keyboard.press("Tab")
    assert "Skip to the report" == shown.evaluate("document.activeElement.textContent")
    shown.keyboard.press("Enter")
    assert "#_main" == shown.evaluate("location.hash")
    shown.locator("details.trace > summary").first.focus()
    shown.keyboard.press("Enter")
    assert shown.locator("details.trace").first.evaluate("one => one.open")
    for _ in range(12):
        shown.keyboard.press("Tab")
        outline = shown.evaluate(
            "getComputedStyle(document.activeElement).outlineStyle + document.activeElement.tagName"
        )
        assert outline.startswith(("solid", "auto")), outline


def test_without_scripts_everything_can_be_read(opened: Opened) -> None:
    """No control that does nothing is shown; details open, and links lead to what they name."""
    shown = opened(pages.shown(TOWN), PHONE, scripts=False)
    assert not shown.get_by_role("search").is_visible()
    assert not shown.locator("#_open").is_visible()
    assert shown.get_by_role("navigation").get_by_role("link", name="Calls").is_visible()
    shown.locator("#q1\\.calls .illustrations > summary").click()
    assert shown.locator("#F110").is_visible()


def test_on_a_phone_the_judgment_comes_before_the_contents(opened: Opened) -> None:
    """Contents and search are folded on a small screen, so that the overall judgment is on the first one."""
    shown = opened(pages.shown(TOWN), PHONE)
    assert not shown.get_by_label("Search the findings").is_visible()
    box = shown.locator("#effectiveness .tag").first.bounding_box()
    assert box is not None
    assert box["y"] < 800
    shown.get_by_text("Contents and search").click()
    assert shown.get_by_label("Search the findings").is_visible()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_paper_holds_everything_and_says_what_is_not_published(opened: Opened, scripts: bool) -> None:  # noqa: FBT001
    """Every sheet says how the report stands and its number; details are open, controls are gone, no address is printed."""
    sheets = printed(opened(pages.shown(TOWN), scripts=scripts))
    for n, sheet in enumerate(sheets, 1):
        assert TOWN.standing in sheet
        assert f"Page {n} of {len(sheets)}" in sheet
    whole = " ".join(sheets)
    for told in ("F110", "at least 1 needed", "81.5 %", "R900", "C1 on"):
        assert told in whole
    for noise in ("Search the findings", "Open all", "https://", "Skip to"):
        assert noise not in whole


def test_each_core_question_of_a_force_begins_a_page_and_the_form_ends_them(opened: Opened) -> None:
    """On paper, a force has one page for each core question, and a form for challenges after them."""
    sheets = printed(opened(pages.shown(town("force"))))
    begins = [next(n for n, sheet in enumerate(sheets) if name in sheet) for name in ("q1 Answering", "q2 Listening")]
    assert [1, 2] == begins
    assert "Challenge a fact" in sheets[3]
    assert 4 == len(sheets)


def test_the_form_is_filled_in_and_sends_nothing(opened: Opened) -> None:
    """Fields take text and grow with it, on paper too; the form has no button, and the policy refuses what would send it."""
    shown = opened(pages.shown(town("force")))
    shown.get_by_label("What is right").first.fill("Calls are answered.\n" * 20)
    shown.get_by_label("Name and role").fill("A. Officer")
    assert 0 == shown.locator("form button, form [type=submit]").count()
    shown.emulate_media(media="print")
    field = shown.get_by_label("What is right").first
    assert field.evaluate("one => one.scrollHeight <= one.clientHeight")
    assert "A. Officer" == shown.get_by_label("Name and role").input_value()


@pytest.mark.parametrize("text", HOSTILE[:7], ids=lambda text: text[:12])
def test_hostile_text_does_nothing(opened: Opened, text: str) -> None:
    """No script runs, nothing is fetched and no policy is broken, on screen and on paper; the standing is still said."""
    report = poisoned(TOWN, text)
    shown = opened(pages.shown(report))
    shown.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    assert inside(shown)
    assert 2 == shown.evaluate("document.scripts.length + document.querySelectorAll('style').length")
    assert all("Not published. For the panel." in sheet for sheet in printed(shown))


def test_forces_side_by_side_are_filtered_and_can_be_used_by_everyone(
    opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    """Choosing a question or a judgment leaves the rows that fit, and axe finds no violation at any width."""
    from axe_playwright_python.sync_playwright import Axe  # noqa: PLC0415  # slow to import

    monkeypatch.chdir(tmp_path)
    for name in ("a", "b"):
        shutil.copytree(KENT, Path("forces") / name)
        replace(Path("forces") / name / "inspection.yaml", "id: kent-2015", f"id: {name}-2015")
    assert 0 == run("report", "forces", "-o", "all.html").code
    shown = opened(Path("all.html").read_text(encoding="utf-8"))
    shown.get_by_label("Judgment", exact=True).select_option("Requires improvement")
    assert "4 judgments" == shown.get_by_role("status").inner_text()
    shown.get_by_label("Question", exact=True).select_option("_1-q3")
    assert "2 judgments" == shown.get_by_role("status").inner_text()
    assert not shown.locator("#_1-q1").is_visible()
    shown.get_by_role("button", name="Show everything").click()
    assert shown.locator("#_1-q1").is_visible()
    for width in (DESKTOP, PHONE):
        shown.set_viewport_size({"width": width, "height": 800})
        assert inside(shown)
        assert [] == [one["id"] for one in Axe().run(shown).response["violations"]]
