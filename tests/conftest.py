"""What every test shares: property tests that give the same cases on every machine."""

from __future__ import annotations

from hypothesis import settings

# A shared machine may pause for longer than any deadline, and a red run must be repeatable.
settings.register_profile("bybalance", deadline=None, derandomize=True)
settings.load_profile("bybalance")
