"""Receipts: what changed between two, results read back from JSON, and whether they still hold."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from prov.model import ProvDocument

from peelgrade import __version__
from peelgrade.changes import Case, Remove, Set, SetRecord, UseRules, apply
from peelgrade.comparison import Changed, Named, Verification, changed, verify
from peelgrade.evidence import Document
from peelgrade.grading import grade, regrade
from peelgrade.pipeline import Read, read_result
from peelgrade.problems import Unreadable
from peelgrade.rendering import receipts
from peelgrade.rendering.provenance import prov_json
from peelgrade.result import Receipt, ResultDocument, document
from peelgrade.rulebook import Question, Rulebook
from tests import small
from tests.conftest import Run, replace
from tests.properties import QUICK, THOROUGH
from tests.strategies import Case as Drawn
from tests.strategies import cases, decision


@pytest.fixture(scope="module")
def written(kent_read: Read) -> str:
    """Return Kent's result as JSON."""
    made = document(
        grade(kent_read.inspection, kent_read.rulebook), kent_read.inspection, kent_read.rulebook, __version__
    )
    return made.model_dump_json(by_alias=True)


def _hash(digit: int) -> str:
    return f"{digit}" * 64


class TestWhatChanged:
    def test_nothing(self) -> None:
        """A receipt beside itself has no change, and that is false."""
        one = Receipt(framework=_hash(1), rules={"r": _hash(1)}, record=_hash(1), evidence={"F1": _hash(1)})
        assert not changed(one, one)

    def test_everything(self) -> None:
        """What was added, removed and altered is told by id and sorted, of rules and items each."""
        old = Receipt(
            framework=_hash(1),
            rules={"z": _hash(1), "a": _hash(1), "same": _hash(1)},
            record=_hash(1),
            evidence={"F2": _hash(1), "F1": _hash(1), "F0": _hash(1)},
        )
        new = Receipt(
            framework=_hash(2),
            rules={"z": _hash(2), "a": _hash(2), "same": _hash(1), "new": _hash(1)},
            record=_hash(2),
            evidence={"F2": _hash(2), "M1": _hash(1), "F9": _hash(1)},
        )
        assert Changed(
            framework=True,
            rules=Named(added=("new",), altered=("a", "z")),
            record=True,
            items=Named(added=("F9", "M1"), removed=("F0", "F1"), altered=("F2",)),
        ) == changed(old, new)

    @pytest.mark.parametrize("field", ["framework", "record", "rules", "evidence"])
    def test_one_change_is_enough(self, field: str) -> None:
        """Whichever part is another, the whole is true."""
        one = Receipt(framework=_hash(1), rules={}, record=_hash(1), evidence={})
        other: dict[str, Any] = {"rules": {"r": _hash(1)}, "evidence": {"F1": _hash(1)}}
        assert changed(one, one.model_copy(update={field: other.get(field, _hash(2))}))


class TestReadingAResult:
    def test_what_was_written_is_read(self, written: str, tmp_path: Path) -> None:
        """A result read back says what was written."""
        (tmp_path / "r.json").write_text(written, encoding="utf-8")
        assert written == read_result(tmp_path / "r.json").model_dump_json(by_alias=True)

    @pytest.mark.parametrize(
        ("raw", "says"),
        [
            (b"", "is not JSON: line 1, column 1"),
            (b"{", "is not JSON: line 1, column 2"),
            (b"\xff", "byte 1 is not UTF-8"),
            (b"\xff\xfe{\x00", "UTF-16"),
            (b"[]", "has no 'schema'"),
            (b'{"a": 1, "a": 1}', "'a' stands twice"),
            (b'{"schema": NaN}', "NaN is no number"),
            (b'{"schema": -Infinity}', "-Infinity is no number"),
            (b'{"schema": %s}' % (b"9" * 10_000), "too long"),
            (b'{"schema": "peelgrade/result/v2"}', "'peelgrade/result/v2', and this version"),
            (b'{"schema": "\\u001b[31m"}', r"'\x1b[31m'"),
            (b'{"schema": "peelgrade/result/v1"}', "the whole lacks 'engine'"),
            (b"[" * 200_000, "nested too deeply"),
            (b'{"a":' * 200_000, "nested too deeply"),
            (b" " * 8_000_001, "the limit is 8,000,000"),
        ],
        ids=lambda value: value if isinstance(value, str) else "",
    )
    def test_what_is_no_result_is_refused(self, raw: bytes, says: str) -> None:
        """The message says what is wrong, and where, and nothing of it steers a terminal."""
        with pytest.raises(Unreadable) as refused:
            read_result(Path("r.json"), raw)
        assert says in refused.value.message
        assert refused.value.message.isprintable()
        assert refused.value.help

    @pytest.mark.parametrize(
        ("spoil", "says"),
        [
            (lambda data: data["judgments"][3].update(status="sure"), "judgments[3].status is 'sure'"),
            (lambda data: data["judgments"][3].pop("status"), "judgments[3] lacks 'status'"),
            (lambda data: data["judgments"][3].update(mood="good"), "judgments[3].mood is not a field"),
            (lambda data: data["judgments"][3].update(title="\ud800"), "text that is none"),
            (lambda data: data["receipt"]["evidence"].update(F401="0"), "receipt.evidence.F401 is '0'"),
            (lambda data: data["judgments"][0]["rules"][0].update(condition=_deep(400)), "nested too deeply"),
        ],
    )
    def test_what_does_not_fit_is_told_with_its_place(
        self, written: str, spoil: Callable[[Any], None], says: str
    ) -> None:
        """A result that somebody spoilt is refused with the way to the first thing that does not fit."""
        data = json.loads(written)
        spoil(data)
        with pytest.raises(Unreadable) as refused:
            read_result(Path("r.json"), json.dumps(data).encode())
        assert says in refused.value.message

    @pytest.mark.parametrize(("name", "says"), [("none.json", "no file"), (".", "is not a file"), ("a\0b", "cannot")])
    def test_what_is_not_there_is_told(self, tmp_path: Path, name: str, says: str) -> None:
        """A path that leads to no file is refused."""
        with pytest.raises(Unreadable) as refused:
            read_result(tmp_path / name)
        assert says in refused.value.message


def _deep(levels: int) -> dict[str, Any]:
    made: dict[str, Any] = {"kind": "all", "truth": "true", "conditions": []}
    for _ in range(levels):
        made = {"kind": "all", "truth": "true", "conditions": [made]}
    return made


def _filed(case: Case) -> ResultDocument:
    return document(regrade(case), case.inspection, case.rulebook, __version__)


def _holds_until_one_thing_changes(case: Case, verified: Callable[..., Verification] = verify) -> None:
    filed = _filed(case)
    assert verified(filed, _filed(case)).holds
    expected: list[tuple[Case, Changed]] = []
    for item in case.inspection.items[:2]:
        altered = apply(case, [Set(item.id, {"note": "Another remark."})])
        expected += [
            (altered, Changed(items=Named(altered=(item.id,)))),
            (apply(case, [Remove(item.id)]), Changed(items=Named(removed=(item.id,)))),
        ]
    for rule in case.rulebook.rules[:1]:
        others = [one for one in case.rulebook.rules if one.id != rule.id]
        other = rule.model_copy(update={"because": "another reason"})
        books = (
            (Rulebook.of(case.rulebook.framework, others), Named(removed=(rule.id,))),
            (Rulebook.of(case.rulebook.framework, [*others, other]), Named(altered=(rule.id,))),
        )
        expected += [(apply(case, [UseRules(book)]), Changed(rules=named)) for book, named in books]
    expected.append((apply(case, [SetRecord({"cut_off": date(1999, 1, 1)})]), Changed(record=True)))
    for now, what in expected:
        told = verified(filed, _filed(now))
        assert not told.holds
        assert what == told.changed
        assert not told.unexplained


class TestVerifying:
    @pytest.mark.slow
    @QUICK
    @given(cases())
    def test_a_result_holds_until_one_thing_changes(self, case: Case) -> None:
        """A result holds beside its own inspection; after one change it does not, and exactly that change is named."""
        _holds_until_one_thing_changes(Case(case.inspection, case.rulebook))

    @pytest.mark.slow
    @THOROUGH
    @given(cases())
    def test_it_does_so_for_very_many(self, case: Drawn) -> None:
        """The same, on very many inspections."""
        _holds_until_one_thing_changes(Case(case.inspection, case.rulebook))

    def test_who_compares_judgments_alone_is_caught(self, kent_read: Read) -> None:
        """A comparison that looks at no hash does not pass."""

        def blind(old: ResultDocument, new: ResultDocument) -> Verification:
            return dataclasses.replace(verify(old, new), changed=Changed())

        with pytest.raises(AssertionError):
            _holds_until_one_thing_changes(Case(kent_read.inspection, kent_read.rulebook), blind)

    def test_published_judgments_do_not_matter(self, kent_read: Read) -> None:
        """A published judgment that is taken out of the record changes nothing."""
        case = Case(kent_read.inspection, kent_read.rulebook)
        assert verify(_filed(case), _filed(apply(case, [SetRecord({"published": ()})]))).holds


class TestTheCommand:
    def test_it_says_that_a_result_was_altered(self, run: Run, kent: Path, written: str) -> None:
        """A judgment that was edited in the file is told, old and new, and that nothing else explains it."""
        data = json.loads(written)
        edited = next(one for one in data["judgments"] if one["question"] == "q3")
        edited.update(judgment="good", low="good", high="good")
        Path("r.json").write_text(json.dumps(data), encoding="utf-8")
        ran = run("verify", "r.json", kent)
        assert 1 == ran.code
        assert "the file was altered" in ran.out
        assert "q3: the result says good, and grading again gives requires improvement" in ran.out

    def test_it_says_what_changed_and_where(self, run: Run, kent: Path, written: str) -> None:
        """An altered item is named with its line, and that no judgment moved is said."""
        Path("r.json").write_text(written, encoding="utf-8")
        replace(kent / "q3-vulnerability.yaml", "weight: moderate", "weight: minor")
        ran = run("verify", "r.json", kent)
        assert 1 == ran.code
        assert "the judgments are the same, and rest on other evidence" in ran.out
        assert "q3-vulnerability.yaml:" in ran.out
        told = json.loads(run("verify", "r.json", kent, "--format", "json").out)
        assert (False, False, 1) == (told["holds"], told["altered"], len(told["items"]["altered"]))

    @pytest.mark.slow
    def test_what_was_asked_for_is_asked_again(self, run: Run, kent: Path) -> None:
        """A result that was made with fieldwork taken as in progress is verified in the same way."""
        made = run("grade", kent, "--format", "json", "--in-progress", "q3").out
        Path("r.json").write_text(made, encoding="utf-8")
        assert 0 == run("verify", "r.json", kent).code

    def test_a_name_cannot_lead_elsewhere(self, run: Run, kent: Path, written: str) -> None:
        """The id of an inspection in a result is no path."""
        Path("r.json").write_text(written.replace('"id":"kent-2015"', '"id":"../kent"'), encoding="utf-8")
        ran = run("verify", "r.json")
        assert 2 == ran.code
        assert kent.name not in ran.out


def _canonical(value: object) -> str:
    """Write JSON as RFC 8785 has it, for the values that are used here: keys here are ASCII, numbers are whole."""
    assert not isinstance(value, float)
    if isinstance(value, dict):
        assert all(key.isascii() for key in value)
        return "{" + ",".join(f"{_canonical(key)}:{_canonical(value[key])}" for key in sorted(value)) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_canonical, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def _sha256(value: object) -> str:
    return hashlib.sha256(_canonical(value).encode()).hexdigest()


def test_hashes_can_be_made_by_others(kent_read: Read, written: str) -> None:
    """What the docs say is hashed, hashed without the library, gives the receipt."""
    found = json.loads(written)["receipt"]
    assert {item.id: _sha256(json.loads(item.model_dump_json())) for item in kent_read.inspection.items} == found[
        "evidence"
    ]
    assert {rule.id: _sha256(json.loads(rule.model_dump_json())) for rule in kent_read.rulebook.rules} == found["rules"]
    assert _sha256(json.loads(kent_read.rulebook.framework.model_dump_json())) == found["framework"]
    record = json.loads(kent_read.inspection.record.model_dump_json(exclude={"published"}))
    for name, key in (("documents", "id"), ("challenges", "id"), ("questions", "question")):
        record[name].sort(key=lambda entry, key=key: entry[key])
    for name in ("carried_over", "decisions"):
        record[name].sort(key=lambda entry: entry["question"])
    if record["waiver"]:
        record["waiver"]["questions"].sort()
    assert _sha256(record) == found["record"]


class TestProvenance:
    def test_it_is_read_back_as_written(self, run: Run, kent: Path, kent_read: Read) -> None:
        """The library reads every record back, and all that a judgment rests on is told with its hash."""
        text = run("grade", kent, "--format", "prov").out
        assert text == run("grade", kent, "--format", "prov").out
        told = ProvDocument.deserialize(content=text, format="json")
        again = ProvDocument.deserialize(content=told.serialize(format="json"), format="json")
        assert told == again
        data = json.loads(text)
        judged = {"judgment:q3", "judgment:effectiveness"}
        assert judged <= data["entity"].keys()
        assert {f"item:{item.id}" for item in kent_read.inspection.items} <= data["entity"].keys()
        derived = {(one["prov:generatedEntity"], one["prov:usedEntity"]) for one in data["wasDerivedFrom"].values()}
        assert ("judgment:q3.specific_groups", "item:F320") in derived
        assert ("judgment:effectiveness", "judgment:q1") in derived

    def test_names_of_people_are_escaped(self, kent_read: Read) -> None:
        """Whoever decided is an agent, whatever the name holds, and nobody else is."""
        taken = decision("q3", "good", "requires_improvement", people=("Ö. O'Neill: chair (panel)",))
        case = apply(Case(kent_read.inspection, kent_read.rulebook), [SetRecord({"decisions": (taken,)})])
        told = prov_json(_filed(case), case.inspection)
        ProvDocument.deserialize(content=told, format="json")
        name = "agent:%C3%96.%20O%27Neill%3A%20chair%20%28panel%29"
        assert "Ö. O'Neill: chair (panel)" == json.loads(told)["agent"][name]["prov:label"]
        assert {("judgment:q3", name)} <= {
            (one["prov:entity"], one["prov:agent"]) for one in json.loads(told)["wasAttributedTo"].values()
        }

    def test_without_the_library_it_says_what_to_install(
        self, run: Run, kent: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Without the extra, the message names it, and the code is that of wrong usage."""
        monkeypatch.delitem(sys.modules, "peelgrade.rendering.provenance", raising=False)
        for name in [name for name in sys.modules if name.split(".")[0] == "prov"]:
            monkeypatch.setitem(sys.modules, name, None)
        ran = run("grade", kent, "--format", "prov")
        assert (2, "") == (ran.code, ran.out)
        assert "peelgrade[provenance]" in ran.err


def told(old: ResultDocument, new: Case) -> list[str]:
    """Return what is told of a result held against a case that is graded again."""
    view = small.view(new)
    again = document(view.result, new.inspection, new.rulebook, __version__)
    return small.shown(receipts.verification(verify(old, again), view))


def result(of: Case, version: str = __version__) -> ResultDocument:
    """Return the result of a case as it is written."""
    return document(small.view(of).result, of.inspection, of.rulebook, version)


class TestToldInWords:
    """Whether a result holds, as its reader is told."""

    FOUND = small.case(small.finding("F1", "calls"), small.finding("F2", "visits"))

    def test_it_holds(self) -> None:
        """Nothing is another."""
        assert ["The result holds: Kent", "└── every judgment, every reason and every hash is the same"] == told(
            result(self.FOUND), self.FOUND
        )

    def test_everything_it_was_reached_from_is_another(self) -> None:
        """What is there is told with its place; questions that are judged otherwise, newly there, gone, or not inspected."""
        late = Question(id="late", title="Does it come late?", graded=True)
        asked = small.OVERALL.model_copy(update={"parts": (small.CALLS, small.VISITS, late)})
        rules = [
            one.model_copy(update={"because": "otherwise"}) if one.id == "calls.good" else one for one in small.RULES
        ]
        del rules[-1]
        new = small.case(
            small.finding("F1", "calls"),
            small.finding("F2", "visits", withdrawn=True),
            small.finding("F3", "calls", shows="weakness"),
            rulebook=Rulebook.of(small.framework(asked), rules),
            questions=(
                {"question": "overall", "status": "complete"},
                {"question": "visits", "status": "not_inspected"},
            ),
        )
        old = small.case(small.finding("F1", "calls"), small.finding("F2", "visits"), small.finding("F4", "visits"))
        assert [
            "The result does not hold: Kent",
            "├── 4 questions judged otherwise now",
            "├── peelgrade was 0.0.1 and is 0.1.0",
            "├── the framework is another: its questions, scale or words",
            "├── inspection.yaml is another, or was taken in another way",
            "├── 1 rule removed",
            "│   └── overall.weak  overall.weak.yaml:1",
            "├── 1 rule altered",
            "│   └── calls.good  calls.good.yaml:1",
            "├── 1 item added",
            "│   └── F3  F3.yaml:1",
            "├── 1 item removed",
            "│   └── F4  F4.yaml:1",
            "├── 1 item altered",
            "│   └── F2  F2.yaml:1",
            "├── overall: still good, for other reasons",
            "├── calls: the result says outstanding, and grading again gives good",
            "├── visits: the result says good, and grading again gives not inspected",
            "├── late: is a question now, and was none",
            "└── leaders: is no question any more",
        ] == told(result(old, "0.0.1"), new)
        data = receipts.as_data(verify(result(old, "0.0.1"), result(new)))
        assert {
            "holds": False,
            "altered": False,
            "engine": {"old": "0.0.1", "new": "0.1.0"},
            "framework": True,
            "record": True,
            "rules": {"added": [], "removed": ["overall.weak"], "altered": ["calls.good"]},
            "items": {"added": ["F3"], "removed": ["F4"], "altered": ["F2"]},
            "head": ["framework.sha256", "inspection.sha256"],
        } == {
            name: data[name] for name in ("holds", "altered", "engine", "framework", "record", "rules", "items", "head")
        }
        assert [
            ("overall", False, "settled", "settled"),
            ("calls", True, "settled", "settled"),
            ("visits", True, "settled", "not_inspected"),
            ("late", True, None, "settled"),
            ("leaders", True, "open", None),
        ] == [
            (
                one["question"],
                one["judged_otherwise"],
                (one["old"] or {}).get("status"),
                (one["new"] or {}).get("status"),
            )
            for one in data["judgments"]
        ]

    def test_the_judgments_are_the_same_and_rest_on_other_things(self) -> None:
        """Other evidence, another decision on the same judgment, or another program alone."""
        new = small.case(*self.FOUND.inspection.items, small.finding("F3", "calls"))
        assert [
            "The result does not hold: Kent",
            "├── the judgments are the same, and rest on other evidence, rules or records",
            "├── 1 item added",
            "│   └── F3  F3.yaml:1",
            "└── calls: still outstanding, for other reasons",
        ] == told(result(self.FOUND), new)
        assert [
            "The result does not hold: Kent",
            "├── the judgments are the same, and peelgrade is another",
            "└── peelgrade was 0.0.1 and is 0.1.0",
        ] == told(result(self.FOUND, "0.0.1"), self.FOUND)
        decided = small.case(
            *self.FOUND.inspection.items, decisions=(decision("calls", "outstanding", outcome="confirmed"),)
        )
        assert [
            "The result does not hold: Kent",
            "├── 1 question judged otherwise now",
            "├── inspection.yaml is another, or was taken in another way",
            "└── calls: still outstanding; what is computed or decided is another",
        ] == told(result(self.FOUND), decided)

    def test_the_file_was_altered(self) -> None:
        """Its head, or a judgment, which may not even be one of the framework."""
        said = json.loads(result(self.FOUND).model_dump_json(by_alias=True))
        said["inspection"]["force"] = "Essex"
        assert [
            "The result does not hold: Kent",
            "├── nothing that it was reached from changed, so the file was altered, or made by another engine",
            "└── what the result says at its head is another: inspection.force",
        ] == told(ResultDocument.model_validate_json(json.dumps(said)), self.FOUND)
        said["judgments"][1]["low"] = "superb"
        assert [
            "The result does not hold: Kent",
            "├── nothing that it was reached from changed, so the file was altered, or made by another engine",
            "├── what the result says at its head is another: inspection.force",
            "└── calls: the result says 'superb' to outstanding, and grading again gives outstanding",
        ] == told(ResultDocument.model_validate_json(json.dumps(said)), self.FOUND)

    def test_what_comments_forgive_is_held_too(self) -> None:
        """No hash holds it: it is told beside what else moved, and alone it is no sign that the file was altered."""
        said = json.loads(result(self.FOUND).model_dump_json(by_alias=True))
        said["inspection"]["forgiven"] = 7
        filed = ResultDocument.model_validate_json(json.dumps(said))
        assert [
            "The result does not hold: Kent",
            "├── the judgments are the same, and what is forgiven is another",
            "└── comments forgave 7 errors, and forgive no errors now",
        ] == told(filed, self.FOUND)
        assert {"old": 7, "new": 0} == receipts.as_data(verify(filed, result(self.FOUND)))["forgiven"]


def test_a_document_without_a_publisher_is_attributed_to_nobody() -> None:
    """One with a publisher is."""
    town = small.case(
        small.finding("F1", "calls"),
        documents=(Document(id="notes", title="Notes"), Document(id="report", title="Report", publisher="HMIC")),
    )
    view = small.view(town)
    made = document(view.result, town.inspection, town.rulebook, __version__)
    told = json.loads(prov_json(made, town.inspection))
    assert ["document:report"] == [
        one["prov:entity"] for one in told["wasAttributedTo"].values() if "document" in one["prov:entity"]
    ]
