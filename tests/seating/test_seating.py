from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bybalance import seating
from bybalance.seating import Occupancy, Opening, Placement, Waiting, Window

START = datetime(2030, 3, 14, 16, tzinfo=UTC)
HOUR = timedelta(hours=1)
PARTIES = st.integers(min_value=1, max_value=5)


@pytest.mark.parametrize(
    ("window", "opening"),
    [
        ({}, Opening.OPEN),
        ({"opens_at": START - 2 * HOUR}, Opening.NOT_YET),
        ({"opens_at": START - 3 * HOUR}, Opening.OPEN),
        ({"closes_at": START - 3 * HOUR}, Opening.CLOSED),
        ({"closes_at": START - 2 * HOUR}, Opening.OPEN),
        ({"starts_at": START - 4 * HOUR}, Opening.CLOSED),
        ({"closes_at": START, "starts_at": START - 4 * HOUR}, Opening.CLOSED),
        ({"starts_at": START - 5 * HOUR, "ends_at": START - 3 * HOUR}, Opening.PAST),
        ({"is_cancelled": True, "opens_at": START - 2 * HOUR}, Opening.CANCELLED),
    ],
)
def test_one_can_register_only_inside_the_window(
    window: dict[str, datetime], opening: Opening
) -> None:
    known = {"starts_at": START, "ends_at": START + HOUR, **window}

    assert Window(**known).opening(now=START - 3 * HOUR) is opening


def test_a_party_of_nobody_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 1 seat"):
        seating.place(Occupancy(capacity=1, taken=0, has_queue=False), seats=0)


def test_without_a_limit_everybody_gets_a_seat() -> None:
    endless = Occupancy(capacity=None, taken=9_999, has_queue=False)

    assert endless.free is None
    assert seating.place(endless, seats=500) is Placement.SEATED
    assert list(seating.let_in(endless, [Waiting(1, 800), Waiting(2, 1)])) == [
        Waiting(1, 800),
        Waiting(2, 1),
    ]


def test_the_queue_is_read_no_further_than_needed() -> None:
    read = []

    def queue() -> object:
        for key in range(1_000):
            read.append(key)
            yield Waiting(key, 1)

    list(seating.let_in(Occupancy(capacity=3, taken=1, has_queue=True), queue()))

    assert read == [0, 1, 2]


def test_a_hold_never_outlasts_the_thing_itself() -> None:
    assert seating.held_until(now=START, hold=HOUR, ends_at=START + 2 * HOUR) == START + HOUR
    assert seating.held_until(now=START, hold=3 * HOUR, ends_at=START + HOUR) == START + HOUR


class Registrations(RuleBasedStateMachine):
    """Every order of coming, confirming, leaving and changing the capacity, kept in plain lists."""

    def __init__(self) -> None:
        super().__init__()
        self.capacity: int | None = 0
        self.next_key = 0
        self.seated: dict[int, int] = {}
        self.queue: list[Waiting] = []
        self.given_above_capacity = 0

    def occupancy(self) -> Occupancy:
        return Occupancy(
            capacity=self.capacity, taken=sum(self.seated.values()), has_queue=bool(self.queue)
        )

    def let_in(self) -> None:
        before = [party.key for party in self.queue]
        entering = list(seating.let_in(self.occupancy(), list(self.queue)))
        # From the head and in order: what enters is where the queue begins.
        assert [party.key for party in entering] == before[: len(entering)]
        for party in entering:
            self.seated[party.key] = party.seats
            self.queue.remove(party)

    @initialize(capacity=st.none() | st.integers(0, 12))
    def open(self, capacity: int | None) -> None:
        self.capacity = capacity

    @rule(seats=PARTIES)
    def come(self, seats: int) -> None:
        had_queue, free = bool(self.queue), self.occupancy().free
        placed = seating.place(self.occupancy(), seats=seats)
        if placed is Placement.SEATED:
            assert not had_queue
            assert free is None or seats <= free
            self.seated[self.next_key] = seats
        else:
            self.queue.append(Waiting(self.next_key, seats))
        self.next_key += 1

    @precondition(lambda self: self.seated)
    @rule(data=st.data())
    def leave_a_seat(self, data: st.DataObject) -> None:
        del self.seated[data.draw(st.sampled_from(sorted(self.seated)))]
        self.let_in()

    @precondition(lambda self: self.queue)
    @rule(data=st.data())
    def leave_the_queue(self, data: st.DataObject) -> None:
        self.queue.remove(data.draw(st.sampled_from(self.queue)))
        self.let_in()

    @rule(capacity=st.none() | st.integers(0, 12))
    def change_capacity(self, capacity: int | None) -> None:
        before = set(self.seated)
        self.capacity = capacity
        self.given_above_capacity = 0
        if capacity is not None:
            self.given_above_capacity = max(0, sum(self.seated.values()) - capacity)
        self.let_in()
        assert before <= set(self.seated)  # nobody is turned out

    @invariant()
    def no_seat_is_given_twice(self) -> None:
        if self.capacity is not None:
            taken = sum(self.seated.values())
            assert taken <= self.capacity + self.given_above_capacity

    @invariant()
    def nobody_at_the_head_waits_for_nothing(self) -> None:
        if self.queue:
            assert not self.occupancy().holds(self.queue[0].seats)

    @invariant()
    def the_queue_is_in_the_order_of_coming(self) -> None:
        keys = [party.key for party in self.queue]
        assert keys == sorted(keys)


TestRegistrations = Registrations.TestCase
