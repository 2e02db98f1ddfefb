"""What waits for what: the kinds of dependency, and the search for one that runs in a circle."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from bybalance.model.errors import DependencyCycle, InvalidSchedule
from bybalance.model.messages import Message


class LinkKind(Enum):
    """Which end of a task waits for which end of the one before it."""

    FINISH_TO_START = "finish_to_start"
    START_TO_START = "start_to_start"
    FINISH_TO_FINISH = "finish_to_finish"
    START_TO_FINISH = "start_to_finish"

    @property
    def is_from_finish(self) -> bool:
        """Tell whether the end of the earlier task is what is waited for."""
        return self in (LinkKind.FINISH_TO_START, LinkKind.FINISH_TO_FINISH)

    @property
    def is_to_finish(self) -> bool:
        """Tell whether it is the end of the later task that waits."""
        return self in (LinkKind.FINISH_TO_FINISH, LinkKind.START_TO_FINISH)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """That the task ``after`` waits for the task ``before``.

    ``lag_days`` lie between the two ends that the kind names; a negative lag lets them overlap.
    """

    before: str
    after: str
    kind: LinkKind = LinkKind.FINISH_TO_START
    lag_days: int = 0


def find_cycle(links: Iterable[Link]) -> tuple[str, ...] | None:
    """Find tasks that wait for each other in a circle.

    Parameters
    ----------
    links
        What waits for what, in any order.

    Returns
    -------
    The keys of one circle in the order in which they wait, each once and beginning with the
    smallest, or ``None`` where there is no circle.

    Examples
    --------
    >>> find_cycle([Link(before="a", after="b"), Link(before="b", after="a")])
    ('a', 'b')
    """
    followers: dict[str, list[str]] = {}
    for link in links:
        followers.setdefault(link.before, []).append(link.after)
    done: set[str] = set()
    for root in sorted(followers):
        path: list[str] = []
        ahead = [iter([root])]
        while ahead:
            key = next(ahead[-1], None)
            if key is None:
                ahead.pop()
                if path:
                    done.add(path.pop())
            elif key in path:
                return _from_smallest(path[path.index(key) :])
            elif key not in done:
                path.append(key)
                ahead.append(iter(sorted(followers.get(key, ()))))
    return None


def check_links(keys: Sequence[str], links: Sequence[Link]) -> None:
    """Refuse links that name no task, or run in a circle.

    Raises
    ------
    InvalidSchedule
        If a link names a key that is not in ``keys``.
    DependencyCycle
        If tasks wait for each other in a circle; the message and ``cycle`` name them.
    """
    known = set(keys)
    for link in links:
        for key in (link.before, link.after):
            if key not in known:
                raise InvalidSchedule(f"A dependency names {key!r}, which is no task; add it.")
    cycle = find_cycle(links)
    if cycle:
        shown = " → ".join((*cycle, cycle[0]))
        raise DependencyCycle(
            f"These wait for each other in a circle: {shown}. Remove one of the dependencies.",
            cycle=cycle,
            message=Message("schedule.cycle", {"cycle": shown}),
        )


def _from_smallest(cycle: list[str]) -> tuple[str, ...]:
    start = cycle.index(min(cycle))
    return (*cycle[start:], *cycle[:start])
