"""Make the pictures of the documents anew: a report as a page, what `explain` prints in a terminal, and the rooms.

    python scripts/make_pictures.py

They are of one size and small. Playwright drives the chromium of the machine, without a network.
"""

from __future__ import annotations

import io
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import draw_rooms
from playwright.sync_api import sync_playwright
from rich.console import Console
from rich.text import Text

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs" / "pictures"
INSPECTION = "evidence/kent-2015"
WIDTH, HEIGHT = 1280, 860
COLUMNS = 100
LARGEST = 200_000  # bytes
_FETCHED = re.compile(r"\s*(?:@font-face \{.*?\}|<!--.*?-->)", re.DOTALL)  # fonts of the web: the picture stands alone


def page() -> Path:
    """Draw the top of the report for the panel as a browser shows it."""
    target = PICTURES / "report.png"
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as driver:
        file = Path(scratch) / "kent.html"
        _peelgrade("report", INSPECTION, "-o", str(file))
        browser = driver.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--disable-gpu"], chromium_sandbox=False
        )
        shown = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, reduced_motion="reduce")
        shown.goto(file.as_uri())
        shown.screenshot(path=target)
        browser.close()
    return target


def terminal() -> Path:
    """Draw what a question is explained by, as a terminal shows it."""
    target = PICTURES / "explain.svg"
    command = f"peelgrade explain {INSPECTION} q4.response"
    printed = _peelgrade("explain", INSPECTION, "q4.response")
    console = Console(record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True, legacy_windows=False)
    console.print(Text.assemble(("$ ", "green"), (command, "bold")))
    console.print(Text.from_ansi(printed))
    drawn = console.export_svg(title="peelgrade", unique_id="explain")
    target.write_text(_FETCHED.sub("", drawn), encoding="utf-8")
    return target


def house() -> Path:
    """Draw how the program is built."""
    target = PICTURES / "rooms.svg"
    target.write_text(draw_rooms.rooms(), encoding="utf-8")
    return target


def _peelgrade(*arguments: str) -> str:
    """Run a command as on a terminal, and return what it prints, with its colours."""
    ran = subprocess.run(
        [sys.executable, "-m", "peelgrade", *arguments],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
        env={"PYTHONPATH": str(ROOT / "src"), "FORCE_COLOR": "1", "COLUMNS": str(COLUMNS), "LC_ALL": "C.UTF-8"},
    )
    return ran.stdout


def main() -> None:
    """Make all pictures, and refuse one that is too large for a page."""
    PICTURES.mkdir(exist_ok=True)
    for made in (page(), terminal(), house()):
        size = made.stat().st_size
        if size > LARGEST:
            raise SystemExit(f"{made} is too large: {size:,} bytes")
        print(f"{made.relative_to(ROOT)}: {size:,} bytes")


if __name__ == "__main__":
    main()
