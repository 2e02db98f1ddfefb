"""One exception class for each thing a caller may want to catch.

Every message says what is wrong, where, with which value, and what to do about it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from bybalance.model.messages import Message

MAX_PROBLEMS_SHOWN = 50
"""How many problems of one input are reported at once; the rest are counted."""


class BybalanceError(Exception):
    """Base of every error that Bybalance raises on purpose.

    ``message`` tells the same as the text, for the wording catalogues, where the error can reach
    a reader of Danish.
    """

    def __init__(self, text: str, *, message: Message | None = None) -> None:
        super().__init__(text)
        self.message = message


class InvalidFigure(BybalanceError, ValueError):
    """A figure about an area cannot be what it claims to be, such as a share above 1."""


class InvalidRuleFile(BybalanceError):
    """A rule file breaks the format; the message names the file and the key."""


class InvalidPublishedLists(BybalanceError):
    """The packaged lists contradict themselves; the message names the file and the row."""


class NoRulesInForce(BybalanceError, LookupError):
    """No rule version was in force on the date asked for."""


class UnknownRuleVersion(BybalanceError, LookupError):
    """There is no rule version of that id; the message lists those there are."""


class UnknownArea(BybalanceError, LookupError):
    """No area of that name or id is in the published lists; the message suggests near ones."""


class UnknownList(BybalanceError, LookupError):
    """No list was published on that date or in that year; the message names those there are."""


class InvalidSelection(BybalanceError, ValueError):
    """A selection contradicts itself, such as a level off the scale or a score given twice."""


class NoWeights(InvalidSelection):
    """No weights satisfy the ranges and the order that were stated."""


class IncompleteScores(InvalidSelection):
    """Some candidate has no score on some criterion; ``missing`` lists the pairs."""

    def __init__(
        self,
        text: str,
        *,
        missing: Sequence[tuple[str, str]],
        message: Message | None = None,
    ) -> None:
        super().__init__(text, message=message)
        self.missing = tuple(missing)


class NoCandidate(InvalidSelection):
    """Every candidate is below a knock-out level."""


class NoPortfolio(InvalidSelection):
    """No portfolio satisfies the budget and the other terms at once."""


class InvalidGeometry(BybalanceError, ValueError):
    """A place is not where or what it claims to be; the message names the line or the value."""


class InvalidAmount(BybalanceError, ValueError):
    """A text is no amount of money, or an amount cannot be split as asked."""


class InvalidSchedule(BybalanceError, ValueError):
    """Tasks cannot be put in time: there are none, or one is named that is not there."""


class DependencyCycle(InvalidSchedule):
    """Tasks wait for each other in a circle; ``cycle`` names them in the order they wait."""

    def __init__(
        self, text: str, *, cycle: tuple[str, ...], message: Message | None = None
    ) -> None:
        self.cycle = cycle
        super().__init__(text, message=message)


class InvalidGrid(BybalanceError, ValueError):
    """A population grid cannot be what it claims to be; the message names cell and remedy."""


class UnknownGroup(BybalanceError, LookupError):
    """A population grid has no group of that name; the message lists those it has."""

    def __init__(self, group: str, *, known: Sequence[str]) -> None:
        names = ", ".join(known) or "none at all"
        super().__init__(f"There is no group {group!r}; the grid has {names}.")


class InvalidSetting(BybalanceError, ValueError):
    """A setting of a calculation cannot be; the message names it, its value and what can."""


class UnknownCount(BybalanceError, ValueError):
    """A calculation needs numbers that the grid does not know; the message says how many."""


class RunCancelled(BybalanceError):
    """The caller asked a calculation to stop; nothing of it was kept."""


class InvalidArtefact(BybalanceError):
    """A built atlas is damaged, not complete, or holds what nobody protected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing wrong with an input file: where it is, its value, and the rule it breaks.

    ``rule`` is a message key (``problem.<rule>`` in the wording catalogues), so that the same
    problem can be told in Danish and English; ``params`` fill its gaps.
    """

    rule: str
    file: str
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    value: str | None = None
    params: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))

    def __str__(self) -> str:
        """Name the place in one line; the sentence itself comes from the wording catalogues."""
        place = [
            self.file,
            f"sheet {self.sheet}" if self.sheet else "",
            f"row {self.row}" if self.row is not None else "",
            f"column {self.column}" if self.column else "",
        ]
        where = ", ".join(part for part in place if part)
        shown = f" ({self.value!r})" if self.value is not None else ""
        return f"{where}: {self.rule}{shown}"


class BadInput(BybalanceError):
    """An input file was refused; ``problems`` holds everything found, nothing was written.

    Parameters
    ----------
    problems
        At least one problem, in the order of the file.
    total_count
        How many problems there were in all, when only the first were kept.
    """

    def __init__(self, problems: Sequence[Problem], *, total_count: int | None = None) -> None:
        self.problems = tuple(problems[:MAX_PROBLEMS_SHOWN])
        self.total_count = total_count if total_count is not None else len(problems)
        super().__init__("; ".join(str(problem) for problem in self.problems))
