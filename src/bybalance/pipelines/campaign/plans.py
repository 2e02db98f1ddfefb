"""What public sources say of the development plans of the campaign's areas."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any


@cache
def plan_facts() -> tuple[dict[str, Any], ...]:
    """Read the plans with their facts; each fact carries the title and address of its source.

    Examples
    --------
    >>> sorted({plan["kind"] for plan in plan_facts()})
    ['statutory', 'strategic']
    """
    path = resources.files(__package__) / "plans.toml"
    held = tomllib.loads(path.read_text(encoding="utf-8"))
    plans: list[dict[str, Any]] = held["plans"]
    return tuple(
        {**plan, "facts": [_with_source(fact, held["sources"]) for fact in plan["facts"]]}
        for plan in plans
    )


def _with_source(fact: dict[str, Any], sources: dict[str, dict[str, str]]) -> dict[str, Any]:
    source = sources[fact["source"]]
    rest = {name: value for name, value in fact.items() if name != "source"}
    return {**rest, "source_title": source["title"], "source_url": source["url"]}
