"""Reading an inspection leaves everything else in this process as it was."""

from __future__ import annotations

import gc

import pytest

from peelgrade.pipeline import read_inspection
from tests.conftest import KENT


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
