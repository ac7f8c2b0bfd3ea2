"""Run the examples in the documents, and write what they print into them.

    python scripts/update_examples.py [--check]

A block that is marked ``console`` holds commands, each after "$ ", and what they print. Commands of peelgrade are run,
all those of one document in one scratch folder that has a copy of evidence/, rules/ and docs/examples/. Beside them,
`cp` and `sed` are run, to make others of these copies. A command may end in "> FILE". Blocks without a command of
peelgrade are left as they are.

A block that is marked ``python`` is run where the commands are, with the names of those before it in the document; what
it prints stands in a block behind it that is marked ``text``.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from peelgrade import cli

ROOT = Path(__file__).resolve().parents[1]
BESIDE = ("cp", "sed")  # what is run besides, and nothing else
BLOCK = re.compile(
    r"(?ms)^```console\n(?P<console>.*?)^```$|^```python\n(?P<python>.*?)^```$(?:\n\n^```text\n.*?^```$)?"
)


def documents() -> list[Path]:
    """Return the documents that may have examples."""
    return [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def refreshed(text: str) -> str:
    """Return a document with what its examples print now."""
    with tempfile.TemporaryDirectory() as scratch:
        for folder in ("evidence", "rules", "docs/examples"):
            shutil.copytree(ROOT / folder, Path(scratch, folder))
        names: dict[str, object] = {}
        return BLOCK.sub(lambda found: _example(found, Path(scratch), names), text)


def _example(found: re.Match[str], folder: Path, names: dict[str, object]) -> str:
    code = found["python"]
    if code is None:
        return f"```console\n{''.join(_block(found['console'], folder))}```"
    printed = _python(code, folder, names)
    return f"```python\n{code}```" + (f"\n\n```text\n{printed}```" if printed else "")


def _python(code: str, folder: Path, names: dict[str, object]) -> str:
    with contextlib.chdir(folder), contextlib.redirect_stdout(io.StringIO()) as out:
        exec(code, names)  # noqa: S102  # the examples are ours
    return _tidy(out.getvalue())


def _block(body: str, folder: Path) -> Iterator[str]:
    if not re.search(r"(?m)^\$ peelgrade", body):
        yield body
        return
    for line in body.splitlines():
        if line.startswith("$ "):
            yield f"{line}\n"
            yield _printed(line.removeprefix("$ "), folder)


def _printed(command: str, folder: Path) -> str:
    words, _, file = command.partition(" > ")
    name, *arguments = shlex.split(words)
    out, err = _beside([name, *arguments], folder) if name in BESIDE else _peelgrade(arguments, folder)
    if file:
        (folder / file).write_text(out, encoding="utf-8")
    printed = err if file else out + err
    return _tidy(printed)


def _tidy(printed: str) -> str:
    return "".join(f"{line.rstrip()}\n" for line in printed.splitlines())


def _beside(words: list[str], folder: Path) -> tuple[str, str]:
    run = subprocess.run(words, cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False)
    return run.stdout, run.stderr


def _peelgrade(arguments: list[str], folder: Path) -> tuple[str, str]:
    """Return what a command of peelgrade prints off a terminal; run in this process, for starting one takes longer."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    width = os.environ.pop("COLUMNS", None)
    try:
        with contextlib.chdir(folder), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            cli.main(arguments)
    except SystemExit:
        pass
    finally:
        if width is not None:
            os.environ["COLUMNS"] = width
    printed, said = (one.buffer.getvalue().decode("utf-8") for one in (out, err))
    return printed, said


def main() -> int:
    """Refresh every document; with --check, only say which are not up to date."""
    stale = []
    for path in documents():
        text = path.read_text(encoding="utf-8")
        new = refreshed(text) if BLOCK.search(text) else text
        if new != text:
            stale.append(path)
            if "--check" not in sys.argv:
                path.write_text(new, encoding="utf-8")
    for path in stale:
        print(path.relative_to(ROOT))
    return 1 if stale and "--check" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
