"""Years in a row: what the lists before say about an area.

A history maps a year to whether the area was on that year's list in a line of categories, such
as *ghettoområde*, called *parallelsamfund* since 2021. A year that is not in it is unknown.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from bybalance.rules.truth import Truth, all_of

History = Mapping[int, Truth]
"""Verdict by year, for one area and one line of categories."""

NO_HISTORY: History = MappingProxyType({})


def years_in_a_row(history: History, *, year: int, now: Truth, count: int) -> Truth:
    """Tell whether an area has been on ``count`` lists in a row, this year's included.

    Parameters
    ----------
    history
        Earlier years; years from ``year`` on are not looked at.
    year
        The year of the list in question.
    now
        The verdict of that list.
    count
        Lists in a row, one a year.

    Returns
    -------
    Met when every one of the years is met, not met as soon as one is not, otherwise unknown.

    Notes
    -----
    Almenboligloven section 61 a(4): "de seneste 5 år". Two lists came out in 2014; the one of
    1 December stands for the year.

    Examples
    --------
    >>> years_in_a_row({2022: Truth.MET}, year=2023, now=Truth.MET, count=2)
    <Truth.MET: 'met'>
    >>> years_in_a_row({}, year=2023, now=Truth.NOT_MET, count=2)
    <Truth.NOT_MET: 'not_met'>
    """
    before = (history.get(year - back, Truth.UNKNOWN) for back in range(1, count))
    return all_of([now, *before])


def streak_length(history: History, *, year: int, now: Truth) -> int:
    """Count the years in a row that are known to be met, ending with ``year``."""
    if now is not Truth.MET:
        return 0
    length = 1
    while history.get(year - length) is Truth.MET:
        length += 1
    return length
