"""A plan as plain data: what every page shows, what a version keeps, what a difference compares.

Read from the rows for those who work with the plan, and from the published version for everybody
else. So a page cannot show a half-finished change, and an old version looks as it did.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import types
import typing
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, Final

import shapely

from bybalance.web.plans.models import (
    BudgetLine,
    DevelopmentPlan,
    Evidence,
    Goal,
    IndicatorUse,
    Measure,
    MeasureDependency,
    Measurement,
    Milestone,
    Outcome,
    PlanFact,
    PlanPart,
    Risk,
    StatusReport,
)
from bybalance.web.shared.bilingual import Bilingual
from bybalance.web.shared.together import Answer, Questions

#: What a version is written as; a version says which form it has.
FORM: Final = 1


@dataclass(frozen=True, kw_only=True)
class Place:
    """A housing area that the plan is for."""

    area_id: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Head:
    """What the plan says of itself."""

    name_da: str
    name_en: str
    name = Bilingual("name")
    summary_da: str
    summary_en: str
    summary = Bilingual("summary")
    kind: str
    vision_da: str
    vision_en: str
    vision = Bilingual("vision")
    horizon_year: int | None
    from_on: date | None
    until_on: date | None


@dataclass(frozen=True, kw_only=True)
class Part:
    """Something that belongs to the plan; ``id`` stays the same from version to version."""

    id: int


@dataclass(frozen=True, kw_only=True)
class FactContent(Part):
    position: int
    happened_on: date | None
    period_da: str
    period_en: str
    period = Bilingual("period")
    label_da: str
    label_en: str
    label = Bilingual("label")
    text_da: str
    text_en: str
    text = Bilingual("text")
    confidence: str
    source_title: str
    source_url: str
    checked_on: date | None


@dataclass(frozen=True, kw_only=True)
class GoalContent(Part):
    position: int
    title_da: str
    title_en: str
    title = Bilingual("title")
    text_da: str
    text_en: str
    text = Bilingual("text")


@dataclass(frozen=True, kw_only=True)
class MeasureContent(Part):
    goal_id: int | None
    position: int
    kind: str
    state: str
    title_da: str
    title_en: str
    title = Bilingual("title")
    text_da: str
    text_en: str
    text = Bilingual("text")
    organisation: str
    from_on: date | None
    until_on: date | None
    place: str
    geometry_wkt: str


@dataclass(frozen=True, kw_only=True)
class MilestoneContent(Part):
    measure_id: int
    title_da: str
    title_en: str
    title = Bilingual("title")
    due_on: date
    done_on: date | None


@dataclass(frozen=True, kw_only=True)
class DependencyContent(Part):
    before_id: int
    after_id: int
    kind: str
    lag_days: int


@dataclass(frozen=True, kw_only=True)
class BudgetContent(Part):
    measure_id: int | None
    organisation: str
    year: int
    planned_oere: int
    actual_oere: int | None


@dataclass(frozen=True, kw_only=True)
class RiskContent(Part):
    title_da: str
    title_en: str
    title = Bilingual("title")
    probability: int
    consequence: int
    response_da: str
    response_en: str
    response = Bilingual("response")
    organisation: str
    state: str


@dataclass(frozen=True, kw_only=True)
class ReportContent(Part):
    measure_id: int | None
    reported_on: date
    light: str
    reason_da: str
    reason_en: str
    reason = Bilingual("reason")


@dataclass(frozen=True, kw_only=True)
class OutcomeContent(Part):
    goal_id: int | None
    title_da: str
    title_en: str
    title = Bilingual("title")


@dataclass(frozen=True, kw_only=True)
class UseContent(Part):
    outcome_id: int
    indicator_key: str
    name_da: str
    name_en: str
    name = Bilingual("name")
    definition_da: str
    definition_en: str
    definition = Bilingual("definition")
    unit_da: str
    unit_en: str
    unit = Bilingual("unit")
    direction: str
    owner: str
    baseline_on: date | None
    baseline_number: Decimal | None
    target_on: date | None
    target_number: Decimal | None


@dataclass(frozen=True, kw_only=True)
class MeasurementContent(Part):
    use_id: int
    measured_on: date
    number: Decimal
    source_title: str
    source_url: str


@dataclass(frozen=True, kw_only=True)
class EvidenceContent(Part):
    measure_id: int | None
    source_title: str
    source_url: str
    checked_on: date | None
    supports_da: str
    supports_en: str
    supports = Bilingual("supports")


@dataclass(frozen=True, kw_only=True)
class PlanContent:
    """Everything a plan says."""

    head: Head
    areas: tuple[Place, ...]
    facts: tuple[FactContent, ...] = ()
    goals: tuple[GoalContent, ...] = ()
    measures: tuple[MeasureContent, ...] = ()
    milestones: tuple[MilestoneContent, ...] = ()
    dependencies: tuple[DependencyContent, ...] = ()
    budget: tuple[BudgetContent, ...] = ()
    risks: tuple[RiskContent, ...] = ()
    reports: tuple[ReportContent, ...] = ()
    outcomes: tuple[OutcomeContent, ...] = ()
    uses: tuple[UseContent, ...] = ()
    measurements: tuple[MeasurementContent, ...] = ()
    evidence: tuple[EvidenceContent, ...] = ()

    def measure(self, measure_id: int | None) -> MeasureContent | None:
        """The measure of that id, if it is in the plan."""
        return next((one for one in self.measures if one.id == measure_id), None)

    def numbered_measures(self) -> tuple[tuple[int, MeasureContent], ...]:
        """Measures as pages count them, from 1: by goal, and then in the order of the plan."""
        rank = {goal.id: index for index, goal in enumerate(self.goals)}
        last = len(rank)
        ordered = sorted(
            self.measures, key=lambda one: rank.get(one.goal_id, last) if one.goal_id else last
        )
        return tuple(enumerate(ordered, start=1))


#: The collections of a plan, each with the kind of part and the model it is read from.
COLLECTIONS: Final[Mapping[str, tuple[type[Part], type[PlanPart]]]] = {
    "facts": (FactContent, PlanFact),
    "goals": (GoalContent, Goal),
    "measures": (MeasureContent, Measure),
    "milestones": (MilestoneContent, Milestone),
    "dependencies": (DependencyContent, MeasureDependency),
    "budget": (BudgetContent, BudgetLine),
    "risks": (RiskContent, Risk),
    "reports": (ReportContent, StatusReport),
    "outcomes": (OutcomeContent, Outcome),
    "uses": (UseContent, IndicatorUse),
    "measurements": (MeasurementContent, Measurement),
    "evidence": (EvidenceContent, Evidence),
}


#: What a collection cannot be read without.
NEEDED: Final[Mapping[str, tuple[str, ...]]] = {
    "measures": ("goals",),
    "milestones": ("measures",),
    "dependencies": ("measures",),
    "budget": ("measures",),
    "reports": ("measures",),
    "evidence": ("measures",),
    "outcomes": ("goals",),
    "uses": ("outcomes",),
    "measurements": ("uses",),
}


# --- from the rows --------------------------------------------------------------------------


def working_copy(plan: DevelopmentPlan, names: Iterable[str] = tuple(COLLECTIONS)) -> PlanContent:
    """What the plan says now, before it is published; only the collections of ``names``."""
    node = plan.node
    wanted = _with_needed(names)
    related: Mapping[str, tuple[type[PlanPart], ...]] = {
        "organisation": (Measure, BudgetLine, Risk),
        "indicator__organisation": (IndicatorUse,),
    }
    questions = Questions()
    asked: dict[str, tuple[type[Part], Answer[PlanPart]]] = {}
    for name, (kind, model) in COLLECTIONS.items():
        if name not in wanted:
            continue
        rows = model.objects.filter(plan=plan)
        for path, models in related.items():
            if model in models:
                rows = rows.select_related(path)
        asked[name] = (kind, questions.add(rows))
    areas = questions.add(node.areas.order_by("name"))
    parts = {
        name: tuple(_part(kind, row) for row in answer) for name, (kind, answer) in asked.items()
    }
    content = PlanContent(
        head=Head(
            **{field.name: _value(field.name, plan, node) for field in dataclasses.fields(Head)}
        ),
        areas=tuple(Place(area_id=area.area_id, name=area.name) for area in areas),
        **parts,  # type: ignore[arg-type]  # COLLECTIONS pairs each name with its kind
    )
    return without_orphans(content)


def _with_needed(names: Iterable[str]) -> set[str]:
    wanted = set(names)
    while missing := {need for name in wanted for need in NEEDED.get(name, ())} - wanted:
        wanted |= missing
    return wanted


def _part(kind: type[Part], row: Any) -> Part:
    return kind(**{field.name: _field(field.name, row) for field in dataclasses.fields(kind)})


def _value(name: str, *rows: Any) -> Any:
    return next(getattr(row, name) for row in rows if hasattr(row, name))


def _field(name: str, row: Any) -> Any:
    if name == "organisation":
        return row.organisation.name if row.organisation else ""
    if name == "geometry_wkt":
        return wkt_of(row.geometry_wkb)
    if isinstance(row, IndicatorUse) and not hasattr(row, name):
        return _indicator_field(name, row)
    value = getattr(row, name)
    return value.normalize() if isinstance(value, Decimal) else value


def _indicator_field(name: str, row: IndicatorUse) -> Any:
    indicator = row.indicator
    if name == "owner":
        return indicator.organisation.name if indicator.organisation else ""
    return indicator.key if name == "indicator_key" else getattr(indicator, name)


def wkt_of(geometry_wkb: bytes | memoryview | None) -> str:
    """A geometry as text, to a tenth of a metre; empty where there is none."""
    if geometry_wkb is None:
        return ""
    shape = shapely.from_wkb(bytes(geometry_wkb))
    return str(shapely.to_wkt(shape, rounding_precision=1, trim=True))


def without_orphans(content: PlanContent) -> PlanContent:
    """The plan without parts of parts that are not there: who removes a measure hides its days."""
    goals = {one.id for one in content.goals}
    measures = {one.id for one in content.measures}
    measures_or_none: set[int | None] = {None, *measures}
    outcomes = {one.id for one in content.outcomes}
    uses = tuple(one for one in content.uses if one.outcome_id in outcomes)
    used = {one.id for one in uses}
    return dataclasses.replace(
        content,
        measures=tuple(_loosened(one, "goal_id", goals) for one in content.measures),
        outcomes=tuple(_loosened(one, "goal_id", goals) for one in content.outcomes),
        milestones=tuple(one for one in content.milestones if one.measure_id in measures),
        dependencies=tuple(
            one for one in content.dependencies if {one.before_id, one.after_id} <= measures
        ),
        budget=tuple(one for one in content.budget if one.measure_id in measures_or_none),
        reports=tuple(one for one in content.reports if one.measure_id in measures_or_none),
        evidence=tuple(one for one in content.evidence if one.measure_id in measures_or_none),
        uses=uses,
        measurements=tuple(one for one in content.measurements if one.use_id in used),
    )


P = typing.TypeVar("P", MeasureContent, OutcomeContent)


def _loosened(part: P, name: str, known: set[int]) -> P:
    if getattr(part, name) in known:
        return part
    return dataclasses.replace(part, **{name: None})  # type: ignore[arg-type]  # the id only


# --- as JSON --------------------------------------------------------------------------------


def as_json(content: PlanContent) -> dict[str, Any]:
    """The plan as a version keeps it; days and decimals become text."""
    plain: dict[str, Any] = json.loads(json.dumps(dataclasses.asdict(content), default=str))
    return {"form": FORM, **plain}


def fingerprint(kept: Mapping[str, Any]) -> str:
    """SHA-256 of what a version keeps, whatever order the database gives the keys in."""
    text = json.dumps(kept, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def from_json(kept: Mapping[str, Any]) -> PlanContent:
    """What a version kept."""
    if kept["form"] != FORM:
        raise ValueError(f"a version of form {kept['form']} cannot be read; this reads {FORM}")
    return PlanContent(
        head=_built(Head, kept["head"]),
        areas=tuple(_built(Place, one) for one in kept["areas"]),
        **{
            name: tuple(_built(kind, one) for one in kept[name])  # type: ignore[arg-type]
            for name, (kind, _model) in COLLECTIONS.items()
        },
    )


B = typing.TypeVar("B")


def _built(kind: type[B], values: Mapping[str, Any]) -> B:
    held_types: Mapping[str, type] = _held_types(typing.cast(Any, kind))
    return kind(**{name: _read(values[name], held) for name, held in held_types.items()})


@cache
def _held_types(kind: Any) -> Mapping[str, type]:
    """The type of each field, without ``None``."""
    hints = typing.get_type_hints(kind)
    names = [field.name for field in dataclasses.fields(kind)]
    return {name: _without_none(hints[name]) for name in names}


def _without_none(hint: Any) -> type:
    if isinstance(hint, types.UnionType):
        [hint] = [one for one in typing.get_args(hint) if one is not types.NoneType]
    return typing.cast(type, hint)


def _read(value: Any, held: type) -> Any:
    if value is None:
        return None
    if held is date:
        return date.fromisoformat(value)
    return Decimal(value) if held is Decimal else value
