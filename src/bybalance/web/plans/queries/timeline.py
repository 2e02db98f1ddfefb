"""When measures happen: their dates, what they wait for, and the chain that decides the end."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from bybalance.model.errors import InvalidSchedule
from bybalance.scheduling.critical_path import Schedule, Task, schedule
from bybalance.scheduling.links import Link, LinkKind
from bybalance.web.plans.models import Measure
from bybalance.web.plans.queries import words
from bybalance.web.plans.queries.content import DependencyContent, MeasureContent, PlanContent
from bybalance.web.shared.charts import gantt, svg
from bybalance.web.shared.tables import Cell, Column, Table


@dataclass(frozen=True)
class Timeline:
    """Everything the page of the timeline says; ``drawing`` is ``None`` where nothing has dates."""

    heading: str
    drawing: svg.Drawing | None
    table: Table
    milestones: Table
    critical: tuple[str, ...]
    critical_sentence: str
    too_early: tuple[str, ...]
    undated: tuple[str, ...]


def dated_measures(content: PlanContent) -> tuple[tuple[int, MeasureContent], ...]:
    """Measures with both dates that have not been stopped, with their numbers."""
    return tuple(
        (number, one)
        for number, one in content.numbered_measures()
        if one.from_on and one.until_on and one.state != Measure.State.STOPPED
    )


def links_of(dependencies: tuple[DependencyContent, ...]) -> list[Link]:
    """Dependencies as the engine knows them, measures by their ids."""
    return [
        Link(
            before=str(one.before_id),
            after=str(one.after_id),
            kind=LinkKind(one.kind),
            lag_days=one.lag_days,
        )
        for one in dependencies
    ]


def plan_schedule(content: PlanContent) -> Schedule | None:
    """When dated measures can happen at the earliest and latest; ``None`` where none is dated."""
    dated = [one for _number, one in dated_measures(content)]
    if not dated:
        return None
    known = {one.id for one in dated}
    links = links_of(
        tuple(one for one in content.dependencies if {one.before_id, one.after_id} <= known)
    )
    tasks = [
        Task(
            key=str(one.id),
            duration_days=(one.until_on - one.from_on).days,  # type: ignore[operator]  # both known
            not_before_on=one.from_on,
        )
        for one in dated
    ]
    starts_on = min(one.from_on for one in dated if one.from_on)
    return schedule(tasks, links, starts_on=starts_on)


def timeline(content: PlanContent, *, today: date) -> Timeline:
    """The timeline as a chart, as tables and in words."""
    found = _schedule_or_none(content)
    dated = dated_measures(content)
    heading = _("Measures in time")
    numbers = {one.id: number for number, one in content.numbered_measures()}
    names = {one.id: one.title for one in content.measures}
    path = tuple(int(key) for key in found.critical_path) if found else ()
    critical = tuple(f"{numbers[one]}. {names[one]}" for one in path)
    known = {one.id for _number, one in dated}
    return Timeline(
        heading=heading,
        drawing=_drawing(content, found, path, heading=heading, today=today) if found else None,
        table=_table(content, found, path),
        milestones=_milestones(content, numbers),
        critical=critical,
        critical_sentence=_critical_sentence(found, critical),
        too_early=tuple(_too_early(content, found, names)) if found else (),
        undated=tuple(
            f"{number}. {one.title}"
            for number, one in content.numbered_measures()
            if one.id not in known and one.state != Measure.State.STOPPED
        ),
    )


def _schedule_or_none(content: PlanContent) -> Schedule | None:
    """The schedule; an old version with a circle, which is refused since, is shown without."""
    try:
        return plan_schedule(content)
    except InvalidSchedule:
        return None


def _critical_sentence(found: Schedule | None, critical: tuple[str, ...]) -> str:
    if not found:
        return ""
    last = words.day(words.last_day(found.ends_on))
    if len(critical) == 1:
        return _("“%(only)s” decides that the plan ends on %(day)s.") % {
            "only": critical[0],
            "day": last,
        }
    return _("A delay in one of these %(count)s delays the end of the plan on %(day)s.") % {
        "count": words.number(len(critical)),
        "day": last,
    }


def _too_early(content: PlanContent, found: Schedule, names: dict[int, str]) -> list[str]:
    """Measures whose dates their dependencies do not allow."""
    return [
        _("“%(measure)s” is to begin on %(planned)s, but what it waits for allows %(earliest)s.")
        % {
            "measure": names[one.id],
            "planned": words.day(one.from_on),
            "earliest": words.day(found.task(str(one.id)).earliest_from),
        }
        for _number, one in dated_measures(content)
        if one.from_on and found.task(str(one.id)).earliest_from > one.from_on
    ]


def _drawing(
    content: PlanContent, found: Schedule, path: tuple[int, ...], *, heading: str, today: date
) -> svg.Drawing:
    dated = dated_measures(content)
    rows = {one.id: index for index, (_number, one) in enumerate(dated)}
    bars = tuple(
        gantt.Bar(
            label=f"{number}. {one.title}",
            from_on=found.task(str(one.id)).earliest_from,
            until_on=found.task(str(one.id)).earliest_until,
            latest_until=found.task(str(one.id)).latest_until,
            is_critical=one.id in path,
            is_done=one.state == Measure.State.DONE,
            milestones=tuple(
                gantt.Mark(on=mark.done_on or mark.due_on, is_reached=mark.done_on is not None)
                for mark in content.milestones
                if mark.measure_id == one.id
            ),
        )
        for number, one in dated
    )
    arrows = tuple(
        gantt.Arrow(
            before=rows[one.before_id],
            after=rows[one.after_id],
            from_end=LinkKind(one.kind).is_from_finish,
            to_end=LinkKind(one.kind).is_to_finish,
            is_critical=(one.before_id, one.after_id) in set(itertools.pairwise(path)),
        )
        for one in content.dependencies
        if {one.before_id, one.after_id} <= rows.keys()
    )
    return gantt.draw(
        gantt.Gantt(
            caption=svg.Caption(
                key="timeline",
                title=heading,
                description=_(
                    "A bar per measure from its first to its last day. The bars of the critical "
                    "path are filled and marked with an exclamation mark; a thin line after a bar "
                    "is the time it can be moved. Diamonds are milestones. The same is in the "
                    "table below."
                ),
            ),
            bars=bars,
            arrows=arrows,
            today=today,
            today_word=_("today"),
        )
    )


def _table(content: PlanContent, found: Schedule | None, path: tuple[int, ...]) -> Table:
    names = {one.id: one.title for one in content.measures}
    rows = []
    for number, one in content.numbered_measures():
        task = None
        if found and str(one.id) in {item.key for item in found.tasks}:
            task = found.task(str(one.id))
        waits = [
            words.waiting(item.kind, item.lag_days, names[item.before_id])
            for item in content.dependencies
            if item.after_id == one.id
        ]
        rows.append(
            (
                Cell(f"{number}. {one.title}", note="; ".join(waits)),
                Cell(words.day(one.from_on)),
                Cell(words.day(words.last_day(one.until_on))),
                Cell(words.day(task.earliest_from) if task else words.NONE),
                Cell(words.day(words.last_day(task.latest_until)) if task else words.NONE),
                Cell(words.days(task.slack_days) if task else words.NONE),
                Cell(_critical_word(one.id, task is not None, path)),
            )
        )
    return Table(
        caption=_("Measures in time"),
        columns=(
            Column(_("Measure")),
            Column(_("First day planned")),
            Column(_("Last day planned")),
            Column(_("Earliest start")),
            Column(_("Latest end")),
            Column(_("Slack"), is_figure=True),
            Column(_("On the critical path")),
        ),
        rows=tuple(rows),
    )


def _critical_word(measure_id: int, is_scheduled: bool, path: tuple[int, ...]) -> str:
    if not is_scheduled:
        return words.NONE
    return _("yes") if measure_id in path else _("no")


def _milestones(content: PlanContent, numbers: dict[int, int]) -> Table:
    names = {one.id: one.title for one in content.measures}
    return Table(
        caption=_("Milestones"),
        columns=(
            Column(_("Milestone")),
            Column(_("Measure")),
            Column(_("Due")),
            Column(_("Reached")),
        ),
        rows=tuple(
            (
                Cell(one.title),
                Cell(f"{numbers[one.measure_id]}. {names[one.measure_id]}"),
                Cell(words.day(one.due_on)),
                Cell(words.day(one.done_on) if one.done_on else _("not yet")),
            )
            for one in content.milestones
        ),
    )
