"""Reading an inspection leaves everything else in this process as it was."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

from peelgrade import pipeline
from peelgrade.pipeline import read_inspection
from tests.conftest import KENT, Run, replace


@pytest.mark.parametrize("collects", [True, False])
def test_looking_for_cycles_goes_on_if_it_went_on_before(collects: bool) -> None:  # noqa: FBT001  # a parameter
    """Meanwhile nobody looks; whoever had ended that does not find it begun."""
    before = gc.isenabled()
    try:
        (gc.enable if collects else gc.disable)()
        read_inspection(KENT)
        assert collects == gc.isenabled()
    finally:
        (gc.enable if before else gc.disable)()


def test_after_very_many_problems_other_files_are_not_looked_at(
    run: Run, kent: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are told as such, so that none passes for sound, and the problems that were found are told before them."""
    monkeypatch.setattr(pipeline, "MOST_PROBLEMS", 1)
    replace(kent / "q1-prevention.yaml", "  weight: ", "  wieght: ")
    replace(kent / "q2-investigation.yaml", "  weight: ", "  wieght: ")
    told = run("validate", kent, "--format", "concise").out
    assert "q1-prevention.yaml" in told
    assert "kent/q2-investigation.yaml:1:1: error PG299 there are very many problems in other files" in told
    assert "wieght" not in "".join(line for line in told.splitlines() if "q2-investigation" in line)
