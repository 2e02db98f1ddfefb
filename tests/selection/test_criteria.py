from __future__ import annotations

import pytest

from bybalance.model.errors import InvalidSelection
from bybalance.selection.criteria import LEVELS, Criterion, campaign_criteria
from bybalance.selection.values import ValueFunction


def test_the_four_criteria_of_the_campaign_have_five_levels_in_both_languages() -> None:
    scales = campaign_criteria()

    assert [scale.id for scale in scales] == [
        "municipal-readiness",
        "organisation-and-board-will",
        "coming-investment",
        "school-and-job-effort",
    ]
    for scale in scales:
        texts = [scale.name, scale.question, *scale.levels]
        assert len(scale.levels) == len(LEVELS)
        assert all(text.da and text.en for text in texts)
        assert len({text.da for text in texts}) == len(texts)
        assert len({text.en for text in texts}) == len(texts)


@pytest.mark.parametrize("level", [0, 5, -1])
def test_it_refuses_a_knock_out_level_that_knocks_out_nobody_or_everybody(level: int) -> None:
    with pytest.raises(InvalidSelection, match="must be 1, 2, 3 or 4"):
        Criterion(id="k", knock_out_level=level)


def test_it_refuses_a_value_function_over_another_scale() -> None:
    with pytest.raises(InvalidSelection, match="the scale has levels 0 to 4"):
        Criterion(id="k", value_function=ValueFunction(((0, 0.0), (3, 1.0))))
