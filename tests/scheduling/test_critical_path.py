from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bybalance.model.errors import DependencyCycle, InvalidSchedule
from bybalance.scheduling.critical_path import Task, schedule
from bybalance.scheduling.links import Link, LinkKind, find_cycle

MONDAY = date(2024, 1, 1)
KEYS = "abcdef"


def day(number: int) -> date:
    return MONDAY + timedelta(days=number)


def task(key: str, days: int, *, not_before: int | None = None) -> Task:
    floor = None if not_before is None else day(not_before)
    return Task(key=key, duration_days=days, not_before_on=floor)


class TestAPlanDrawnByHand:
    """A road (10) and a school (4) come before a square (5); planting (3) waits for nothing."""

    tasks = (task("road", 10), task("school", 4), task("square", 5), task("planting", 3))
    links = (Link(before="road", after="square"), Link(before="school", after="square"))

    def test_the_longest_chain_decides_the_end(self) -> None:
        plan = schedule(self.tasks, self.links, starts_on=MONDAY)

        assert plan.ends_on == day(15)
        assert plan.critical_path == ("road", "square")

    def test_what_is_beside_the_chain_has_slack(self) -> None:
        plan = schedule(self.tasks, self.links, starts_on=MONDAY)

        assert [one.slack_days for one in plan.tasks] == [0, 6, 0, 12]
        assert plan.task("school").latest_until == day(10)

    def test_a_day_before_which_nothing_happens_moves_the_chain(self) -> None:
        late = (*self.tasks[:1], task("school", 4, not_before=20), *self.tasks[2:])

        plan = schedule(late, self.links, starts_on=MONDAY)

        assert plan.critical_path == ("school", "square")
        assert plan.ends_on == day(29)


def test_a_planned_day_that_fits_exactly_does_not_break_the_chain() -> None:
    tasks = [task("road", 10), task("square", 5, not_before=10)]

    plan = schedule(tasks, [Link(before="road", after="square")], starts_on=MONDAY)

    assert plan.critical_path == ("road", "square")


@pytest.mark.parametrize(
    ("kind", "lag_days", "starts"),
    [
        (LinkKind.FINISH_TO_START, 0, 10),
        (LinkKind.FINISH_TO_START, -4, 6),
        (LinkKind.START_TO_START, 3, 3),
        (LinkKind.FINISH_TO_FINISH, 1, 7),
        (LinkKind.START_TO_FINISH, 9, 5),
    ],
)
def test_each_kind_of_dependency_and_its_lag(kind: LinkKind, lag_days: int, starts: int) -> None:
    link = Link(before="a", after="b", kind=kind, lag_days=lag_days)

    plan = schedule([task("a", 10), task("b", 4)], [link], starts_on=MONDAY)

    assert plan.task("b").earliest_from == day(starts)


def test_a_circle_is_refused_and_named() -> None:
    links = [
        Link(before="c", after="a"),
        Link(before="a", after="b"),
        Link(before="b", after="c"),
    ]

    with pytest.raises(DependencyCycle, match="a → b → c → a") as refusal:
        schedule([task(key, 1) for key in "abc"], links, starts_on=MONDAY)

    assert refusal.value.cycle == ("a", "b", "c")


def test_a_task_that_waits_for_itself_is_a_circle() -> None:
    assert find_cycle([Link(before="a", after="a")]) == ("a",)


@pytest.mark.parametrize(
    ("tasks", "links", "word"),
    [
        ([], [], "no task"),
        ([task("a", 1), task("a", 2)], [], "'a'"),
        ([task("a", 1)], [Link(before="a", after="x")], "'x'"),
    ],
)
def test_what_cannot_be_scheduled_is_refused(
    tasks: list[Task], links: list[Link], word: str
) -> None:
    with pytest.raises(InvalidSchedule, match=word):
        schedule(tasks, links, starts_on=MONDAY)


def test_a_negative_duration_is_refused() -> None:
    with pytest.raises(InvalidSchedule, match="-1 days"):
        task("a", -1)


# --- against a reference that only pushes starts until nothing has to move -------------------


@st.composite
def plans(draw: st.DrawFn) -> tuple[list[Task], list[Link]]:
    """Tasks that wait only for those before them in the alphabet, given in any order."""
    keys = KEYS[: draw(st.integers(1, len(KEYS)))]
    tasks = [
        task(key, draw(st.integers(0, 8)), not_before=draw(st.none() | st.integers(-3, 12)))
        for key in keys
    ]
    pairs = [(one, other) for one in keys for other in keys if one < other]
    chosen = draw(st.lists(st.sampled_from(pairs), max_size=9)) if pairs else []
    links = [
        Link(
            before=one,
            after=other,
            kind=draw(st.sampled_from(LinkKind)),
            lag_days=draw(st.integers(-5, 6)),
        )
        for one, other in chosen
    ]
    return draw(st.permutations(tasks)), links


def pushed_starts(
    tasks: list[Task], links: list[Link], delay: dict[str, int] | None = None
) -> dict[str, int]:
    """Start every task as soon as may be, then push until no dependency is broken."""
    days = {one.key: one.duration_days for one in tasks}
    starts = {}
    for one in tasks:
        floor = (one.not_before_on - MONDAY).days if one.not_before_on else 0
        starts[one.key] = max(0, floor, (delay or {}).get(one.key, 0))
    moved = True
    while moved:
        moved = False
        for link in links:
            before, after = starts[link.before], starts[link.after]
            from_end = link.kind in (LinkKind.FINISH_TO_START, LinkKind.FINISH_TO_FINISH)
            to_end = link.kind in (LinkKind.FINISH_TO_FINISH, LinkKind.START_TO_FINISH)
            earliest = before + (days[link.before] if from_end else 0) + link.lag_days
            while after + (days[link.after] if to_end else 0) < earliest:
                after += 1
                moved = True
            starts[link.after] = after
    return starts


def end_of(tasks: list[Task], starts: dict[str, int]) -> int:
    return max(starts[one.key] + one.duration_days for one in tasks)


@given(plans())
def test_earliest_dates_equal_the_reference(plan: tuple[list[Task], list[Link]]) -> None:
    tasks, links = plan
    starts = pushed_starts(tasks, links)

    found = schedule(tasks, links, starts_on=MONDAY)

    assert {one.key: one.earliest_from for one in found.tasks} == {
        key: day(start) for key, start in starts.items()
    }
    assert found.ends_on == day(end_of(tasks, starts))


@given(plans())
def test_slack_is_the_longest_delay_that_delays_nothing(
    plan: tuple[list[Task], list[Link]],
) -> None:
    tasks, links = plan
    starts = pushed_starts(tasks, links)
    end = end_of(tasks, starts)

    for one in schedule(tasks, links, starts_on=MONDAY).tasks:
        delays = [
            delay
            for delay in range(120)
            if end_of(tasks, pushed_starts(tasks, links, {one.key: starts[one.key] + delay})) == end
        ]
        assert one.slack_days == max(delays)


@given(plans())
def test_the_critical_path_is_a_chain_without_a_day_to_spare(
    plan: tuple[list[Task], list[Link]],
) -> None:
    tasks, links = plan
    found = schedule(tasks, links, starts_on=MONDAY)
    pairs = {(link.before, link.after) for link in links}

    assert all(found.task(key).is_critical for key in found.critical_path)
    assert set(pairwise(found.critical_path)) <= pairs
    assert found.task(found.critical_path[-1]).earliest_until == found.ends_on
    first = found.task(found.critical_path[0])
    floors = {one.key: one.not_before_on or MONDAY for one in tasks}
    assert first.earliest_from == max(MONDAY, floors[first.key])


@given(st.lists(st.tuples(st.sampled_from(KEYS), st.sampled_from(KEYS)), max_size=12))
def test_a_circle_is_found_exactly_when_someone_waits_for_themselves(
    pairs: list[tuple[str, str]],
) -> None:
    reached = set(pairs)
    for _ in KEYS:
        reached |= {(a, d) for a, b in reached for c, d in reached if b == c}
    waits_for_itself = any((key, key) in reached for key in KEYS)

    cycle = find_cycle([Link(before=one, after=other) for one, other in pairs])

    assert (cycle is not None) == waits_for_itself
    if cycle:
        assert set(pairwise((*cycle, cycle[0]))) <= set(pairs)
