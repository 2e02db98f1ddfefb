"""Three-valued logic: met, not met, or unknown (Kleene's strong logic of indeterminacy).

A verdict is decided whenever the known figures decide it, whatever the missing ones turn out to
be; learning a missing value can therefore never flip a decided verdict.

References
----------
S. C. Kleene, *Introduction to Metamathematics* (1952), section 64.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum


class Truth(Enum):
    """Whether a criterion, a requirement or a category is met."""

    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"

    @classmethod
    def of(cls, is_met: bool | None) -> Truth:
        """Return the verdict for ``True``, ``False`` or ``None`` (not known).

        Examples
        --------
        >>> Truth.of(None)
        <Truth.UNKNOWN: 'unknown'>
        """
        if is_met is None:
            return cls.UNKNOWN
        return cls.MET if is_met else cls.NOT_MET

    @property
    def is_decided(self) -> bool:
        """Tell whether the verdict is met or not met."""
        return self is not Truth.UNKNOWN


def negate(truth: Truth) -> Truth:
    """Swap met and not met; unknown stays unknown."""
    swapped = {Truth.MET: Truth.NOT_MET, Truth.NOT_MET: Truth.MET}
    return swapped.get(truth, Truth.UNKNOWN)


def all_of(truths: Iterable[Truth]) -> Truth:
    """Met when all are met, not met as soon as one is not, otherwise unknown.

    Examples
    --------
    >>> all_of([Truth.UNKNOWN, Truth.NOT_MET])
    <Truth.NOT_MET: 'not_met'>
    """
    seen = set(truths)
    if Truth.NOT_MET in seen:
        return Truth.NOT_MET
    return Truth.UNKNOWN if Truth.UNKNOWN in seen else Truth.MET


def any_of(truths: Iterable[Truth]) -> Truth:
    """Met as soon as one is met, not met when none is, otherwise unknown."""
    return negate(all_of(negate(truth) for truth in truths))


def at_least(count: int, truths: Iterable[Truth]) -> Truth:
    """Met when ``count`` are met, not met when too few can still be, otherwise unknown.

    Examples
    --------
    >>> at_least(2, [Truth.MET, Truth.UNKNOWN, Truth.NOT_MET, Truth.NOT_MET])
    <Truth.UNKNOWN: 'unknown'>
    """
    seen = list(truths)
    met_count = seen.count(Truth.MET)
    if met_count >= count:
        return Truth.MET
    return Truth.NOT_MET if met_count + seen.count(Truth.UNKNOWN) < count else Truth.UNKNOWN


def agreed(truths: Iterable[Truth]) -> Truth:
    """Return the verdict on which all readings of a doubtful rule agree, or unknown."""
    seen = set(truths)
    return seen.pop() if len(seen) == 1 else Truth.UNKNOWN
