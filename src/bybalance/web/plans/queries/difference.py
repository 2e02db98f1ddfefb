"""What changed between two versions of a plan, part by part and in words."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final, Literal

from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from bybalance.web.plans.models import Indicator
from bybalance.web.plans.queries import words
from bybalance.web.plans.queries.content import COLLECTIONS, Part, Place, PlanContent

Change = Literal["added", "removed", "changed"]


@dataclass(frozen=True)
class FieldChange:
    """One value that is another now."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class PartChange:
    """A part that is new, gone or different; ``fields`` tell what is different."""

    change: Change
    name: str
    fields: tuple[FieldChange, ...] = ()

    @property
    def word(self) -> str:
        """The change as a word."""
        return {"added": pgettext("plan", "New"), "removed": _("Removed"), "changed": _("Changed")}[
            self.change
        ]


@dataclass(frozen=True)
class Group:
    """Every change of one kind of part."""

    heading: str
    changes: tuple[PartChange, ...]


@dataclass(frozen=True)
class Difference:
    """Every change from one content to another."""

    groups: tuple[Group, ...]

    def count(self, change: Change) -> int:
        """How many parts changed in that way."""
        return sum(one.change == change for group in self.groups for one in group.changes)

    @property
    def is_empty(self) -> bool:
        return not self.groups

    @property
    def sentence(self) -> str:
        """How much changed, as a sentence."""
        if self.is_empty:
            return _("Nothing has changed.")
        return _("%(added)s added, %(removed)s removed, %(changed)s changed.") % {
            name: words.number(self.count(name)) for name in ("added", "removed", "changed")
        }


#: What each kind of part is called as a heading.
HEADINGS: Final[Mapping[str, Promise]] = {
    "facts": gettext_lazy("Facts"),
    "goals": gettext_lazy("Goals"),
    "measures": gettext_lazy("Measures"),
    "milestones": gettext_lazy("Milestones"),
    "dependencies": gettext_lazy("Dependencies"),
    "budget": gettext_lazy("Budget lines"),
    "risks": gettext_lazy("Risks"),
    "reports": gettext_lazy("Status reports"),
    "outcomes": gettext_lazy("Outcomes"),
    "uses": gettext_lazy("Indicators"),
    "measurements": gettext_lazy("Measurements"),
    "evidence": gettext_lazy("Evidence"),
}

#: What a field is called where its model does not say it well enough.
_LABELS: Final[Mapping[str, Promise]] = {
    "name_da": gettext_lazy("name in Danish"),
    "name_en": gettext_lazy("name in English"),
    "summary_da": gettext_lazy("summary in Danish"),
    "summary_en": gettext_lazy("summary in English"),
    "kind": gettext_lazy("kind"),
    "vision_da": gettext_lazy("vision in Danish"),
    "vision_en": gettext_lazy("vision in English"),
    "horizon_year": gettext_lazy("horizon, year"),
    "from_on": gettext_lazy("begins"),
    "until_on": gettext_lazy("ends"),
    "position": gettext_lazy("order"),
    "goal_id": gettext_lazy("goal"),
    "measure_id": gettext_lazy("measure"),
    "before_id": gettext_lazy("waits for"),
    "after_id": gettext_lazy("measure that waits"),
    "outcome_id": gettext_lazy("outcome"),
    "use_id": gettext_lazy("indicator"),
    "organisation": gettext_lazy("organisation"),
    "geometry_wkt": gettext_lazy("place on the map"),
    "planned_oere": gettext_lazy("planned"),
    "actual_oere": gettext_lazy("spent"),
    "owner": gettext_lazy("owner of the indicator"),
    "indicator_key": gettext_lazy("indicator"),
}


def difference(before: PlanContent, after: PlanContent) -> Difference:
    """Every part that was added, removed or changed; parts are known again by their id."""
    groups = [_head_group(before, after)]
    for name in COLLECTIONS:
        changes = _changes(name, before, after)
        groups.append(Group(heading=str(HEADINGS[name]), changes=changes))
    return Difference(groups=tuple(group for group in groups if group.changes))


def _head_group(before: PlanContent, after: PlanContent) -> Group:
    fields = [
        FieldChange(label=_label("plan", name), before=one, after=other)
        for name, one, other in _different(before.head, after.head, before, after)
    ]
    if before.areas != after.areas:
        fields.append(
            FieldChange(
                label=_("housing areas"), before=_names(before.areas), after=_names(after.areas)
            )
        )
    change = PartChange(change="changed", name=after.head.name, fields=tuple(fields))
    return Group(heading=_("The plan itself"), changes=(change,) if fields else ())


def _changes(name: str, before: PlanContent, after: PlanContent) -> tuple[PartChange, ...]:
    was: dict[int, Part] = {part.id: part for part in getattr(before, name)}
    now: dict[int, Part] = {part.id: part for part in getattr(after, name)}
    found = []
    for part_id, part in now.items():
        if part_id not in was:
            found.append(PartChange(change="added", name=part_name(part, after)))
        elif part != was[part_id]:
            fields = tuple(
                FieldChange(label=_label(name, field), before=one, after=other)
                for field, one, other in _different(was[part_id], part, before, after)
            )
            found.append(PartChange("changed", part_name(part, after), fields))
    found += [
        PartChange(change="removed", name=part_name(part, before))
        for part_id, part in was.items()
        if part_id not in now
    ]
    return tuple(found)


def _different(
    one: object, other: object, before: PlanContent, after: PlanContent
) -> list[tuple[str, str, str]]:
    """Fields whose values differ, each as it reads before and after."""
    names = [field.name for field in dataclasses.fields(one)]  # type: ignore[arg-type]
    return [
        (name, _shown(name, one, before), _shown(name, other, after))
        for name in names
        if getattr(one, name) != getattr(other, name)
    ]


def part_name(part: Part, content: PlanContent) -> str:
    """What a reader would call a part."""
    title = getattr(part, "title", "") or getattr(part, "label", "") or getattr(part, "name", "")
    if title:
        return str(title)
    writers: dict[str, Callable[[Any], str]] = {
        "DependencyContent": lambda it: (
            f"{_measure(it.after_id, content)} ← {_measure(it.before_id, content)}"
        ),
        "BudgetContent": lambda it: (
            f"{it.organisation} {it.year}, {_measure(it.measure_id, content)}"
        ),
        "ReportContent": lambda it: (
            f"{words.day(it.reported_on)}, {_measure(it.measure_id, content)}"
        ),
        "MeasurementContent": lambda it: (
            f"{_titled('uses', it.use_id, content)}, {words.day(it.measured_on)}"
        ),
    }
    writer = writers.get(type(part).__name__)
    return writer(part) if writer else str(getattr(part, "source_title", part.id))


def _measure(measure_id: int | None, content: PlanContent) -> str:
    if measure_id is None:
        return _("the plan as a whole")
    return _titled("measures", measure_id, content)


def _titled(collection: str, part_id: int, content: PlanContent) -> str:
    found = next((one for one in getattr(content, collection) if one.id == part_id), None)
    return part_name(found, content) if found else words.NONE


_REFERENCES: Final = {
    "goal_id": "goals",
    "measure_id": "measures",
    "before_id": "measures",
    "after_id": "measures",
    "outcome_id": "outcomes",
    "use_id": "uses",
}


def _shown(name: str, part: object, content: PlanContent) -> str:
    """One value as a reader would write it."""
    value = getattr(part, name)
    if value is None or value == "":
        return words.NONE
    if name in _REFERENCES:
        return _titled(_REFERENCES[name], value, content)
    if name.endswith("_oere"):
        return words.amount(value)
    if name == "until_on":
        return words.day(words.last_day(value))
    if isinstance(value, date):
        return words.day(value)
    if name == "geometry_wkt":
        return _geometry(value)
    if isinstance(value, Decimal):
        return words.number(value)
    choices = _choices(type(part).__name__, name)
    return choices(value) if choices else str(value)


def _geometry(wkt: str) -> str:
    return wkt if len(wkt) <= 80 else f"{wkt[:79]}…"


def _choices(kind: str, name: str) -> Callable[[Any], str] | None:
    writers: dict[tuple[str, str], Callable[[Any], str]] = {
        ("Head", "kind"): words.plan_kind,
        ("FactContent", "confidence"): words.confidence,
        ("MeasureContent", "kind"): words.measure_kind,
        ("MeasureContent", "state"): words.measure_state,
        ("MeasureContent", "place"): words.place_choice,
        ("DependencyContent", "kind"): words.dependency_kind,
        ("RiskContent", "probability"): words.risk_level,
        ("RiskContent", "consequence"): words.risk_level,
        ("RiskContent", "state"): words.risk_state,
        ("ReportContent", "light"): words.light,
        ("UseContent", "direction"): words.direction,
    }
    return writers.get((kind, name))


def _label(collection: str, name: str) -> str:
    if name in _LABELS:
        return str(_LABELS[name])
    model: type[Model] = COLLECTIONS[collection][1]
    if collection == "uses" and not hasattr(model, name):
        model = Indicator  # a use carries what its indicator says
    field = model._meta.get_field(name)
    return str(getattr(field, "verbose_name", name))


def _names(areas: tuple[Place, ...]) -> str:
    return ", ".join(area.name for area in areas) or words.NONE
