"""Areas, rule sets and histories for property tests; figures crowd around the thresholds."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from bybalance.model.area_figures import COUNT_FIGURES, RATIO_FIGURES, SHARE_FIGURES
from bybalance.rules.load import rule_book
from bybalance.rules.rule_version import RuleSet
from bybalance.rules.truth import Truth

LIST_DATES = (
    date(2012, 10, 1),
    date(2014, 2, 1),
    date(2014, 12, 1),
    date(2017, 12, 1),
    date(2018, 12, 1),
    date(2019, 12, 1),
    date(2020, 12, 1),
    date(2021, 12, 1),
    date(2022, 12, 1),
    date(2023, 12, 1),
    date(2024, 12, 1),
)
VERSION_IDS = tuple(version.id for version in rule_book().versions)
_A_HAIR = Decimal("1e-20")
_THRESHOLDS = tuple(
    Decimal(text)
    for text in (
        *("0.30", "0.40", "0.50", "0.55", "0.60", "0.65"),
        *("0.0145", "0.0157", "0.0198", "0.0203", "0.0218", "0.0227", "0.0235", "0.0270"),
    )
)

shares = st.one_of(
    st.sampled_from([limit + step for limit in _THRESHOLDS for step in (-_A_HAIR, 0, _A_HAIR)]),
    st.decimals(0, 1, places=3),
    st.sampled_from([Decimal(0), Decimal(1)]),
)
counts = st.sampled_from([0, 1, 999, 1000, 1001, 4999, 5000, 7034]) | st.integers(0, 10**7)
histories = st.fixed_dictionaries(
    {"parallel_society": st.dictionaries(st.integers(2008, 2023), st.sampled_from(Truth))}
)


def figures(*, is_complete: bool = False) -> st.SearchStrategy[dict[str, Any]]:
    """Return figures by name, with or without gaps."""
    kinds = {
        **dict.fromkeys(COUNT_FIGURES, counts),
        **dict.fromkeys((*SHARE_FIGURES, *RATIO_FIGURES), shares),
    }
    return st.fixed_dictionaries(
        kinds if is_complete else {name: st.none() | kind for name, kind in kinds.items()}
    )


def rule_sets() -> st.SearchStrategy[RuleSet]:
    """Return every version on every list date, and the four-year variant."""
    return st.builds(
        rule_book().rules_for,
        st.sampled_from(LIST_DATES),
        version_id=st.none() | st.sampled_from(VERSION_IDS),
        years_in_a_row=st.none() | st.integers(1, 6),
    )
