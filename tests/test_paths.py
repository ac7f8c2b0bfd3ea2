"""Whatever names a file or a folder names one in its own folder: no path, link, name of a part or of a device leads out."""

from __future__ import annotations

import json
import os
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from peelgrade.capturing import drawing
from peelgrade.capturing.layout import layout
from tests.conftest import ROOT, Run, replace
from tests.folders import contents
from tests.test_exit_codes import FINDING, NEW_RULE, a_workbook, figures, file_result
from tests.test_hostile import FILES
from tests.test_workbook_mistakes import altered, sound

HIDDEN = "token: zq-secret-zq\n"
SMALL = ("--rules", "rules")
Make = Callable[[pytest.MonkeyPatch], object]


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with a small inspection, its rules, and beside it what nobody was asked to read."""
    outside, inside = tmp_path / "outside", tmp_path / "work"
    (outside / "rules").mkdir(parents=True)
    (outside / "secret.yaml").write_text(HIDDEN, encoding="utf-8")
    (outside / "rules" / "secret.yaml").write_text(HIDDEN, encoding="utf-8")
    for name, text in FILES.items():
        (inside / name).parent.mkdir(parents=True, exist_ok=True)
        (inside / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(inside)
    return inside


def names(file: str, old: str, new: str) -> Make:
    """Return what puts a name into a file."""
    return lambda _: replace(Path(file), old, new)


def links(name: str, target: str) -> Make:
    """Return what puts a link in the place of what is there."""

    def made(_: pytest.MonkeyPatch) -> None:
        Path(name).unlink(missing_ok=True)
        Path(name).symlink_to(target)

    return made


def in_a_workbook(file: str, other: str = "") -> Make:
    """Return what writes a workbook whose first finding goes into a file, and whose second into another."""

    def made(_: pytest.MonkeyPatch) -> None:
        rows = sound()
        for row, name in zip(rows["Findings"], (file, other), strict=False):
            row["File"] = name
        Path("w.xlsx").write_bytes(drawing.written(layout(), rows))

    return made


def part_of_a_workbook(name: str) -> Make:
    """Return what adds a part with a name to a workbook."""

    def made(monkeypatch: pytest.MonkeyPatch) -> None:
        a_workbook(monkeypatch)
        with zipfile.ZipFile("w.xlsx", "a") as archive:
            archive.writestr(name, HIDDEN)

    return made


def target_in_a_workbook(target: str) -> Make:
    """Return what has a sheet of a workbook stand in another part."""

    def made(monkeypatch: pytest.MonkeyPatch) -> None:
        a_workbook(monkeypatch)
        altered(Path("w.xlsx"), "xl/_rels/workbook.xml.rels", b"worksheets/sheet1.xml", target.encode())

    return made


def result_of(name: str) -> Make:
    """Return what files a result that says that its inspection has another name."""

    def made(monkeypatch: pytest.MonkeyPatch) -> None:
        file_result(monkeypatch)
        data = json.loads(Path("r.json").read_text(encoding="utf-8"))
        data["inspection"]["id"] = name
        Path("r.json").write_text(json.dumps(data), encoding="utf-8")

    return made


@dataclass(frozen=True)
class Place:
    """Where something is named that may lead out: what names it, the command, its code, and what it says."""

    name: str
    make: Make
    command: tuple[str, ...]
    code: int
    says: str


VALIDATE = ("validate", "town", *SMALL)
RULES = ("validate", "rules")
IMPORT = ("import", "w.xlsx", *SMALL, "-o", "fresh")
OUT = ("../outside", "/etc", "..", ".hidden", "a/b", "a\\\\b", "~", "C:x")
FILES_OUT = (
    "../x.yaml",
    "/x.yaml",
    ".x.yaml",
    "a/x.yaml",
    "C:x.yaml",
    "con.yaml",
    "NUL.x.yml",
    "x.txt",
    "inspection.yaml",
)

PLACES = (
    *(Place(f"framework {one}", names("town/inspection.yaml", "framework: small", f'framework: "{one}"'), VALIDATE, 1, "PG207") for one in OUT),
    *(Place(f"document {one}", names("town/inspection.yaml", "- id: report", f'- id: "{one}"'), VALIDATE, 1, "PG207") for one in OUT),
    *(Place(f"inspection {one}", names("town/inspection.yaml", "id: town-2015", f'id: "{one}"'), VALIDATE, 1, "PG207") for one in OUT),
    *(Place(f"id of a framework {one}", names("rules/framework.yaml", "id: small", f'id: "{one}"'), ("schema", "--write", "out", *SMALL), 1, "PG207") for one in OUT),
    *(Place(f"question {one}", names("rules/framework.yaml", "- id: overall.context", f'- id: "{one}"'), RULES, 1, "PG207") for one in OUT),
    *(Place(f"address {one}", names("town/inspection.yaml", "url: https://www.example.org/report", f'url: "{one}"'), VALIDATE, 1, "PG207") for one in ("file:///etc/passwd", "../secret.yaml", "javascript:x")),
    *(Place(f"result of {one}", result_of(one), ("verify", "r.json", *SMALL), 2, "") for one in ("../outside", "/etc", "..", ".")),
    *(Place(f"file of an item {one}", in_a_workbook(one), IMPORT, 1, "PG207") for one in FILES_OUT),
    Place("files that differ by capitals", in_a_workbook("a.yaml", "A.yaml"), IMPORT, 1, "differ by capitals alone"),
    *(Place(f"part {one}", part_of_a_workbook(one), IMPORT, 0, "are written") for one in ("../../outside/owned.yaml", "/owned.yaml", "..\\owned.yaml")),
    *(Place(f"part of a sheet {one}", target_in_a_workbook(one), IMPORT, 2, "broken workbook") for one in ("../../../../etc/passwd", "/etc/passwd", "../../outside/secret.yaml")),
    *(Place(f"file of a new item {one}", lambda _: None, ("new", *FINDING, "--file", one), 2, "--file") for one in FILES_OUT),
    *(Place(f"file of a new rule {one}", lambda _: None, ("rules", "new", *NEW_RULE, "--file", one), 2, "--file") for one in ("../x.yaml", "/x.yaml", "con.yaml", "framework.yaml")),
    *(Place(f"file of metrics {one}", figures, ("metrics", "town", "f.csv", "--by", "f.yaml", *SMALL, "--file", one), 2, "--file") for one in FILES_OUT),
    *(Place(f"configuration that leaves out {one}", lambda _, one=one: Path("peelgrade.toml").write_text(f"exclude = ['{one}']\n", encoding="utf-8"), VALIDATE, 2, "peelgrade.toml:1") for one in ("../outside", "/etc", "C:x", "a\\b")),
    Place("a configuration that is a link", links("peelgrade.toml", "../outside/secret.yaml"), VALIDATE, 2, "leads out of its folder"),
    Place("a file of evidence", links("town/x.yaml", "../../outside/secret.yaml"), VALIDATE, 1, "PG101"),
    Place("the record", links("town/inspection.yaml", "../../outside/secret.yaml"), VALIDATE, 1, "PG101"),
    Place("a file of rules", links("rules/x.yaml", "../../outside/secret.yaml"), RULES, 1, "PG101"),
    Place("the framework", links("rules/framework.yaml", "../../outside/secret.yaml"), RULES, 1, "PG101"),
    *(Place(f"the folder {one} of rules", links(f"rules/{one}", "../../outside/rules"), RULES, 2, "leads out of its folder") for one in ("tests", "tables", "metrics")),
    *(Place(f"the folder {one} by a path", links(f"rules/{one}", f"{os.sep}etc"), RULES, 2, "leads out of its folder") for one in ("tests", "tables", "metrics")),
    Place("a report over evidence by a link", links("t.html", "town/evidence.yaml"), ("report", "town", *SMALL, "-o", "t.html"), 2, ""),
    Place("problems over evidence by a link", links("t.txt", "town/evidence.yaml"), (*VALIDATE, "--output-file", "t.txt"), 2, "choose another"),
)  # fmt: skip  # a place to a line


@pytest.mark.sampled(8)
@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
def test_no_name_leads_out(run: Run, town: Path, monkeypatch: pytest.MonkeyPatch, place: Place) -> None:
    """What is named outside is refused in words, nothing of it is shown, and nothing is written there."""
    place.make(monkeypatch)
    before = contents(town.parent)

    ran = run(*place.command)

    said = ran.out + ran.err
    assert place.code == ran.code, said
    assert place.says in said
    assert "zq-secret-zq" not in said
    assert "root:" not in said
    assert "Traceback" not in said
    changed = {name for name, raw in contents(town.parent).items() if before.get(name) != raw}
    assert all(name.startswith("work/fresh/") for name in changed), changed
    assert place.code == 0 or not changed


def test_links_inside_are_read_and_a_file_by_two_names_is_one_more(run: Run, town: Path) -> None:
    """A link within the folder, a hard link and a folder that is named by a link are as good as what they lead to."""
    Path("town/evidence.yaml").rename("town/kept.txt")
    Path("town/evidence.yaml").symlink_to("kept.txt")
    assert 0 == run(*VALIDATE).code
    Path("town/evidence.yaml").unlink()
    Path("town/evidence.yaml").hardlink_to("town/kept.txt")
    assert 0 == run(*VALIDATE).code
    Path("named").symlink_to(town / "town")
    assert 0 == run("validate", "named", *SMALL).code
    Path("rules/kept").mkdir()
    Path("rules/tests").symlink_to("kept")
    assert 0 == run(*RULES).code


@pytest.mark.parametrize("name", [".peelgrade", ".vscode"])
def test_no_command_writes_through_a_link_that_leads_out(run: Run, town: Path, name: str) -> None:
    """A folder for editors that is a link to somewhere else is refused, and nothing is written there or here."""
    Path("fresh").mkdir()
    Path("fresh", name).symlink_to(town.parent / "outside", target_is_directory=True)
    before = contents(town.parent)
    ran = run("init", "fresh", *SMALL, "--force-id", "town", "--force-name", "Town Police")
    assert (2, True) == (ran.code, f"fresh/{name} is a link that leads out of its folder" in ran.err)
    assert before == contents(town.parent)


def test_an_import_does_not_write_through_a_link_that_leads_out(
    run: Run, town: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same of what a workbook is turned into."""
    a_workbook(monkeypatch)
    Path("fresh").mkdir()
    Path("fresh/.peelgrade").symlink_to(town.parent / "outside", target_is_directory=True)
    before = contents(town.parent)
    ran = run("import", "w.xlsx", "-o", "fresh", *SMALL)
    assert (2, True) == (ran.code, "fresh/.peelgrade is a link that leads out of its folder" in ran.err)
    assert before == contents(town.parent)


@pytest.mark.parametrize(
    "linked", [None, "rules/peel-effectiveness-2015", "rules/peel-effectiveness-2015/roll-up.yaml"]
)
def test_rules_that_ship_are_told_by_a_name_that_is_here_where_they_are_the_same(
    run: Run, kent: Path, tmp_path: Path, linked: str | None
) -> None:
    """Not so where the folder, or a file in it, is a link that leads out: then nobody compares them."""
    shutil.copytree(ROOT / "rules" / "peel-effectiveness-2015", "rules/peel-effectiveness-2015")
    if linked is not None:
        (tmp_path.parent / "outside").mkdir(exist_ok=True)
        outside = tmp_path.parent / "outside" / f"{tmp_path.name}-{Path(linked).name}"
        Path(linked).rename(outside)
        Path(linked).symlink_to(outside)
    told = "peelgrade/rules" if linked else "rules"
    assert f"rules from {told}/peel-effectiveness-2015," in run("grade", kent).out
