"""Periods as people write them."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import translation

from bybalance.web.shared.periods import period_text


@pytest.mark.parametrize(
    ("from_on", "until_on", "danish", "english"),
    [
        (None, None, "", ""),
        (date(2016, 1, 1), date(2021, 1, 1), "2016–2020", "2016–2020"),
        (date(2019, 1, 1), date(2020, 1, 1), "2019", "2019"),
        (None, date(2021, 1, 1), "til og med 2020", "until the end of 2020"),
        (date(2016, 1, 1), None, "fra 2016", "from 2016"),
        (
            date(2017, 3, 8),
            date(2017, 4, 6),
            "8. marts 2017 til 5. april 2017",
            "8 March 2017 to 5 April 2017",
        ),
        (date(2017, 3, 8), None, "fra 8. marts 2017", "from 8 March 2017"),
    ],
)
def test_a_period_has_its_last_day_included(
    from_on: date | None, until_on: date | None, danish: str, english: str
) -> None:
    with translation.override("da"):
        assert period_text(from_on, until_on).replace("\xa0", " ") == danish
    with translation.override("en"):
        assert period_text(from_on, until_on).replace("\xa0", " ") == english
