"""A search for a time as the secretariat sees it: who answered what, and which time suits best."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from bybalance.web.committees.models import (
    Availability,
    Convening,
    ConveningInvitation,
    ProposedTime,
)
from bybalance.web.committees.queries import words
from bybalance.web.shared.tables import Cell, Column, Table


@dataclass(frozen=True)
class TimeCount:
    """How many can come at a proposed time."""

    time: ProposedTime
    words: str
    yes_count: int
    if_need_be_count: int
    no_count: int
    is_best: bool


@dataclass(frozen=True)
class ConveningPage:
    """A search with its answers."""

    convening: Convening
    times: list[TimeCount]
    answers: Table
    waiting: list[ConveningInvitation]
    asked: list[ConveningInvitation]

    @property
    def answered_count(self) -> int:
        """How many of those asked have answered."""
        return self.asked_count - len(self.waiting)

    @property
    def asked_count(self) -> int:
        """How many were asked."""
        return len(self.asked)


def convening_page(convening: Convening) -> ConveningPage:
    """Everybody's answers to a search."""
    times = list(convening.times.all())
    invitations = list(convening.invitations.select_related("person").prefetch_related("answers"))
    given = {
        (one.pk, answer.time_id): answer for one in invitations for answer in one.answers.all()
    }
    return ConveningPage(
        convening=convening,
        times=_counted(times, list(given.values())),
        answers=_table(times, invitations, given),
        waiting=[one for one in invitations if one.answered_at is None],
        asked=invitations,
    )


def _counted(times: list[ProposedTime], answers: list[Availability]) -> list[TimeCount]:
    counts = {time.pk: dict.fromkeys(Availability.Answer.values, 0) for time in times}
    for answer in answers:
        counts[answer.time_id][answer.answer] += 1
    score = {pk: (one["yes"] + one["if_need_be"], one["yes"]) for pk, one in counts.items()}
    best = max(score.values(), default=(0, 0))
    return [
        TimeCount(
            time=time,
            words=words.period(time.starts_at, time.ends_at),
            yes_count=counts[time.pk]["yes"],
            if_need_be_count=counts[time.pk]["if_need_be"],
            no_count=counts[time.pk]["no"],
            is_best=best > (0, 0) and score[time.pk] == best,
        )
        for time in times
    ]


def _table(
    times: list[ProposedTime],
    invitations: list[ConveningInvitation],
    given: dict[tuple[int, int], Availability],
) -> Table:
    columns = [Column(words.period(time.starts_at, time.ends_at)) for time in times]
    return Table(
        caption=_("Answers"),
        columns=(Column(_("Member")), *columns, Column(_("Remark"))),
        rows=tuple(
            (
                Cell(
                    one.person.name,
                    note="" if one.answered_at else _("has not answered"),
                ),
                *(Cell(_answer(given.get((one.pk, time.pk)))) for time in times),
                Cell(one.remark or "–"),
            )
            for one in invitations
        ),
    )


def _answer(answer: Availability | None) -> str:
    return str(answer.get_answer_display()) if answer else "–"
