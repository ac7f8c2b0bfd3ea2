"""What an inspector sees in an editor: the YAML language server itself, on what 'peelgrade init' writes."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import queue
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import pytest

from peelgrade.evidence import EXTENT, WEIGHT
from tests.conftest import ENVIRONMENT, PROGRAM, ROOT

pytestmark = pytest.mark.slow

PACKAGE = ROOT / "tests" / "editor"
PATIENCE = 60  # seconds for an answer of the server
FRAMEWORK = "peel-effectiveness-2015"
MODELINE = "# yaml-language-server: $schema=.peelgrade/evidence.schema.json\n"
FINDING = """\
- id: F401
  kind: finding
  question: q4.response
  sources:
    - document: notes
  shows: weakness
  weight: moderate
  extent: widespread
  standing: observed
  statement: Few know of them.
"""
METRIC = """\
- id: M401
  kind: metric
  question: q4.scale
  sources:
    - document: notes
  measure: organised_crime_groups
  subject: essex
  value: 73
  unit: count
  as_at: 2015-06-30
"""


class Server:
    """A language server, spoken to over its standard input and output."""

    def __init__(self, command: list[str], root: Path, settings: dict[str, Any]) -> None:
        self._settings = settings
        self._numbers = itertools.count(1)
        self._told: queue.Queue[dict[str, Any]] = queue.Queue()
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self._listener = threading.Thread(target=self._listen, args=(self._process.stdout,), daemon=True)
        self._listener.start()
        folder = {"uri": root.as_uri(), "name": root.name}
        able = {
            "workspace": {"configuration": True, "workspaceFolders": True},
            "textDocument": {"completion": {"completionItem": {"documentationFormat": ["markdown"]}}},
        }
        self.ask(
            "initialize",
            {"processId": os.getpid(), "rootUri": folder["uri"], "workspaceFolders": [folder], "capabilities": able},
        )
        self._send({"method": "initialized", "params": {}})
        self._send({"method": "workspace/didChangeConfiguration", "params": {"settings": {}}})
        self._until(lambda told: told.get("method") == "workspace/configuration")

    def close(self) -> None:
        """End the server."""
        with self._process:
            try:
                self.ask("shutdown", None)
                self._send({"method": "exit"})
                self._process.wait(PATIENCE)
            finally:
                self._process.kill()
                self._listener.join(PATIENCE)

    def ask(self, method: str, params: Any) -> Any:
        """Return the answer to a request."""
        number = next(self._numbers)
        self._send({"id": number, "method": method, "params": params})
        answer = self._until(lambda told: told.get("id") == number and "method" not in told)
        assert "error" not in answer, answer
        return answer["result"]

    def open(self, path: Path, text: str) -> list[dict[str, Any]]:
        """Open a file with this text, and return what is flagged in it."""
        document = {"uri": path.as_uri(), "languageId": "yaml", "version": 1, "text": text}
        self._send({"method": "textDocument/didOpen", "params": {"textDocument": document}})
        told = self._until(lambda told: told.get("params", {}).get("uri") == path.as_uri())
        found: list[dict[str, Any]] = told["params"]["diagnostics"]
        return found

    def _send(self, message: dict[str, Any]) -> None:
        content = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._process.stdin is not None
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(content), content))
        self._process.stdin.flush()

    def _listen(self, stream: IO[bytes]) -> None:
        while head := stream.readline():
            length = int(head.split(b":")[1])
            while stream.readline().strip():
                pass
            self._told.put(json.loads(stream.read(length)))

    def _until(self, wanted: Any) -> dict[str, Any]:
        """Return the next message that is wanted; answer what the server asks meanwhile."""
        end = time.monotonic() + PATIENCE
        while True:
            told = self._told.get(timeout=max(0.0, end - time.monotonic()))
            if told.get("method") == "workspace/configuration":
                result = [self._settings.get(item["section"]) for item in told["params"]["items"]]
                self._send({"id": told["id"], "result": result})
            elif "method" in told and "id" in told:
                self._send({"id": told["id"], "result": None})
            if wanted(told):
                return told


@pytest.fixture(scope="session")
def command(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Return the command that starts the language server, once its locked packages are installed."""
    if shutil.which("npm") is None or shutil.which("node") is None:
        reason = "Node.js with npm is not installed, and the language server runs on it"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    folder = tmp_path_factory.mktemp("editor")
    for path in PACKAGE.glob("package*.json"):
        shutil.copy(path, folder)
    install = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    subprocess.run(install, cwd=folder, check=True, capture_output=True, timeout=300)
    return ["node", str(folder / "node_modules" / "yaml-language-server" / "bin" / "yaml-language-server"), "--stdio"]


@pytest.fixture(scope="session")
def inspection(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an inspection as it is right after 'peelgrade init'."""
    folder = tmp_path_factory.mktemp("inspection") / "essex"
    arguments = ["init", str(folder), "--framework", FRAMEWORK, "--force-id", "essex", "--force-name", "Essex Police"]
    subprocess.run([*PROGRAM, *arguments], check=True, capture_output=True, env=ENVIRONMENT)
    return folder


SETTINGS = {"schemaStore": {"enable": False}, "validate": True, "hover": True, "completion": True}


@pytest.fixture(scope="module")
def server(command: list[str], inspection: Path) -> Iterator[Server]:
    """Return a server that knows of schemas by the first lines of files alone, and never asks a network."""
    with contextlib.closing(Server(command, inspection.parent, {"yaml": SETTINGS})) as started:
        yield started


@pytest.fixture
def document(inspection: Path, request: pytest.FixtureRequest) -> Path:
    """Return the path of a file that is typed in an editor and was never saved."""
    return inspection / f"{request.node.name.replace('/', '-')}.yaml"


def place(text: str, word: str) -> tuple[int, int]:
    """Return line and character at which a word starts in a text, counted from nought."""
    before = text[: text.index(word)]
    return before.count("\n"), len(before) - before.rfind("\n") - 1


def told(flagged: list[dict[str, Any]]) -> list[tuple[tuple[int, int], tuple[int, int], str]]:
    """Return what is flagged as start, end and message."""
    found = []
    for one in flagged:
        start, end = one["range"]["start"], one["range"]["end"]
        found.append(((start["line"], start["character"]), (end["line"], end["character"]), one["message"]))
    return found


def offered(server: Server, path: Path, text: str, after: str) -> dict[str, Any]:
    """Return what is offered right after some words of a text, with the explanation of each."""
    server.open(path, text)
    line, character = place(text, after)
    position = {"line": line, "character": character + len(after)}
    answer = server.ask("textDocument/completion", {"textDocument": {"uri": path.as_uri()}, "position": position})
    items = answer["items"] if isinstance(answer, dict) else answer
    return {item["label"]: item.get("documentation") for item in items}


def test_sound_evidence_has_no_mark(server: Server, document: Path) -> None:
    """A finding and a metric as the manual asks for them are left alone."""
    assert [] == server.open(document, MODELINE + FINDING + METRIC)


def test_the_record_that_init_writes_has_no_mark(server: Server, inspection: Path) -> None:
    """So is the record of the inspection itself."""
    path = inspection / "inspection.yaml"

    assert [] == server.open(path, path.read_text(encoding="utf-8"))


def test_a_wrong_key_is_marked_where_it_stands(server: Server, document: Path) -> None:
    """From its first letter to its last."""
    text = MODELINE + FINDING + "  extnt: partial\n"
    line, start = place(text, "extnt")

    assert [((line, start), (line, start + len("extnt")), "Property extnt is not allowed.")] == told(
        server.open(document, text)
    )


def test_a_word_that_the_framework_does_not_have_is_marked(server: Server, document: Path) -> None:
    """From its first letter to its last, with the words that can stand there."""
    text = MODELINE + FINDING.replace("q4.response", "q4.respons")
    line, start = place(text, "q4.respons")

    ((first, last, message),) = told(server.open(document, text))
    assert ((line, start), (line, start + len("q4.respons"))) == (first, last)
    assert "q4.response" in message


@pytest.mark.parametrize(
    ("text", "word", "message"),
    [
        (METRIC + "  period: {start: 2015-01-01, end: 2015-06-30}\n", "period", "cannot stand beside this 'as_at'"),
        (METRIC.replace("  as_at: 2015-06-30\n", ""), "id: M401", "one of these is wanted: as_at, period"),
        (FINDING.replace("moderate", "major"), "id: F401", "this 'weight' needs 'ground'"),
        (FINDING + "  ground: core\n", "ground", "cannot stand beside this 'weight'"),
        (FINDING + "  or_weight: moderate\n", "moderate\n", "this repeats 'weight'"),
    ],
    ids=["both", "neither", "needed", "barred", "repeated"],
)
def test_keys_that_do_not_go_together_are_marked(
    server: Server, document: Path, text: str, word: str, message: str
) -> None:
    """Once, at the key that is too much or at the start of the item that lacks one, in plain words."""
    ((first, _, found),) = told(server.open(document, MODELINE + text))

    assert message in found
    assert place(MODELINE + text, word)[0] <= first[0]
    assert (MODELINE + text).splitlines()[first[0]][first[1] :].startswith(word.strip())


def test_the_questions_of_the_framework_are_offered(server: Server, document: Path) -> None:
    """After 'question:', with what each asks."""
    found = offered(server, document, MODELINE + FINDING.replace("q4.response", ""), "question: ")

    assert "q4.response" in found
    assert 20 == len(found)
    assert "How effectively does the force respond to serious and organised crime?" == found["q4.response"]


def test_the_three_weights_are_offered_and_explained(server: Server, document: Path) -> None:
    """After 'weight:', with what each means."""
    found = offered(server, document, MODELINE + FINDING.replace("moderate", ""), "weight: ")

    assert WEIGHT == found


def test_each_key_is_offered_once(server: Server, document: Path) -> None:
    """On a line of its own, with its description, and none that is there already."""
    text = MODELINE + FINDING + "  \n"
    server.open(document, text)
    position = {"line": text.count("\n") - 1, "character": 2}
    answer = server.ask("textDocument/completion", {"textDocument": {"uri": document.as_uri()}, "position": position})
    items = answer["items"] if isinstance(answer, dict) else answer
    keys = [item["label"] for item in items]

    assert {"or_weight", "ground", "at_risk", "part_of"} <= {*keys}
    assert not {"weight", "period"} & {*keys}
    assert len(keys) == len({*keys})
    assert all(item["documentation"] for item in items)


def test_a_key_says_what_it_means(server: Server, document: Path) -> None:
    """Where the pointer rests on it: description, words with their meanings, example."""
    text = MODELINE + FINDING
    server.open(document, text)
    line, character = place(text, "extent")
    asked = {"textDocument": {"uri": document.as_uri()}, "position": {"line": line, "character": character + 1}}
    shown = server.ask("textDocument/hover", asked)["contents"]["value"]

    assert "How much of the group that it could have been about is covered." in shown
    assert f"`partial`: {EXTENT['partial']}" in shown


def test_settings_serve_files_without_the_first_line(command: list[str], inspection: Path) -> None:
    """With the settings that init writes, each file in the folder is checked by the schema that is meant for it."""
    written = json.loads((inspection / ".vscode" / "settings.json").read_text(encoding="utf-8"))
    settings = {"yaml": {**SETTINGS, "schemas": written["yaml.schemas"]}}
    record = (inspection / "inspection.yaml").read_text(encoding="utf-8").split("\n", 1)[1]
    with contextlib.closing(Server(command, inspection, settings)) as server:
        assert [] == server.open(inspection / "q4.yaml", FINDING)
        assert 1 == len(server.open(inspection / "q3.yml", FINDING + "  wrong: key\n"))
        assert 1 == len(server.open(inspection / "inspection.yaml", record + "wrong: key\n"))


SHIPPED = sorted(path for folder in ("evidence", "rules") for path in (ROOT / folder).rglob("*.yaml"))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_a_file_that_ships_has_no_mark(server: Server, path: Path) -> None:
    """By the schema that its first line names; and that line is heeded, since a wrong key below it is marked."""
    text = path.read_text(encoding="utf-8")
    assert [] == server.open(path, text)
    wrong = "- wrong: key\n" if "\n- " in text else "wrong: key\n"
    assert [] != server.open(path.with_name(f"other-{path.name}"), text + wrong)
