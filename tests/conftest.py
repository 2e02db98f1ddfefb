"""What every test shares: property tests that give the same cases on every machine."""

from __future__ import annotations

from importlib.util import find_spec

from hypothesis import settings

# `make browser` installs what the journeys need; `make test` does without.
collect_ignore = [] if find_spec("playwright") else ["browser"]

# A shared machine may pause for longer than any deadline, and a red run must be repeatable.
settings.register_profile("bybalance", deadline=None, derandomize=True)
settings.load_profile("bybalance")
