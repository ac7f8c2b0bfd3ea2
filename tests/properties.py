"""How hard properties are tried: quickly with every run, and thoroughly where tests are slow.

The oracle is tried on 100,000 inspections; PEELGRADE_ORACLE gives another number. Thoroughly is 5,000 examples; PEELGRADE_EXAMPLES gives another number, so that CI ends in time. Of inspections that go
into a workbook and back, 150 take half a minute; PEELGRADE_WORKBOOKS=2000 with `pytest -m slow tests/test_workbooks.py` tries
2,000, in some five minutes.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

QUICK = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
THOROUGH = settings(QUICK, max_examples=int(os.environ.get("PEELGRADE_EXAMPLES", "5000")))
ORACLE = int(os.environ.get("PEELGRADE_ORACLE", "100000"))  # inspections that are graded beside the page
MANY_WORKBOOKS = int(os.environ.get("PEELGRADE_WORKBOOKS", "150"))  # inspections that go into a workbook and back
