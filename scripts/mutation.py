"""See whether a mistake in grading, explanation or validation is noticed by a test.

    python scripts/mutation.py [grading | explanation | validation | explanation/demands ...]
        [--sample N] [--seed N] [--children N] [--list FILE] [--log FILE]

Every expression in the functions of these packages is made wrong, one at a time, as mutmut makes them wrong (by its
operators; it comes with the extra `mutation`), and the tests that reach its line are run until one fails. What none of
them notices has survived: tests/survivors.toml lists every survivor, with the reason why no test has to notice it. The
script fails where less than 90 % are noticed in a package, where a survivor is not listed, and where one is listed that
is noticed or is no more. With --list, survivors that are not listed are written to a file in the form of the list.

mutmut's own runner copies the repository and starts pytest anew for every mutant, which takes seconds with these tests;
and it leaves out functions that are decorated, among them every property. Here the tests are collected once. Each
mutant is a fork in which the code of one function is exchanged, whatever decorates it, so that it costs little more
than the test that notices it: those that noticed others in the same function go first, then the quick ones. Properties
are tried with few examples, always the same, and nothing is shrunk. A mutant that does not end has been noticed. A test
that has noticed one must pass in a fork without it, else the script stops: it would have noticed something else.

All 8,400 mutants take some fifteen minutes on two cores that do nothing else, three of them before the first. With --sample
so many are drawn from all of them, by a seed that is told; of what is listed only what was drawn is held against it then.
"""

from __future__ import annotations
import __future__

import argparse
import ast
import difflib
import functools
import gc
import importlib
import inspect
import json
import os
import pickle
import random
import resource
import signal
import sys
import tempfile
import time
import tomllib
import traceback
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FunctionType
from typing import Any

import coverage
import hypothesis
import libcst as cst
import pytest
from libcst.metadata import CodeRange, MetadataWrapper, PositionProvider
from mutmut.mutation.mutators import mutation_operators

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src"
SURVIVORS = ROOT / "tests" / "survivors.toml"
PACKAGES = ("grading", "validation", "explanation")
LEAST = 0.9  # of the mutants of a package, that tests must notice

# Quick, in this process, and about these packages: what starts other processes, or waits, has no place here
TESTS = (
    "grading", "counting", "kept", "oracle", "laws", "explanation", "obstacles", "improvement", "cheapest", "demands",
    "sensitivity", "uses",
    "consistency", "validation", "words", "mistakes", "cases", "conditions_page", "fieldwork", "challenge", "scale",
    "differences", "whatif_and_diff", "kent", "changes", "figures", "forces", "decide", "hanging", "bad_input",
    "rules_check", "configuration", "cli_validate", "frameworks", "ruletests", "published", "revisions", "cli", "history",
)  # fmt: skip  # a word each would fill a page
ARGUMENTS = (
    "-q", "-o", "addopts=", "-m", "not slow", "--import-mode=importlib", "--disable-plugin-autoload",
    "-p", "_hypothesis_pytestplugin", "-p", "peelgrade.pytest_plugin", "-p", "no:cacheprovider",
    "--capture=sys", "--assert=plain", "--tb=native",
)  # fmt: skip  # a word each would fill a page
EXAMPLES = 15  # of each property
SLOWEST = 5.0  # seconds of work of a test, beyond which it is not tried on mutants
MOST = 10.0  # seconds of work that are tried on one mutant
GRACE = 5.0  # seconds of work, beside ten times what it usually takes, after which a test does not end
PATIENCE = 6  # times as long on the clock, for one that waits and does no work; others work on the same cores
MEMORY = 6 << 30  # bytes that a mutant may take

NOTICED, ENDLESS, SURVIVED, UNREACHED = "noticed", "endless", "survived", "unreached"


# --- mutants ---------------------------------------------------------------------------------------------------------

Key = tuple[str, str, str]  # the function, the lines that go, and those that come


@dataclass(frozen=True)
class Mutant:
    """A function made wrong in one place: where it is, the lines that a test must reach, and its whole text."""

    module: str
    function: str  # with the class that it is in
    lines: range
    text: str = field(repr=False)
    was: str
    now: str

    @property
    def name(self) -> str:
        """The function, with its module."""
        return f"{self.module}.{self.function}"

    @property
    def package(self) -> str:
        """The package, below peelgrade."""
        return self.module.split(".")[1]

    @property
    def key(self) -> Key:
        """What stays the same while other code moves."""
        return self.name, self.was, self.now


@dataclass(frozen=True)
class Wrong:
    """One node of a function and what takes its place."""

    owner: tuple[str, ...]  # the classes around the function, and its name
    function: cst.FunctionDef
    old: cst.CSTNode
    new: cst.CSTNode
    lines: range  # of the statement that the node is in


class Mistakes(cst.CSTVisitor):
    """Gathers everything that can be made wrong in the functions of a module."""

    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Wrong] = []
        self._classes: list[str] = []
        self._function: cst.FunctionDef | None = None
        self._lines: list[range] = []

    def on_visit(self, node: cst.CSTNode) -> bool:
        """Take what is made of a node, unless it tells nothing when it runs; mutmut leaves out the same."""
        if _tells_nothing(node):
            return False
        if self._function is None and isinstance(node, cst.ClassDef):
            self._classes.append(node.name.value)
        if self._function is None and isinstance(node, cst.FunctionDef):
            self._function = node
        if self._function is not None:
            if isinstance(node, cst.BaseStatement):
                self._lines.append(self._header(node))
            owner = (*self._classes, self._function.name.value)
            for kind, operator in mutation_operators:
                if isinstance(node, kind):
                    made = operator(node)
                    self.found += [Wrong(owner, self._function, node, new, self._lines[-1]) for new in made]
        return True

    def on_leave(self, original_node: cst.CSTNode) -> None:
        """Leave a statement, a function or a class."""
        if self._function is not None and isinstance(original_node, cst.BaseStatement):
            self._lines.pop()
        if original_node is self._function:
            self._function = None
        if self._function is None and isinstance(original_node, cst.ClassDef):
            self._classes.pop()

    def _header(self, node: cst.BaseStatement) -> range:
        """Return the lines of a statement without those inside it; of the function itself, whose defaults count, all."""
        at = self._at(node)
        inside = getattr(node, "body", None) if isinstance(node, cst.BaseCompoundStatement) else None
        if inside is None or node is self._function:
            return range(at.start.line, at.end.line + 1)
        return range(at.start.line, max(self._at(inside).start.line, at.start.line + 1))

    def _at(self, node: cst.CSTNode) -> CodeRange:
        found = self.get_metadata(PositionProvider, node)
        assert isinstance(found, CodeRange)  # noqa: S101  # there is no other
        return found


def _tells_nothing(node: cst.CSTNode) -> bool:
    """Whether a node is for readers, or runs where the function is made: annotations, decorators and most defaults."""
    match node:
        case cst.Annotation() | cst.Decorator():
            return True
        case cst.Call(func=cst.Name("len" | "isinstance")):
            return True
        case cst.Param(default=cst.BaseExpression() as default):
            return not isinstance(default, (cst.Name, cst.BaseNumber, cst.BaseString))
        case _:
            return False


class Replacing(cst.CSTTransformer):
    """Puts one node in the place of another."""

    def __init__(self, old: cst.CSTNode, new: cst.CSTNode) -> None:
        super().__init__()
        self._old, self._new = old, new

    def on_visit(self, node: cst.CSTNode) -> bool:
        """Go no deeper than where it stands."""
        return node is not self._old

    def on_leave(self, original_node: cst.CSTNode, updated_node: Any) -> Any:  # noqa: ANN401  # as libcst has it
        """Exchange it."""
        return self._new if original_node is self._old else updated_node


def mutants_of(path: Path) -> Iterator[Mutant]:
    """Yield every mutant of a module, in the order of its text."""
    wrapper = MetadataWrapper(cst.parse_module(path.read_text(encoding="utf-8")))
    mistakes = Mistakes()
    wrapper.visit(mistakes)
    module = ".".join(path.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__")
    for wrong in mistakes.found:
        bare = wrong.function.with_changes(decorators=[])
        before, after = (_text(one) for one in (bare, bare.visit(Replacing(wrong.old, wrong.new))))
        if _meaning(before) != _meaning(after):
            yield Mutant(module, ".".join(wrong.owner), wrong.lines, after, *_difference(before, after))


def _text(function: Any) -> str:  # noqa: ANN401  # a node of libcst
    return cst.Module([function]).code.strip("\n")


class _Unguarded(ast.NodeTransformer):
    """Takes out what only guards against mistakes in the code itself: that what is zipped has one length."""

    def visit_Call(self, node: ast.Call) -> ast.AST:  # as ast has it
        self.generic_visit(node)
        if isinstance(node.func, ast.Name) and node.func.id == "zip":
            node.keywords = [one for one in node.keywords if one.arg != "strict"]
        return node


def _meaning(text: str) -> str:
    """Return what tells two texts apart that may give other answers."""
    return ast.dump(_Unguarded().visit(ast.parse(text)))


def _difference(before: str, after: str) -> tuple[str, str]:
    """Return the lines that go and those that come, each on one line."""
    gone, come = before.splitlines(), after.splitlines()
    parts = difflib.SequenceMatcher(None, gone, come, autojunk=False).get_opcodes()
    others = [part for part in parts if part[0] != "equal"]
    was = [line.strip() for _, start, end, _, _ in others for line in gone[start:end]]
    now = [line.strip() for _, _, _, start, end in others for line in come[start:end]]
    return " ".join(was), " ".join(now)


def put(mutant: Mutant) -> None:
    """Exchange the code of the living function by that of a mutant; what decorates the function stays."""
    names = mutant.function.split(".")
    text = mutant.text
    for owner in reversed(names[:-1]):  # so that names and super() mean what they mean inside the class
        text = f"class {owner}:\n" + "\n".join(f" {line}" for line in text.splitlines())
    module = vars(importlib.import_module(mutant.module))
    made = dict(module)
    flags = __future__.annotations.compiler_flag
    exec(compile(text, f"<mutant of {mutant.name}>", "exec", flags, dont_inherit=True), made)  # noqa: S102  # our own
    living, other = _function(module, names), _function(made, names)
    living.__code__, living.__defaults__, living.__kwdefaults__ = (
        other.__code__,
        other.__defaults__,
        other.__kwdefaults__,
    )


def _function(inside: Mapping[str, Any], names: Sequence[str]) -> FunctionType:
    """Return a function by its name and those of the classes that it is in, without what decorates it."""
    found: Any = inside[names[0]]
    for name in names[1:]:
        found = vars(found)[name]
    for inner in ("fget", "func", "__func__"):
        found = getattr(found, inner, None) or found
    found = inspect.unwrap(found)
    assert isinstance(found, FunctionType)  # noqa: S101  # nothing else is defined by 'def'
    return found


# --- tests -----------------------------------------------------------------------------------------------------------


@dataclass
class Reach:
    """Which tests reach each line of each module, how many seconds of work each is, and what fails unprovoked."""

    tests: dict[str, dict[int, set[int]]] = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def of(self, mutant: Mutant) -> list[int]:
        """Return the tests to try on a mutant, quickest first."""
        by_line = self.tests.get(mutant.module, {})
        found = set().union(*(by_line.get(line, set()) for line in mutant.lines))
        kept: list[int] = []
        work = 0.0
        for one in sorted(found, key=self.seconds.__getitem__):
            work += self.seconds[one]
            if not kept or (self.seconds[one] <= SLOWEST and work <= MOST):
                kept.append(one)
        return kept


@dataclass(frozen=True)
class Verdict:
    """What became of a mutant, and the test that noticed it."""

    mutant: Mutant
    what: str
    by: str = ""


class Trying:
    """A plugin of pytest that, in the place of running the tests once, runs them for every mutant."""

    def __init__(self, mutants: Sequence[Mutant], children: int, tell: Callable[[Verdict], None]) -> None:
        self._mutants, self._children, self._tell = mutants, children, tell
        self._reach = Reach()
        self._items: Sequence[pytest.Item] = []
        self._folder = ""
        self._caches: list[Any] = []
        self._noticed: dict[str, list[int]] = defaultdict(list)  # by function, the tests that did, the last one first
        self._forks: dict[int, tuple[Mutant, int]] = {}  # with where the fork says which test it is at
        self._sound: set[int] = set()  # tests that pass in a fork where nothing is wrong

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Run the tests once to see what they reach, and then for every mutant."""
        with tempfile.TemporaryDirectory(prefix="mutation-") as self._folder:
            self._run(session.items)
        return True

    def _run(self, items: Sequence[pytest.Item]) -> None:
        self._items = items
        for item in self._items:
            _try_little(item)
        gc.unfreeze()  # what is frozen is not listed
        self._caches = [one for one in gc.get_objects() if isinstance(one, _CACHED) and _is_ours(one)]
        gc.freeze()
        self._reach = _in_a_fork(self._measured)
        print(f"{len(self._items):,} tests, {sum(self._reach.seconds):.0f} seconds of work", flush=True)
        if self._reach.failed:
            pytest.exit("these fail where nothing is wrong:\n" + "\n".join(self._reach.failed), 1)
        for mutant in self._mutants:
            self._begin(mutant)
        while self._forks:
            self._end()

    def _measured(self) -> Reach:
        """Run every test, and return what it reaches; answers that are kept are forgotten before each."""
        measured = coverage.Coverage(data_file=None, config_file=False, source=[str(SOURCE / "peelgrade")])
        found = Reach()
        self._work_in(self._folder)
        measured.start()
        for number, item in enumerate(self._items):
            self._forget()
            measured.switch_context(str(number))
            began = time.process_time()
            reports = _reports(item, self._items[number + 1] if number + 1 < len(self._items) else None)
            found.seconds.append(time.process_time() - began)
            found.failed += [f"{one.nodeid}: {one.longreprtext[-300:]}" for one in reports if one.failed]
        measured.stop()
        for name in {mutant.module for mutant in self._mutants}:
            by_line = measured.get_data().contexts_by_lineno(str(importlib.import_module(name).__file__))
            found.tests[name] = {line: {int(one) for one in those if one} for line, those in by_line.items()}
        return found

    def _begin(self, mutant: Mutant) -> None:
        listed = self._reach.of(mutant)
        if not listed:
            self._tell(Verdict(mutant, UNREACHED))
            return
        while len(self._forks) >= self._children:
            self._end()
        reaching = set(listed)
        before = [one for one in self._noticed[mutant.name] if one in reaching]
        process, answers = self._fork(list(dict.fromkeys([*before, *listed])), mutant)
        self._forks[process] = mutant, answers

    def _fork(self, order: Sequence[int], mutant: Mutant | None = None) -> tuple[int, int]:
        """Begin to run tests in a fork, where a mutant is in its place; return the fork, and where it says what it does."""
        answers, said = os.pipe()
        process = os.fork()
        if not process:
            try:
                os.close(answers)
                self._try(mutant, order, said)
            finally:
                os._exit(2)  # whatever it was: the loop around it, with its folder, is that of the other process
        os.close(said)
        return process, answers

    def _try(self, mutant: Mutant | None, order: Sequence[int], said: int) -> None:
        """Run tests until one fails, say at each which it is, and end."""
        nothing = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nothing, stream)
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        self._forget()
        self._work_in(self._folder)
        if mutant is not None:
            put(mutant)
        for one, following in zip(order, [*order[1:], None], strict=True):
            os.write(said, f"{one}\n".encode())
            most = GRACE + 10 * self._reach.seconds[one]
            signal.setitimer(signal.ITIMER_PROF, most)
            signal.setitimer(signal.ITIMER_REAL, PATIENCE * most)
            reports = _reports(self._items[one], None if following is None else self._items[following])
            if any(report.failed for report in reports):
                os._exit(1)
        os._exit(0)

    def _end(self) -> None:
        """Wait for a fork, and tell what became of its mutant."""
        process, status = os.wait()
        mutant, answers = self._forks.pop(process)
        with os.fdopen(answers) as said:
            last = int((said.read().split() or ["-1"])[-1])
        code = os.waitstatus_to_exitcode(status)
        if last < 0:
            pytest.exit(f"the mutant could not be put in its place: {mutant}", 1)
        if not code:
            self._tell(Verdict(mutant, SURVIVED))
            return
        self._expect_sound(last)
        known = self._noticed[mutant.name]
        self._noticed[mutant.name] = [last, *(one for one in known if one != last)]
        self._tell(
            Verdict(mutant, ENDLESS if -code in {signal.SIGPROF, signal.SIGALRM} else NOTICED, self._items[last].nodeid)
        )

    def _expect_sound(self, test: int) -> None:
        """Stop where a test that has noticed a mutant fails without one as well: then it has noticed something else."""
        if test not in self._sound:
            process, answers = self._fork([test])
            failed = os.waitpid(process, 0)[1]
            os.close(answers)  # not before: it says there which test it is at
            if failed:
                pytest.exit(f"it fails where nothing is wrong, by itself: {self._items[test].nodeid}", 1)
            self._sound.add(test)

    def _work_in(self, folder: str) -> None:
        """Have tests in this process work in a folder of their own, that no other process takes for left over."""
        self._items[0].config._tmp_path_factory._basetemp = Path(tempfile.mkdtemp(dir=folder))  # type: ignore[attr-defined]  # noqa: SLF001  # pytest has no public name for it

    def _forget(self) -> None:
        for cached in self._caches:
            cached.cache_clear()


_CACHED = type(functools.lru_cache(lambda: None))


def _is_ours(cached: Any) -> bool:  # noqa: ANN401  # its type has no name
    return str(getattr(cached, "__module__", "")).startswith("peelgrade")


def _try_little(item: pytest.Item) -> None:
    """Have a property tried with few examples, always the same, and take what fails as it is found."""
    function = getattr(item, "function", None)
    known = getattr(function, "_hypothesis_internal_use_settings", None)
    if known is not None:
        few = hypothesis.settings(
            known,
            max_examples=min(known.max_examples, EXAMPLES),
            derandomize=True,
            database=None,
            phases=(hypothesis.Phase.explicit, hypothesis.Phase.generate),
            report_multiple_bugs=False,
        )
        vars(function)["_hypothesis_internal_use_settings"] = few


def _reports(item: pytest.Item, following: pytest.Item | None) -> list[pytest.TestReport]:
    from _pytest.runner import runtestprotocol  # noqa: PLC0415  # pytest has no public name for it

    return runtestprotocol(item, nextitem=following, log=False)


def _in_a_fork(measured: Callable[[], Reach]) -> Reach:
    """Return what is measured in a process of its own, so that nothing that it keeps is there for mutants."""
    with tempfile.TemporaryFile() as file:
        process = os.fork()
        if not process:
            try:
                pickle.dump(measured(), file)
                file.flush()
            except BaseException:  # noqa: BLE001  # whatever it is, this is another process
                traceback.print_exc()
                os._exit(1)
            os._exit(0)
        if os.waitpid(process, 0)[1]:
            pytest.exit("what the tests reach could not be measured", 1)
        file.seek(0)
        found: Reach = pickle.load(file)  # noqa: S301  # our own, from a moment ago
        return found


# --- what came of it -------------------------------------------------------------------------------------------------


def listed_survivors() -> set[Key]:
    """Return every survivor that is listed: of each function the line that was, and each that takes its place."""
    functions = tomllib.loads(SURVIVORS.read_text(encoding="utf-8"))
    return {(name, one["was"], now) for name, those in functions.items() for one in those for now in one["now"]}


@dataclass(frozen=True)
class Outcome:
    """The verdicts on mutants, held against the survivors that are listed."""

    verdicts: Sequence[Verdict]
    listed: set[Key]

    @property
    def survivors(self) -> list[Verdict]:
        """What no test noticed."""
        return [one for one in self.verdicts if one.what in {SURVIVED, UNREACHED}]

    @property
    def unlisted(self) -> list[Verdict]:
        """Survivors without a reason."""
        return [one for one in self.survivors if one.mutant.key not in self.listed]

    def gone(self, modules: set[str]) -> list[Key]:
        """Return what is listed of modules and has not survived."""
        left = {one.mutant.key for one in self.survivors}
        return sorted(key for key in self.listed - left if any(key[0].startswith(f"{name}.") for name in modules))

    def rates(self) -> Iterator[tuple[str, float, Counter[str]]]:
        """Yield each package with the share of its mutants that tests noticed, and how many came to what."""
        for package in dict.fromkeys(one.mutant.package for one in self.verdicts):
            counted = Counter(one.what for one in self.verdicts if one.mutant.package == package)
            yield package, (counted[NOTICED] + counted[ENDLESS]) / counted.total(), counted

    def holds(self, gone: Sequence[Key]) -> bool:
        """Print what came of it, and return whether that is as it should be."""
        for package, rate, counted in self.rates():
            told = ", ".join(f"{counted[what]:,} {what}" for what in (NOTICED, ENDLESS, SURVIVED, UNREACHED))
            print(f"{package:<12} {counted.total():>6,} mutants: {rate:6.1%} noticed ({told})")
        for one in self.unlisted:
            print(f"\n{one.what}, and not listed: {one.mutant.name}\n  - {one.mutant.was}\n  + {one.mutant.now}")
        for name, was, now in gone:
            print(f"\nlisted, and noticed or no more: {name}\n  - {was}\n  + {now}")
        return not self.unlisted and not gone and all(rate >= LEAST for _, rate, _ in self.rates())

    def entries(self) -> str:
        """Return the survivors that are not listed as entries of the list, with the reasons left to be filled in."""
        alike: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
        for one in self.unlisted:
            alike[one.mutant.name, one.mutant.was][one.mutant.now] = None
        return "\n".join(_entry(name, was, tuple(now)) for (name, was), now in alike.items())


def _entry(name: str, was: str, now: Sequence[str]) -> str:
    lines = "".join(f"  {json.dumps(one, ensure_ascii=False)},\n" for one in now)
    return f'[["{name}"]]\nwas = {json.dumps(was, ensure_ascii=False)}\nnow = [\n{lines}]\nwhy = ""\n'


def paths_of(names: Iterable[str]) -> Iterator[Path]:
    """Yield the modules of packages, or those that are named themselves."""
    for name in names:
        place = SOURCE / "peelgrade" / name
        yield from sorted(place.rglob("*.py")) if place.is_dir() else (place.with_suffix(".py"),)


def asked() -> argparse.Namespace:
    """Return what is asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("names", nargs="*", default=PACKAGES, metavar="NAME", help="a package, or one of its modules")
    parser.add_argument("--sample", type=int, help="how many to draw from all")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6), help="what draws them")  # noqa: S311  # no secret
    parser.add_argument("--children", type=int, default=os.cpu_count(), help="how many at a time")
    parser.add_argument("--list", type=Path, help="where survivors are written that are not listed")
    parser.add_argument("--log", type=Path, help="where each verdict is written as it comes")
    return parser.parse_args()


def main() -> int:
    """Try mutants, print what came of them, and return the exit code."""
    given = asked()
    sys.path[:0] = [str(SOURCE), str(ROOT)]
    os.chdir(ROOT)
    mutants = [mutant for path in paths_of(given.names) for mutant in mutants_of(path)]
    whole = not given.sample or given.sample >= len(mutants)
    if not whole:
        print(f"{given.sample:,} of {len(mutants):,} mutants, by --seed {given.seed}", flush=True)
        mutants = random.Random(given.seed).sample(mutants, given.sample)  # noqa: S311  # no secret
    verdicts: list[Verdict] = []

    def tell(verdict: Verdict) -> None:
        verdicts.append(verdict)
        if given.log:
            with given.log.open("a", encoding="utf-8") as log:
                print(json.dumps([verdict.what, *verdict.mutant.key, verdict.by]), file=log)

    files = [f"tests/test_{name}.py" for name in TESTS]
    with tempfile.TemporaryDirectory() as scratch:
        code = pytest.main(
            [*ARGUMENTS, f"--basetemp={scratch}/t", *files], plugins=[Trying(mutants, given.children, tell)]
        )
    if len(verdicts) < len(mutants):
        return int(code) or 1
    outcome = Outcome(verdicts, listed_survivors())
    noticed = {one.mutant.key for one in verdicts} - {one.mutant.key for one in outcome.survivors}
    gone = outcome.gone({mutant.module for mutant in mutants}) if whole else sorted(outcome.listed & noticed)
    if given.list:
        given.list.write_text(outcome.entries(), encoding="utf-8")
    return 0 if outcome.holds(gone) else 1


if __name__ == "__main__":
    sys.exit(main())
