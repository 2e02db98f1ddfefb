"""Who gets a seat: decisions on registrations for something with a limited number of seats.

Pure and small, so that it can be tested for all orders of events. Whoever keeps the registrations
asks under a lock (only one at a time), and keeps to four rules:

* seats that are held or confirmed are never more than the capacity, unless the capacity was
  lowered below what was given already;
* those who wait are served in the order in which they came, and nobody overtakes: a party of four
  at the head of the queue is not passed by a party of one, and a newcomer does not get a seat
  while somebody waits;
* a higher capacity lets in from the head of the queue; a lower one turns nobody out, but stops
  letting in until there is room again;
* a seat is held for a time; who does not confirm gives it back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum


class Opening(Enum):
    """Whether one can register now, and if not, why."""

    OPEN = "open"
    NOT_YET = "not_yet"
    CLOSED = "closed"
    PAST = "past"
    CANCELLED = "cancelled"


class Placement(Enum):
    """What a new registration gets."""

    SEATED = "seated"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """When one can register: half-open, and never once the thing itself has begun.

    ``opens_at`` and ``closes_at`` may be unknown: open from the beginning, until ``starts_at``.
    """

    starts_at: datetime
    ends_at: datetime
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    is_cancelled: bool = False

    def opening(self, *, now: datetime) -> Opening:
        """Return whether one can register at ``now``.

        Examples
        --------
        >>> from datetime import UTC
        >>> noon = datetime(2030, 3, 14, 12, tzinfo=UTC)
        >>> window = Window(starts_at=noon, ends_at=noon + timedelta(hours=2))
        >>> window.opening(now=noon - timedelta(days=1)).value
        'open'
        >>> window.opening(now=noon).value
        'closed'
        """
        if self.is_cancelled:
            return Opening.CANCELLED
        if now >= self.ends_at:
            return Opening.PAST
        if self.opens_at is not None and now < self.opens_at:
            return Opening.NOT_YET
        if now >= min(self.starts_at, self.closes_at or self.starts_at):
            return Opening.CLOSED
        return Opening.OPEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Occupancy:
    """How full it is: ``capacity`` seats (``None`` is no limit), ``taken`` of them, and a queue."""

    capacity: int | None
    taken: int
    has_queue: bool

    @property
    def free(self) -> int | None:
        """Seats that can be given, never below 0; ``None`` is no limit."""
        return None if self.capacity is None else max(0, self.capacity - self.taken)

    def holds(self, seats: int) -> bool:
        """Tell whether a party of ``seats`` fits now, were it at the head of the queue."""
        return self.free is None or seats <= self.free


@dataclass(frozen=True, slots=True)
class Waiting:
    """A party in the queue, by the key its keeper knows it by."""

    key: int
    seats: int


def place(occupancy: Occupancy, *, seats: int) -> Placement:
    """Decide what a party that comes now gets.

    Parameters
    ----------
    occupancy
        How full it is, read under the lock and after :func:`let_in`.
    seats
        Size of the party, at least 1.

    Raises
    ------
    ValueError
        If ``seats`` is below 1.

    Examples
    --------
    >>> place(Occupancy(capacity=3, taken=1, has_queue=False), seats=2).value
    'seated'
    >>> place(Occupancy(capacity=3, taken=1, has_queue=True), seats=1).value
    'waiting'
    """
    if seats < 1:
        raise ValueError(f"a party has at least 1 seat, not {seats}")
    is_seated = not occupancy.has_queue and occupancy.holds(seats)
    return Placement.SEATED if is_seated else Placement.WAITING


def let_in(occupancy: Occupancy, queue: Iterable[Waiting]) -> Iterator[Waiting]:
    """Give the parties that get seats now, in order; the queue is read no further than needed.

    Parameters
    ----------
    occupancy
        How full it is before anybody is let in.
    queue
        Those who wait, in the order in which they came.

    Examples
    --------
    >>> full = Occupancy(capacity=4, taken=1, has_queue=True)
    >>> [party.key for party in let_in(full, [Waiting(7, 2), Waiting(8, 2), Waiting(9, 1)])]
    [7]
    """
    free = occupancy.free
    for party in queue:
        if free is not None:
            if party.seats > free:
                return
            free -= party.seats
        yield party


def held_until(*, now: datetime, hold: timedelta, ends_at: datetime) -> datetime:
    """Return until when a seat given at ``now`` waits for its confirmation; never past the end."""
    return min(now + hold, ends_at)
