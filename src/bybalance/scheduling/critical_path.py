"""Earliest and latest dates of tasks that wait for each other, their slack and the critical path.

The critical path method (Kelley and Walker, 1959) with the four kinds of dependency of the
precedence diagram, lags in days and a day before which a task may not start. Periods are half-open:
a task of five days that starts on a Monday ends on the Saturday, and what waits for its end may
start on that day.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from bybalance.model.errors import InvalidSchedule
from bybalance.scheduling.links import Link, check_links


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Something that takes ``duration_days`` and may not start before ``not_before_on``."""

    key: str
    duration_days: int
    not_before_on: date | None = None

    def __post_init__(self) -> None:
        """Refuse a task that would end before it starts."""
        if self.duration_days < 0:
            raise InvalidSchedule(
                f"{self.key!r} takes {self.duration_days} days; it must take 0 or more."
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduledTask:
    """When a task can happen: ``until`` is the first day after it.

    ``slack_days`` is how much later it can happen without the whole ending later.
    """

    key: str
    earliest_from: date
    earliest_until: date
    latest_from: date
    latest_until: date

    @property
    def slack_days(self) -> int:
        """Days that the task can be moved without the whole ending later."""
        return (self.latest_from - self.earliest_from).days

    @property
    def is_critical(self) -> bool:
        """Tell whether a day's delay of the task delays the whole."""
        return self.slack_days == 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """All tasks in the order they were given, and the chain that decides when the whole ends."""

    tasks: tuple[ScheduledTask, ...]
    critical_path: tuple[str, ...]
    starts_on: date
    ends_on: date

    def task(self, key: str) -> ScheduledTask:
        """Return one task by its key."""
        return next(task for task in self.tasks if task.key == key)


def schedule(tasks: Sequence[Task], links: Sequence[Link], *, starts_on: date) -> Schedule:
    """Find when each task can happen, and which chain decides when the whole ends.

    Parameters
    ----------
    tasks
        At least one; keys differ. Durations are in days.
    links
        What waits for what. Lags are in days and may be negative.
    starts_on
        The first day on which anything may happen.

    Returns
    -------
    A :class:`Schedule`; ``ends_on`` is the first day after the whole. The critical path ends
    with a task that ends last; each waits for the one before it without a day to spare, and the
    first is held up by no other. Of several such paths, the one through tasks given first.

    Raises
    ------
    InvalidSchedule
        If there is no task, two have the same key, or a link names none of them.
    DependencyCycle
        If tasks wait for each other in a circle; the message names it.

    Examples
    --------
    >>> road, square = Task(key="road", duration_days=10), Task(key="square", duration_days=5)
    >>> plan = schedule([road, square], [Link(before="road", after="square", lag_days=2)],
    ...                 starts_on=date(2024, 1, 1))
    >>> plan.critical_path, plan.ends_on
    (('road', 'square'), datetime.date(2024, 1, 18))
    """
    keys = [task.key for task in tasks]
    if not keys:
        raise InvalidSchedule("There is no task to schedule; give at least one.")
    repeated = {key for key in keys if keys.count(key) > 1}
    if repeated:
        raise InvalidSchedule(f"Two tasks are called {min(repeated)!r}; give each its own key.")
    check_links(keys, links)
    network = _Network(tasks, links, first_day=starts_on.toordinal())
    earliest = network.earliest()
    end = max(earliest[task.key] + task.duration_days for task in tasks)
    latest = network.latest(end)
    return Schedule(
        tasks=tuple(
            ScheduledTask(
                key=task.key,
                earliest_from=date.fromordinal(earliest[task.key]),
                earliest_until=date.fromordinal(earliest[task.key] + task.duration_days),
                latest_from=date.fromordinal(latest[task.key]),
                latest_until=date.fromordinal(latest[task.key] + task.duration_days),
            )
            for task in tasks
        ),
        critical_path=network.critical_path(earliest, end),
        starts_on=starts_on,
        ends_on=date.fromordinal(end),
    )


class _Network:
    """Tasks and links as numbers: every link says how many days lie between two starts."""

    def __init__(self, tasks: Sequence[Task], links: Sequence[Link], *, first_day: int) -> None:
        self.duration = {task.key: task.duration_days for task in tasks}
        self.floor = {
            task.key: max(first_day, task.not_before_on.toordinal() if task.not_before_on else 0)
            for task in tasks
        }
        self.waits: dict[str, list[tuple[str, int]]] = {key: [] for key in self.duration}
        self.followed: dict[str, list[tuple[str, int]]] = {key: [] for key in self.duration}
        for link in links:
            gap = self._days_between_starts(link)
            self.waits[link.after].append((link.before, gap))
            self.followed[link.before].append((link.after, gap))
        self.order = self._order()

    def _days_between_starts(self, link: Link) -> int:
        before = self.duration[link.before] if link.kind.is_from_finish else 0
        after = self.duration[link.after] if link.kind.is_to_finish else 0
        return before + link.lag_days - after

    def _order(self) -> list[str]:
        """Every task after those it waits for; there is no circle."""
        waiting = {key: len(before) for key, before in self.waits.items()}
        ready = [key for key, count in waiting.items() if count == 0]
        order = []
        while ready:
            key = ready.pop()
            order.append(key)
            for after, _ in self.followed[key]:
                waiting[after] -= 1
                if waiting[after] == 0:
                    ready.append(after)
        return order

    def earliest(self) -> dict[str, int]:
        """Earliest start of each task, as the ordinal of a day."""
        start: dict[str, int] = {}
        for key in self.order:
            start[key] = max(
                [self.floor[key], *(start[before] + gap for before, gap in self.waits[key])]
            )
        return start

    def latest(self, end: int) -> dict[str, int]:
        """Latest start of each task with which the whole still ends at ``end``."""
        start: dict[str, int] = {}
        for key in reversed(self.order):
            start[key] = min(
                [
                    end - self.duration[key],
                    *(start[after] - gap for after, gap in self.followed[key]),
                ]
            )
        return start

    def critical_path(self, earliest: dict[str, int], end: int) -> tuple[str, ...]:
        """Walk back from a task that ends last, always to one that leaves no day to spare."""
        path = [_first(key for key in self.duration if earliest[key] + self.duration[key] == end)]
        while drivers := {
            before
            for before, gap in self.waits[path[0]]
            if earliest[before] + gap == earliest[path[0]]
        }:
            path.insert(0, _first(key for key in self.duration if key in drivers))
        return tuple(path)


def _first(keys: Iterable[str]) -> str:
    return next(iter(keys))
