"""The live page as a server answers: what an address supposes, what a form changes, and what is refused."""

from __future__ import annotations

import asyncio
import errno
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Coroutine, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any, TypeVar

import httpx
import pytest
from starlette.types import Message

from peelgrade.changes import Case
from peelgrade.comparison import Supposition, caused, supposed
from peelgrade.problems import Unreadable
from peelgrade.recording import files
from peelgrade.serving import address, answers, form, server, versions
from peelgrade.serving.address import Asked, Malformed
from peelgrade.serving.application import application
from peelgrade.serving.calls import Setting
from peelgrade.serving.guard import BUG, HEADERS, MOST, Guard
from peelgrade.serving.versions import Sources, Versions
from tests.conftest import KENT, ROOT, Run, read_kent, replace
from tests.folders import fill_disk
from tests.test_bad_input import FILES, write

PORT = 7335
OWN = f"http://127.0.0.1:{PORT}"
DAY = date(2016, 1, 18)
V = TypeVar("V")


def run_apart(coroutine: Coroutine[Any, Any, V]) -> V:
    """Run a coroutine in a thread of its own: a browser that other tests drive may have a loop running in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, coroutine).result()


class Client:
    """Asks an application as a browser would that is on one of its own pages."""

    def __init__(self, sources: Sources, *, saves: bool = False) -> None:
        self.failed: list[Exception] = []
        self.setting = Setting(Versions(sources), PORT, saves, lambda: DAY, self.failed.append)
        self.app = application(self.setting)

    @property
    def token(self) -> str:
        """The token of the forms."""
        return self.setting.token

    def ask(self, method: str, path: str, **given: Any) -> httpx.Response:
        """Send a request, and return the answer; redirects are not followed."""

        async def sent() -> httpx.Response:
            transport = httpx.ASGITransport(app=self.app)
            async with httpx.AsyncClient(transport=transport, base_url=OWN) as client:
                return await client.request(method, path, **given)

        return run_apart(sent())

    def get(self, path: str, **given: Any) -> httpx.Response:
        """Ask for a page."""
        return self.ask("GET", path, **given)

    def post(self, path: str, said: dict[str, str], **headers: str) -> httpx.Response:
        """Send a form of its own."""
        own = {"Origin": OWN, "Sec-Fetch-Site": "same-origin"}
        return self.ask("POST", path, data={"token": self.token, **said}, headers=own | headers)


@pytest.fixture(scope="module")
def client() -> Client:
    """Return a client of Kent's page, which nothing changes."""
    return Client(Sources(KENT))


@pytest.fixture(scope="module")
def page(client: Client) -> str:
    """Return the page where nothing is supposed."""
    return client.get("/").text


@pytest.fixture(scope="module")
def deciding() -> Client:
    """Return a client of Kent's page that would record decisions; nothing is confirmed there."""
    return Client(Sources(KENT), saves=True)


@pytest.fixture
def saving(kent: Path) -> Client:
    """Return a client of a copy of Kent's, in which decisions may be recorded."""
    return Client(Sources(kent), saves=True)


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sources:
    """Return a small inspection in the working folder, with its rules."""
    write(tmp_path, FILES)
    monkeypatch.chdir(tmp_path)
    return Sources(Path("town"), Path("rules"))


def said(answer: httpx.Response) -> str:
    """Return the text of the main part of a page, in one line."""
    inside = answer.text[answer.text.index("<main") :]
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", inside).split()))


# --- addresses -------------------------------------------------------------------------------------------------------


def test_an_address_says_what_is_supposed_and_is_read_again() -> None:
    """The same is supposed by one address, whatever the order in which it is said."""
    told = "set=F302.weight:minor&without=F320&in_progress=q4&rules=other&assume=q3:good&without=F320"
    asked = address.read(told)
    assert Supposition(("F320",), (("F302", "weight", "minor"),), (("q3", "good"),), (("q4", "in_progress"),)) == (
        asked.supposition
    )
    assert asked.by_other
    assert "without=F320&set=F302.weight:minor&assume=q3:good&in_progress=q4&rules=other" == address.query(asked)
    assert asked == address.read(address.query(asked))


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("whithout=F320", "nothing that can be asked"),
        ("set=F320", "F320.weight:minor"),
        ("assume=q3", "q3:good"),
        ("rules=/etc", "'rules' can only be 'other'"),
        ("version=1", "can only be 'last'"),
        ("without=", "empty"),
        ("without=%00", "cannot be seen"),
        ("without=%FF", "UTF-8"),
        ("without=" + "F" * 400, "longer than"),
        ("&".join(f"without=F{n}" for n in range(300)), "more than 200"),
        ("&".join("without=" + "F" * 290 for n in range(60)), "longer than"),
    ],
)
def test_an_address_that_no_page_has_is_told_clearly(client: Client, query: str, says: str) -> None:
    """It is answered with a page that says what is wrong, and not by guessing."""
    answer = client.get(f"/?{query}")
    assert 400 == answer.status_code
    assert says in said(answer)
    assert not client.failed


def test_taking_one_change_back_leaves_the_others() -> None:
    """Each change that is told leads to the address without it."""
    found = read_kent()
    asked = address.read("without=F320&set=F401.extent:partial&assume=q1:good&in_progress=q4")
    causes = supposed(Case(found.inspection, found.rulebook), asked.supposition)
    left = {cause.subject: address.query(address.without(asked, cause)) for cause in causes}
    assert "set=F401.extent:partial&assume=q1:good&in_progress=q4" == left["F320"]
    assert "without=F320&assume=q1:good&in_progress=q4" == left["F401"]
    assert "without=F320&set=F401.extent:partial&in_progress=q4" == left["q1"]
    assert "without=F320&set=F401.extent:partial&assume=q1:good" == left["q4"]


# --- forms -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "before", "after"),
    [
        ({"weight.F320": "minor"}, "", "set=F320.weight:minor"),
        ({"weight.F320": "major.core"}, "", "set=F320.ground:core"),
        ({"weight.F401": "minor", "extent.F401": "widespread"}, "", "set=F401.weight:minor"),
        ({"weight.F310": "major.core"}, "", "set=F310.ground:core&set=F310.weight:major"),
        ({"weight.F320": "major.serious_harm"}, "set=F320.weight:minor", ""),
        ({"out.F320": "yes"}, "set=F320.weight:minor", "without=F320"),
        ({"out.F320": ""}, "without=F320&without=F401", "without=F401"),
        ({"assume.q3": "good"}, "assume=q3:inadequate", "assume=q3:good"),
        ({"assume.q3": "own"}, "assume=q3:inadequate", ""),
        ({"status.q4": "in_progress"}, "", "in_progress=q4"),
        ({"status.q4": "complete"}, "", ""),
        ({"status.q4": "own"}, "in_progress=q4", ""),
        ({"rules": "other"}, "", "rules=other"),
        ({"whole": "yes", "weight.F320": "major.serious_harm"}, "without=F320&without=F401", "without=F401"),
        ({"extent.F320": "partial"}, "set=R301.status:met", "set=F320.extent:partial&set=R301.status:met"),
    ],
)
def test_a_form_supposes_what_differs_from_the_files(
    kent_case: Case, given: dict[str, str], before: str, after: str
) -> None:
    """A control that says what the files say supposes nothing, and what has no control stays as it was."""
    assert after == address.query(form.supposed(tuple(given.items()), address.read(before), kent_case))


@pytest.mark.parametrize("given", [{"path": "/etc/passwd"}, {"weigth.F320": "minor"}, {"status.q4": "perhaps"}])
def test_a_form_with_other_controls_is_refused(kent_case: Case, given: dict[str, str]) -> None:
    """No page has such a form."""
    with pytest.raises(Malformed):
        form.supposed(tuple(given.items()), Asked(), kent_case)


def test_what_must_go_with_a_weight_goes_with_it(kent_case: Case) -> None:
    """A finding that is no longer major loses its ground, and who is at risk; the address need not say so."""
    told = form.completed(Supposition(values=(("F320", "weight", "minor"),)), kent_case.inspection)
    assert {"weight": "minor", "ground": "", "at_risk": ""} == {name: value for _, name, value in told.values}
    for finding in list(form.controlled(kent_case.inspection).values())[::5]:
        for weight in ("minor", "moderate", "major.core", "major.serious_harm"):
            asked = form.supposed(((f"weight.{finding.id}", weight),), Asked(), kent_case)
            if not asked.nothing:
                assert supposed(kent_case, form.completed(asked.supposition, kent_case.inspection))


def test_a_form_leads_to_the_address_that_says_the_same(client: Client, page: str) -> None:
    """With scripts off, the whole form is sent, and the answer leads to an address with what differs alone."""
    said = dict(re.findall(r'<select form="_live" name="([^"]+)" data-own="([^"]+)"', page))
    assert {"weight.F320", "extent.F320", "assume.q3", "status.q3"} < said.keys()
    sent = {**said, "extent.F320": "isolated", "out.F401": "yes", "whole": "yes", "state": ""}
    answer = client.post("/suppose", sent)
    assert (303, "/?without=F401&set=F320.extent:isolated") == (answer.status_code, answer.headers["location"])


# --- what is answered ------------------------------------------------------------------------------------------------


def test_the_page_is_the_report_with_controls(page: str) -> None:
    """Nothing is supposed at first, and each counted finding and each question has its controls."""
    assert "Nothing is supposed" in page
    assert 'name="weight.F320"' in page
    assert 'name="assume.q3"' in page
    assert 'name="assume.q1.levels"' not in page  # context, which is not judged


def test_the_page_says_what_would_move_and_why(client: Client) -> None:
    """What whatif tells is told, with a way back, and the moved questions and rules are lit up."""
    answer = client.get("/?without=F320")
    text = said(answer)
    assert "2 of 17 judgments would move. Vulnerability: requires improvement → good." in text
    assert "F320 left out" in text
    assert "Was: q3.specific_groups below good" in text
    assert "q3.specific_groups.serious_weakness (limits to requires improvement) now does not hold" in text
    assert "peelgrade whatif" in text
    assert 'data-question="q3" data-lit' in answer.text
    assert 'data-question="q4" data-lit' not in answer.text
    assert 'name="out.F320" value="yes" data-own="" autocomplete="off" checked' in answer.text


def test_what_is_new_is_that_of_whatif(client: Client, kent_case: Case) -> None:
    """The script is told the same judgments that grading the changed kent_case gives."""
    answer = client.post("/moved", {"state": "without=F320", "weight.F401": "minor"}).json()
    told = Supposition(without=("F320",), values=(("F401", "weight", "minor"), ("F401", "ground", "")))
    moved = [one.question for one in caused(kent_case, supposed(kent_case, told)).moves]
    assert moved == list(answer["would"])
    assert "/?without=F320&set=F401.weight:minor" == answer["address"]
    assert {"out.F320": "yes", "weight.F401": "minor"} == answer["values"]


def test_with_many_changes_the_causes_are_told_after_the_judgments(client: Client) -> None:
    """At once the judgments; then, asked again, what moved each."""
    query = "without=F320&assume=q1:inadequate&assume=q2:inadequate&in_progress=q4"
    first = client.post("/moved", {"state": query}).json()
    then = client.get(f"/moved?told=whole&{query}").json()
    assert (True, False) == (first["more"], then["more"])
    assert first["would"] == then["would"]
    assert "interaction" not in first["bar"]
    assert "interaction" in then["bar"]


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("without=F3200&without=F320", "There is no item 'F3200' in this inspection. Did you mean 'F320'"),
        ("set=F320.weight:huge", "'huge'"),
        ("assume=q9:good", "There is no question 'q9'"),
        ("in_progress=q9", "There is no question 'q9'"),
        ("without=F320&set=F320.extent:partial", "left out and is given values"),
        ("rules=other", "There are no other rules to judge by"),
    ],
)
def test_what_cannot_be_is_told_and_the_rest_is_shown(client: Client, query: str, says: str) -> None:
    """An item that is gone is told with what to do and a way to take it out; what can be is supposed."""
    answer = client.get(f"/moved?{query}").json()
    bar = unescape(answer["bar"])
    assert says in re.sub(r"</?strong>", "", bar)
    assert "Take it out" in bar
    if "F3200" in query:
        assert answer["summary"].startswith("2 of 17 judgments would move")
    assert not client.failed


def test_what_was_asked_is_answered_alike_whatever_is_kept(town: Sources, monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer is kept for whoever asks again, and no more of them than fit."""
    monkeypatch.setattr(answers, "_KEPT", 2)
    client = Client(town)
    asked = [f"/moved?set=F1.extent:{word}" for word in ("isolated", "partial", "widespread")]
    asked += ["/moved?without=M1&set=F1.weight:minor&set=F2.extent:partial&set=R1.status:met"] * 2
    first = [client.get(one).json() for one in asked]
    assert first == [client.get(one).json() for one in asked]
    assert {"extent.F1": "partial"} == first[1]["values"]
    assert first[1] == client.get(asked[1]).json()


def test_a_doubt_about_an_extent_goes_with_it(town: Sources) -> None:
    """Where the doubtful extent is the one that is supposed, it is no doubt any longer."""
    replace(Path("town/evidence.yaml"), "  extent: widespread\n", "  extent: widespread\n  or_extent: partial\n")
    answer = Client(town).get("/moved?set=F1.extent:partial").json()
    assert "Take it out" not in answer["bar"]
    assert {"extent.F1": "partial"} == answer["values"]


def test_rules_beside_are_tried_and_taken_back(town: Sources) -> None:
    """By a rule that asks for more, one judgment would move; the way back is beside what is told of the rules."""
    shutil.copytree("rules", "others")
    replace(
        Path("others/rules.yaml"), "weight: [moderate, major], at_least: 1", "weight: [moderate, major], at_least: 2"
    )
    client = Client(Sources(town.inspection, town.rules, Path("others")))
    assert 'name="rules"' in client.get("/").text
    answer = client.get("/moved?rules=other&in_progress=overall.response&without=M1").json()
    bar = unescape(re.sub(r"<[^>]+>", "", answer["bar"]))
    assert "rule response.good altered: at least 1 → 2" in bar
    assert {'href="/?in_progress=overall.response&amp;rules=other"', 'href="/?without=M1&amp;rules=other"'} <= set(
        re.findall(r'href="[^"]+"', answer["bar"])
    )
    assert 'href="/?without=M1&amp;in_progress=overall.response"' in answer["bar"]


@pytest.mark.parametrize(
    ("break_them", "why"),
    [
        (lambda: replace(Path("others/rules.yaml"), "supports: good", "supports: god"), "others/rules.yaml:3: "),
        (lambda: Path("others/framework.yaml").unlink(), "others is not a framework"),
    ],
)
def test_rules_beside_that_cannot_be_used_are_told(town: Sources, break_them: Callable[[], None], why: str) -> None:
    """With the reason and a way to go on without them."""
    shutil.copytree("rules", "others")
    break_them()
    answer = Client(Sources(town.inspection, town.rules, Path("others"))).get("/moved?rules=other").json()
    assert f"the other rules cannot be used: {why}".lower() in unescape(answer["bar"]).lower().replace("<strong>", "")
    assert "Take it out" in answer["bar"]


def other_rules(to: Path) -> Path:
    """Write rules that judge question 3 otherwise: one part may fall short."""
    shutil.copytree(ROOT / "rules" / "peel-effectiveness-2015", to, ignore=shutil.ignore_patterns("tests", "tables"))
    rule = "judgments: {of: parts, below: good, at_least: 1}\n- id: q3.concern"
    replace(to / "q3-vulnerability.yaml", rule, rule.replace("at_least: 1", "at_least: 3"))
    replace(to / "q3-vulnerability.yaml", "below: good, at_most: 0", "below: good, at_most: 1")
    return to


@pytest.mark.slow
def test_two_rulebooks_are_compared(tmp_path: Path) -> None:
    """By the other rules, the judgments that they move are told with the rules that differ."""
    client = Client(Sources(KENT, beside=other_rules(tmp_path / "others")))
    assert 'name="rules"' in client.get("/").text
    answer = client.get("/moved?rules=other").json()
    assert answer["summary"].startswith("1 of 17 judgments would move. Vulnerability: requires improvement → good.")
    bar = unescape(re.sub(r"<[^>]+>", "", answer["bar"]))
    assert "Judged by the rules in" in bar
    assert "2 rules differ" in bar
    assert "rule q3.part_below_good altered: at least 1 → 3" in bar
    assert "moved by an interaction: the rule q3.good and the rule q3.part_below_good together" in bar.lower()


# --- files -----------------------------------------------------------------------------------------------------------


def test_files_that_change_are_read_again(kent: Path) -> None:
    """The page tells that it is of other files, and the next is of these."""
    client = Client(Sources(kent))
    version = client.get("/files").json()["version"]
    assert version == client.get("/moved").json()["version"]
    replace(kent / "q3-vulnerability.yaml", "Frontline constables and staff", "Quite other constables")
    assert version != client.get("/files").json()["version"]
    assert "Quite other constables" in client.get("/moved?without=F320").json()["bar"]


@pytest.fixture
def ships(town: Sources, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sources:
    """Return the small inspection with its rules among those that ship, so that it finds them by their name."""
    shutil.copytree(tmp_path / "rules", tmp_path / "shipped" / "small")
    monkeypatch.setattr("peelgrade.bundled.rules_folder", lambda: tmp_path / "shipped")
    return Sources(town.inspection)


def moves_while_read(monkeypatch: pytest.MonkeyPatch, file: Path, times: int) -> list[str]:
    """Have a file saved anew just after each of so many readings; return what is added with each."""
    read, saved = versions.read_inspection, []

    def meanwhile(*given: Any) -> Any:
        try:
            return read(*given)
        finally:
            if len(saved) < times:
                saved.append("#" * (len(saved) + 1))
                file.write_text(f"{file.read_text(encoding='utf-8')}{saved[-1]}\n", encoding="utf-8")

    monkeypatch.setattr(versions, "read_inspection", meanwhile)
    return saved


@pytest.mark.parametrize("file", ["town/inspection.yaml", "town/evidence.yaml", "shipped/small/rules.yaml"])
def test_what_is_saved_while_it_is_read_is_read_again(
    ships: Sources, monkeypatch: pytest.MonkeyPatch, file: str
) -> None:
    """Also at the first look, and of rules that only the inspection names: nothing old is shown for what is new."""
    moves_while_read(monkeypatch, Path(file), 1)
    kept = Versions(ships)
    now = kept.now()
    assert isinstance(now, versions.Version)
    assert kept.id == now.id
    assert "#" == now.read.places.lines(file.replace("shipped", "rules"))[-1]


def test_what_moves_without_end_is_shown_and_read_again_at_the_next_look(
    town: Sources, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody waits for it for ever, and what is shown meanwhile is not taken for what is there."""
    saved = moves_while_read(monkeypatch, Path("town/evidence.yaml"), 6)  # it is read four times for one look
    kept = Versions(town)
    first = kept.now()
    assert isinstance(first, versions.Version)
    assert (4, True) == (len(saved), first.id != kept.id)
    second = kept.now()
    assert (6, True) == (len(saved), second.id == kept.id)
    assert second is kept.now()


def test_rules_that_an_inspection_names_are_looked_at_though_they_were_wrong_first(ships: Sources) -> None:
    """Mending them is enough."""
    file = Path("shipped/small/rules.yaml")
    replace(file, "question: overall\n", "question: overal\n")
    client = Client(ships)
    assert 503 == client.get("/").status_code
    replace(file, "question: overal\n", "question: overall\n")
    assert 200 == client.get("/").status_code


@pytest.mark.slow
def test_a_form_of_files_that_changed_meanwhile_loses_nothing(kent: Path) -> None:
    """It is held against the files that its page was made from; what it says of an item that is gone is told."""
    client = Client(Sources(kent))
    version = client.get("/moved").json()["version"]
    replace(kent / "q3-vulnerability.yaml", "- id: F320", "- id: F329")
    for line in ("part_of: F320", "arises_from: [F320]"):
        text = (kent / "q3-vulnerability.yaml").read_text(encoding="utf-8")
        (kent / "q3-vulnerability.yaml").write_text(text.replace(line, line.replace("F320", "F329")), encoding="utf-8")
    sent = {"version": version, "state": "", "whole": "yes", "weight.F320": "minor", "weight.F401": "major.core"}
    answer = client.post("/suppose", sent)
    assert "/?set=F320.weight:minor" == answer.headers["location"]
    assert "There is no item 'F320'" in said(client.get(answer.headers["location"]))


def test_a_broken_file_is_a_page_of_problems(town: Sources) -> None:
    """File, line, message and help are told, the last sound version is one click away, and mending it is enough."""
    client, file = Client(town), Path("town/evidence.yaml")
    assert 200 == client.get("/?without=F1").status_code
    replace(file, "weight: moderate", "weight: huge")
    answer = client.get("/?without=F1")
    assert 503 == answer.status_code
    text = said(answer)
    assert re.search(r"town/evidence\.yaml:\d+:\d+ error PG\d+", text)
    assert "huge" in text
    assert 'href="/?version=last&amp;without=F1"' in answer.text
    last = client.get("/?version=last&without=F1")
    assert "2 of 2 judgments would move" in said(last)
    assert "The files have problems now" in said(last)
    assert 503 == client.post("/moved", {"state": ""}).status_code
    replace(file, "weight: huge", "weight: moderate")
    assert 200 == client.get("/?without=F1").status_code
    assert not client.failed


def test_a_form_of_files_that_were_never_sound_leads_back_to_them(town: Sources) -> None:
    """There is nothing to hold it against; what the address supposes stays there."""
    replace(Path("town/evidence.yaml"), "weight: moderate", "weight: huge")
    client = Client(town)
    assert 503 == client.get("/").status_code
    assert "version=last" not in client.get("/").text
    answer = client.post("/suppose", {"state": "without=F1", "weight.F2": "minor"})
    assert (303, "/?without=F1") == (answer.status_code, answer.headers["location"])


def test_forms_may_be_of_some_versions_ago_and_no_more(town: Sources, monkeypatch: pytest.MonkeyPatch) -> None:
    """A form of a version that is not known any longer is held against the files as they are."""
    monkeypatch.setattr(versions, "_KEPT", 1)
    client = Client(town)
    first = client.get("/moved").json()["version"]
    replace(Path("town/evidence.yaml"), "  extent: widespread", "  extent: partial")
    second = client.get("/moved").json()["version"]
    found = client.setting.versions
    assert (None, second) == (found.known(first), getattr(found.known(second), "id", ""))
    answer = client.post("/suppose", {"version": first, "state": "", "extent.F1": "widespread"})
    assert "/?set=F1.extent:widespread" == answer.headers["location"]


def test_a_link_that_leads_nowhere_is_told_until_it_leads_somewhere(town: Sources) -> None:
    """It is listed and cannot be looked at; the page comes back by itself once it can."""
    link = Path("town/more.yaml")
    link.symlink_to("gone.yaml")
    client = Client(town)
    before = client.get("/files").json()["version"]
    assert "more.yaml" in said(client.get("/"))
    link.unlink()
    assert before != client.get("/files").json()["version"]
    assert 200 == client.get("/").status_code


def test_a_folder_that_is_gone_is_told(town: Sources) -> None:
    """The server goes on, and says why it has nothing to show."""
    client = Client(town)
    client.get("/files")
    town.inspection.rename("elsewhere")
    answer = client.get("/")
    assert 503 == answer.status_code
    assert "there is no folder" in said(answer)
    Path("elsewhere").rename(town.inspection)
    assert 200 == client.get("/moved").status_code


# --- who may ask -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["example.org", f"example.org:{PORT}", "127.0.0.1", "127.0.0.1:80", "localhost", ""])
def test_another_host_is_refused(client: Client, host: str) -> None:
    """A name of another site that leads here gets no page."""
    assert 421 == client.get("/", headers={"Host": host}).status_code


@pytest.mark.parametrize("host", [f"localhost:{PORT}", f"[::1]:{PORT}", f"127.0.0.1:{PORT}"])
def test_every_name_of_loopback_is_answered(client: Client, host: str) -> None:
    """Whichever of them stands in the address."""
    assert 200 == client.get("/files", headers={"Host": host}).status_code


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://example.org"},
        {"Origin": f"http://example.org:{PORT}"},
        {"Origin": f"https://127.0.0.1:{PORT}"},
        {"Origin": f"http://127.0.0.1:{PORT + 1}"},
        {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
    ],
)
def test_a_form_of_another_site_is_refused(client: Client, headers: dict[str, str]) -> None:
    """Even with the token of a page of ours."""
    assert 403 == client.post("/moved", {"state": ""}, **headers).status_code


def test_a_page_that_sends_no_referrer_may_send_its_form(client: Client) -> None:
    """Then browsers say 'null', and that it is of the same origin."""
    assert 200 == client.post("/moved", {"state": ""}, Origin="null").status_code


@pytest.mark.parametrize("token", ["", "x", "é", None])
def test_a_form_without_its_token_is_refused(client: Client, token: str | None) -> None:
    """It is told that the server was started again, with a way to the same address."""
    given = {"state": "without=F320"} | ({} if token is None else {"token": token})
    answer = client.ask("POST", "/suppose", data=given, headers={"Origin": OWN})
    assert 403 == answer.status_code
    assert 'href="/?without=F320"' in answer.text


def test_a_form_without_its_token_leads_to_the_report_where_its_state_is_none(client: Client) -> None:
    """What no page of ours has is not made an address of ours."""
    answer = client.ask("POST", "/suppose", data={"state": "path=/etc/passwd"}, headers={"Origin": OWN})
    assert 403 == answer.status_code
    assert ['"/"'] == re.findall(r'href=("[^"]*")', answer.text[answer.text.index("<main") :])[:1]


def test_what_is_no_request_for_a_page_gets_no_answer(client: Client) -> None:
    """Such as what opens a socket and keeps it."""
    sent: list[Message] = []

    async def receive() -> Message:
        raise AssertionError

    async def send(message: Message) -> None:
        sent.append(message)

    run_apart(client.app({"type": "websocket", "path": "/"}, receive, send))
    assert [] == sent


def test_every_answer_has_its_headers(client: Client) -> None:
    """Pages, parts of pages, refusals: none is kept, framed, sniffed, or tells where it was."""
    asked = [client.get(path) for path in ("/", "/live.js", "/files", "/nowhere", "/?x=1", "/moved")]
    asked += [
        client.get("/", headers={"Host": "example.org"}),
        client.ask("PUT", "/"),
        client.post("/moved", {"x": "1"}),
    ]
    assert {200, 404, 400, 421, 405} == {one.status_code for one in asked}
    for one in asked:
        assert HEADERS.items() <= {name.title(): value for name, value in one.headers.items()}.items()
        policy = one.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert "server" not in one.headers


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"content": b"token=".ljust(MOST, b"x")}, 403),  # it is read, and has no token of ours
        ({"content": b"token=".ljust(MOST + 1, b"x")}, 413),
        ({"content": b"{}", "headers": {"Content-Type": "application/json"}}, 415),
        ({"content": b"a=1", "headers": {"Content-Length": "three"}}, 400),
        ({"content": b"a=1", "headers": {"Content-Length": "9" * 5_000}}, 413),
        ({"files": {"x": b"y"}}, 415),
        ({"content": b"a=1&" * 70_000}, 400),
        ({"content": "é".encode()}, 400),
    ],
)
def test_what_no_form_sends_is_refused(client: Client, given: dict[str, Any], status: int) -> None:
    """Bodies that are too large, or of another kind, are not read on."""
    headers = {"Origin": OWN, "Content-Type": "application/x-www-form-urlencoded"} | given.pop("headers", {})
    if "files" in given:
        headers.pop("Content-Type")
    assert status == client.ask("POST", "/moved", headers=headers, **given).status_code
    assert not client.failed


def test_a_body_that_does_not_say_its_size_is_measured(client: Client) -> None:
    """It is cut off where it is larger than any form."""

    async def pieces() -> Any:
        for _ in range(30):
            yield b"x" * 100_000

    headers = {"Origin": OWN, "Content-Type": "application/x-www-form-urlencoded"}
    assert 413 == client.ask("POST", "/moved", headers=headers, content=pieces()).status_code


def test_an_address_that_is_too_long_is_refused(client: Client) -> None:
    """Before anything is read of it."""
    assert 414 == client.get("/?without=" + "F" * 30_000).status_code


@pytest.mark.parametrize("path", ["/../inspection.yaml", "/%2e%2e/inspection.yaml", "//etc/passwd", "/live.css/../x"])
def test_no_path_leads_to_a_file(client: Client, path: str) -> None:
    """There are fixed pages, and nothing else."""
    assert 404 == client.get(path).status_code


def test_a_bug_is_told_and_the_server_goes_on(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page says that it is a bug of ours, and shows nothing of it; who started the server is told."""
    failing = Client(client.setting.versions.sources)
    monkeypatch.setattr("peelgrade.serving.answers.news", lambda *_, **__: 1 / 0)
    answer = failing.get("/moved")
    assert 500 == answer.status_code
    assert "This is a bug in peelgrade" in said(answer)
    assert "division" not in answer.text
    assert ["division by zero"] == [str(one) for one in failing.failed]
    monkeypatch.undo()
    assert 200 == failing.get("/files").status_code


def test_a_bug_before_a_page_is_asked_is_told_too(client: Client) -> None:
    """Whoever asked has an answer with all that answers have, and whoever started the server is told."""
    failed: list[Exception] = []
    guard = Guard(client.app.inside, PORT, lambda *_: 1 / 0, failed.append)  # type: ignore[arg-type, return-value]

    async def asked() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=guard), base_url="http://other") as browser:
            return await browser.get("/")

    answer = run_apart(asked())
    assert (500, BUG) == (answer.status_code, answer.text)
    assert HEADERS.items() <= {name.title(): value for name, value in answer.headers.items()}.items()
    assert ["division by zero"] == [str(one) for one in failed]


def test_a_browser_that_goes_away_is_no_bug(client: Client) -> None:
    """Where a form stops half way because its page was left, nobody is told of a bug."""
    headers = [(b"host", f"127.0.0.1:{PORT}".encode()), (b"content-type", b"application/x-www-form-urlencoded")]
    scope = {"type": "http", "method": "POST", "path": "/suppose", "query_string": b"", "headers": headers}
    messages: list[Message] = [
        {"type": "http.request", "body": b"token=", "more_body": True},
        {"type": "http.disconnect"},
    ]

    async def receive() -> Message:
        return messages.pop(0)

    async def send(_: Message) -> None:
        return

    run_apart(client.app(scope, receive, send))
    assert ([], []) == (client.failed, messages)


@pytest.mark.slow
def test_hostile_words_stay_words(kent: Path) -> None:
    """What stands in the evidence or in an address is text, in pages and in parts of pages."""
    hostile = "</script><img src=x onerror=alert(1)>"
    replace(kent / "q3-vulnerability.yaml", "Frontline constables and staff know", f"{hostile} know")
    client = Client(Sources(kent), saves=True)
    pages = [
        client.get("/?without=F320").text,
        client.get("/?without=<img>").text,
        client.get("/decide?question=<img>").text,
    ]
    pages += [json.dumps(client.get("/moved?without=F320").json()["bar"]), client.get("/?<img>=1").text]
    for page in pages:
        assert "<img" not in page
    assert "&lt;img src=x" in pages[0]


# --- decisions -------------------------------------------------------------------------------------------------------

DECISION = {
    "question": "q3",
    "stage": "panel",
    "outcome": "changed",
    "judgment": "good",
    "people": "C. Chair, panel\r\nB. Other, inspector",
    "day": "2016-01-18",
    "reason": "Weighed.",
    "evidence": "F320",
    "compared_with": "",
}


def hidden(page: str) -> dict[str, str]:
    """Return what the form of a page sends of itself."""
    return {name: unescape(value) for name, value in re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page)}


def test_without_leave_there_are_no_decisions(client: Client, page: str) -> None:
    """The routes do not exist, and the page has no way to them."""
    assert 404 == client.get("/decide").status_code
    assert 404 == client.post("/decide/save", DECISION).status_code
    assert "/decide" not in page


TOWN = DECISION | {"question": "overall.response", "judgment": "fair", "evidence": "F1"}


def test_questions_to_decide_are_listed_by_name(town: Sources) -> None:
    """Each with its id once, and what is a working view as such."""
    framework = Path("rules/framework.yaml")
    replace(
        framework, "      graded: true\n      topics:", "      graded: true\n      working_view: true\n      topics:"
    )
    replace(
        framework,
        "      title: How good is its response?\n",
        "      title: How good is its response?\n      short: Response\n",
    )
    listed = re.findall(r'<span class="id">(.*?)</span> (.*?)</a>', Client(town, saves=True).get("/decide").text)
    assert [("overall", "Overall"), ("overall.response", "Response, a working view")] == listed


def test_a_decision_is_shown_before_it_is_written(town: Sources, run: Run) -> None:
    """The preview is exactly the change, with its effect; what is written is what `decide` writes."""
    saving, file = Client(town, saves=True), Path("town/inspection.yaml")
    before = file.read_text(encoding="utf-8")
    assert 'value="2016-01-18"' in saving.get("/decide?question=overall.response").text
    assert "Weighed." in saving.post("/decide/again", TOWN).text
    assert "None is recorded on overall.response" in said(saving.get("/decided?question=overall.response"))
    preview = saving.post("/decide/preview", TOWN)
    assert "Good → fair" in said(preview)
    assert before == file.read_text(encoding="utf-8")
    added = [unescape(one) for one in re.findall(r"<ins>\+ (.*?)</ins>", preview.text)]

    saved = saving.post("/decide/save", hidden(preview.text))
    assert (303, "/decided?question=overall.response") == (saved.status_code, saved.headers["location"])
    written = file.read_text(encoding="utf-8")
    assert before + "\n".join(added) + "\n" == written
    decided = saving.get("/decided?question=overall.response")
    told = said(decided)
    assert "The decision on overall.response How good is its response? is recorded" in decided.text
    assert "It stands in town/inspection.yaml:17" in told
    assert "overall.response stands at fair" in told
    assert "Decided" in saving.get("/").text

    file.write_text(before, encoding="utf-8")
    people = ("--people", "C. Chair, panel", "--people", "B. Other, inspector")
    words = (
        "--stage",
        "panel",
        "--outcome",
        "changed",
        "--judgment",
        "fair",
        "--date",
        "2016-01-18",
        "--rules",
        "rules",
    )
    assert (
        0 == run("decide", "town", "overall.response", *words, *people, "--reason", "Weighed.", "--evidence", "F1").code
    )
    assert written == file.read_text(encoding="utf-8")


def test_a_decision_that_was_not_shown_is_not_written(town: Sources) -> None:
    """What is confirmed is what was shown, word for word; and once."""
    saving, file = Client(town, saves=True), Path("town/inspection.yaml")
    before = file.read_bytes()
    preview = hidden(saving.post("/decide/preview", TOWN).text)
    for other in ({"reason": "Other."}, {"digest": "0" * 64}, {"version": ""}):
        assert 409 == saving.post("/decide/save", preview | other).status_code
    assert before == file.read_bytes()
    assert 303 == saving.post("/decide/save", preview).status_code
    assert 409 == saving.post("/decide/save", preview).status_code


def test_a_decision_on_files_that_break_while_it_is_written_is_not(
    town: Sources, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All files are checked once more with it, whatever happened to them since they were looked at."""
    saving, file = Client(town, saves=True), Path("town/inspection.yaml")
    before = file.read_bytes()
    preview = hidden(saving.post("/decide/preview", TOWN).text)
    record = files.record

    def breaking(*given: Any) -> Any:
        replace(Path("town/evidence.yaml"), "weight: moderate", "weight: huge")
        return record(*given)

    monkeypatch.setattr(files, "record", breaking)
    assert 409 == saving.post("/decide/save", preview).status_code
    assert before == file.read_bytes()
    answer = saving.post("/decide/preview", TOWN)
    assert 409 == answer.status_code
    assert "The files have problems now, so nothing can be decided on them." in said(answer)
    assert not saving.failed


def test_a_decision_on_files_that_break_before_it_is_shown_says_why(
    town: Sources, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was entered stands in the form still, and the problem above it."""
    saving = Client(town, saves=True)
    content = files.content

    def breaking(path: Path) -> bytes:
        replace(Path("town/evidence.yaml"), "weight: moderate", "weight: huge")
        return content(path)

    monkeypatch.setattr(files, "content", breaking)
    answer = saving.post("/decide/preview", TOWN)
    assert 422 == answer.status_code
    assert "'huge'" in said(answer)
    assert "Weighed." in answer.text


@pytest.mark.parametrize(
    ("given", "status", "says"),
    [
        ({"question": "overall.respons"}, 404, "Did you mean 'overall.response'"),
        ({"path": "/etc/passwd"}, 400, "'path' is no field of this form"),
        ({"question": "overall\u202e"}, 400, "'question' is not as a form of ours has it"),
        ({"question": "x" * 4_001}, 400, "'question' is not as a form of ours has it"),
        ({"judgment": "excellent"}, 422, "There is no judgment 'excellent'"),
    ],
)
def test_what_no_form_says_is_refused(town: Sources, given: dict[str, str], status: int, says: str) -> None:
    """Nothing is guessed of it."""
    client = Client(town, saves=True)
    answer = client.post("/decide/preview", TOWN | given)
    assert status == answer.status_code
    assert says in said(answer)
    assert not client.failed


@pytest.mark.parametrize("file", ["inspection.yaml", pytest.param("q1-prevention.yaml", marks=pytest.mark.slow)])
def test_a_decision_on_other_files_is_not_written(saving: Client, kent: Path, file: str) -> None:
    """Where a file was changed since the preview, or the form says otherwise, nothing is written."""
    preview = hidden(saving.post("/decide/preview", DECISION).text)
    with (kent / file).open("a", encoding="utf-8") as more:
        more.write("# a remark\n")
    before = (kent / "inspection.yaml").read_bytes()
    assert 409 == saving.post("/decide/save", preview).status_code
    assert before == (kent / "inspection.yaml").read_bytes()


def test_a_decision_that_cannot_be_written_is_told_and_is_no_bug(
    saving: Client, kent: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk, or a folder that is gone, is told in words with what to do, and the server goes on."""
    before = (kent / "inspection.yaml").read_bytes()
    preview = hidden(saving.post("/decide/preview", DECISION).text)
    with monkeypatch.context() as patched:
        fill_disk(patched)
        answer = saving.post("/decide/save", preview)
    assert (503, before) == (answer.status_code, (kent / "inspection.yaml").read_bytes())
    assert "cannot be written: No space left on device. Check the folder" in said(answer)
    shutil.rmtree(kent)
    answer = saving.post("/decide/save", preview)
    assert 503 == answer.status_code
    assert "cannot be opened: No such file" in said(answer)
    assert [] == saving.failed


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"stage": ""}, "Choose the stage"),
        ({"outcome": "confirmed"}, "q3 stands at requires improvement"),
        ({"judgment": ""}, "Choose the judgment"),
        ({"judgment": "requires_improvement"}, "nothing is changed"),
        ({"people": " "}, "Say who decides"),
        ({"reason": ""}, "Say why"),
        ({"day": "18 January"}, "cannot be of this day"),
        ({"day": "2016-01-19"}, "still to come: today is 2016-01-18"),
        ({"evidence": "F9999"}, "there is no item 'F9999'"),
        ({"people": "x" * 4_001}, "“Who decides” has 4,001 characters, and the limit is 4,000"),
        (
            {"people": "C.\u202e Chair"},
            "“Who decides” has a character in it that cannot be seen: right-to-left override",
        ),
    ],
)
def test_what_cannot_be_decided_is_told_in_the_form(deciding: Client, given: dict[str, str], says: str) -> None:
    """What was entered stands there still."""
    answer = deciding.post("/decide/preview", DECISION | given)
    assert 422 == answer.status_code
    assert says in said(answer)
    if "reason" not in given:
        assert "Weighed." in answer.text
    assert "\u202e" not in answer.text
    assert not deciding.failed


def test_as_much_is_taken_in_a_field_as_its_limit_says(deciding: Client) -> None:
    """One character more is told of in the form."""
    assert 200 == deciding.post("/decide/preview", DECISION | {"reason": "x" * 4_000}).status_code
    assert 422 == deciding.post("/decide/preview", DECISION | {"reason": "x" * 4_001}).status_code


def test_an_id_at_the_start_of_a_sentence_stays_as_it_is(client: Client) -> None:
    """What cannot be is told in words that begin with none, whose first letter may be made a capital."""
    assert "Two fieldwork statuses are given for q3." in said(client.get("/?in_progress=q3&complete=q3"))


# --- the command -----------------------------------------------------------------------------------------------------


@pytest.fixture
def started() -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Return what starts the command on its own; what still runs is ended."""
    running: list[subprocess.Popen[str]] = []

    def start(*arguments: str) -> subprocess.Popen[str]:
        words = [sys.executable, "-m", "peelgrade", "serve", *arguments]
        running.append(subprocess.Popen(words, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True))
        return running[-1]

    yield start
    for one in running:
        one.kill()
        one.communicate()


@pytest.mark.slow
def test_the_command_says_where_it_is_and_ends_quietly(started: Callable[..., subprocess.Popen[str]]) -> None:
    """It tells its address once it listens, on loopback alone, and an interrupt ends it with 0."""
    serving = started(str(KENT), "--port", "0")
    assert serving.stderr is not None
    line = serving.stderr.readline()
    found = re.search(r"http://127\.0\.0\.1:(\d+)/", line)
    assert found is not None, line
    port = int(found[1])
    assert 200 == httpx.get(f"http://127.0.0.1:{port}/files").status_code
    taken = started(str(KENT), "--port", str(port))
    assert taken.wait(30) == 2
    assert taken.stderr is not None
    assert f"port {port} is taken" in taken.stderr.read()
    serving.send_signal(signal.SIGINT)
    out, err = serving.communicate(timeout=10)
    assert (0, "", "") == (serving.returncode, out, err)


@pytest.mark.slow
def test_what_cannot_be_served_is_told_at_once(run: Run, kent: Path) -> None:
    """A folder that is none, and rules that are of another framework."""
    ran = run("serve", "nowhere")
    assert 2 == ran.code
    assert "there is no folder nowhere" in ran.err
    ran = run("serve", kent, "--beside", ROOT / "rules" / "peel-effectiveness-2018")
    assert 2 == ran.code
    assert "--beside" in ran.err


@pytest.mark.slow
def test_without_the_extra_it_is_named() -> None:
    """Where no server is installed, the command says what to install."""
    code = "import sys; sys.modules['starlette'] = None; from peelgrade.cli import main; main(sys.argv[1:])"
    ran = subprocess.run([sys.executable, "-c", code, "serve", str(KENT)], capture_output=True, text=True, check=False)
    assert (2, "") == (ran.returncode, ran.stdout)
    assert "pip install 'peelgrade[live]'" in ran.stderr


def test_a_bug_in_a_page_is_told_where_the_server_was_started(
    town: Sources, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On standard error, with what to report; the trace where that is asked for."""

    def fails(app: Guard, sockets: Sequence[socket.socket], ready: Callable[[], None]) -> None:
        ready()
        app.failed(ZeroDivisionError("division by zero"))
        for one in sockets:
            one.close()

    monkeypatch.setattr(server, "run", fails)
    for traced in (False, True):
        monkeypatch.setenv("PEELGRADE_TRACEBACK", "1" if traced else "")
        ran = run("serve", town.inspection, "--rules", "rules", "--port", "0")
        assert 0 == ran.code
        assert "ZeroDivisionError: division by " in ran.err
        assert "The server goes on. Please report it" in ran.err
        assert traced == ran.err.partition("\n")[2].startswith(("ZeroDivisionError", "Traceback"))


def test_a_server_says_when_it_listens_and_ends_with_an_interrupt(town: Sources) -> None:
    """It answers from then on, on the port that it was given."""
    sockets = server.listening(0)
    port = sockets[0].getsockname()[1]
    setting = Setting(Versions(town), port, False, lambda: DAY, lambda _: None)  # noqa: FBT003
    seen: list[int] = []

    def ask() -> None:
        try:
            seen.append(httpx.get(f"http://127.0.0.1:{port}/files", timeout=10).status_code)
        finally:
            os.kill(os.getpid(), signal.SIGINT)

    asking = threading.Thread(target=ask)
    server.run(application(setting), sockets, asking.start)
    asking.join()
    assert [200] == seen


def test_a_port_that_is_taken_is_told() -> None:
    """With what to do."""
    sockets = server.listening(0)
    try:
        with pytest.raises(Unreadable, match="another server answers there"):
            server.listening(sockets[0].getsockname()[1])
    finally:
        for one in sockets:
            one.close()


@pytest.mark.parametrize(
    ("number", "says"), [(errno.EACCES, "give one above 1023 with --port"), (errno.ENOBUFS, "No buffer space")]
)
def test_a_port_that_cannot_be_used_is_told(
    town: Sources, run: Run, monkeypatch: pytest.MonkeyPatch, number: int, says: str
) -> None:
    """Whatever the system says of it, it is no bug."""

    class Closed(socket.socket):
        def bind(self, _: object) -> None:
            raise OSError(number, os.strerror(number))

    monkeypatch.setattr(socket, "socket", Closed)
    monkeypatch.setattr("peelgrade.cli._close_quietly", lambda _: None)
    ran = run("serve", town.inspection, "--rules", "rules")
    assert 2 == ran.code
    assert says in ran.err


def test_a_computer_without_the_newer_protocol_is_listened_at_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """By IPv4 alone."""

    class Old(socket.socket):
        def setsockopt(self, level: int, *more: Any) -> None:
            if level == socket.IPPROTO_IPV6:
                raise OSError(errno.EAFNOSUPPORT, os.strerror(errno.EAFNOSUPPORT))
            super().setsockopt(level, *more)

    monkeypatch.setattr(socket, "socket", Old)
    (only,) = server.listening(0)
    assert "127.0.0.1" == only.getsockname()[0]
    only.close()


def test_only_loopback_is_listened_at() -> None:
    """Nobody else on the network reaches it."""
    sockets = server.listening(0)
    try:
        assert {"127.0.0.1", "::1"} >= {one.getsockname()[0] for one in sockets}
        assert 1 == len({one.getsockname()[1] for one in sockets})
    finally:
        for one in sockets:
            one.close()
