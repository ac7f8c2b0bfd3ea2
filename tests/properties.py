"""How hard properties are tried: quickly with every run, and thoroughly where tests are slow."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

QUICK = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
THOROUGH = settings(QUICK, max_examples=5_000)
