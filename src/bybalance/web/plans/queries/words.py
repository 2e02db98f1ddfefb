"""How a plan's values read: choices, money, days and numbers in the language of the page."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Choices
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bybalance.model import formatting, money
from bybalance.model.formatting import Language
from bybalance.pipelines.wording import decimals_for
from bybalance.web.plans.models import (
    DevelopmentPlan,
    Indicator,
    Measure,
    MeasureDependency,
    PlanFact,
    Risk,
    StatusReport,
)
from bybalance.web.plans.queries.content import FactContent, MeasureContent

NONE = "–"

#: How addresses name a kind of part: in English, and in Danish.
PART_WORDS = {
    "fact": "faktum",
    "goal": "maal",
    "measure": "virkemiddel",
    "milestone": "milepael",
    "dependency": "afhaengighed",
    "budget-line": "budgetlinje",
    "risk": "risiko",
    "status-report": "statusrapport",
    "outcome": "virkning",
    "indicator-use": "indikator",
    "measurement": "maaling",
    "evidence": "belaeg",
}


def part_word(kind: str) -> str:
    """A kind of part as the address of this language names it."""
    return PART_WORDS[kind] if language() == "da" else kind


def language() -> Language:
    """The language of the page."""
    return formatting.language_of(get_language() or "da")


def amount(oere: int | None) -> str:
    """Money, or a dash where nothing is known."""
    return NONE if oere is None else money.format_amount(oere, language=language())


def day(value: date | None) -> str:
    """A day in full, or a dash."""
    return NONE if value is None else formatting.long_date(value, language=language())


def number(value: Decimal | int | None, unit: str = "") -> str:
    """A number exactly as it was measured, with its unit."""
    if value is None:
        return NONE
    shown = formatting.number(value, decimals=decimals_for(value), language=language())
    if unit == "%":
        return f"{shown}{formatting.NARROW_SPACE}%"
    return f"{shown}{formatting.NO_BREAK_SPACE}{unit}" if unit else shown


def last_day(until_on: date | None) -> date | None:
    """The last day of a half-open period, as people write it."""
    return None if until_on is None else date.fromordinal(until_on.toordinal() - 1)


def _label(kind: Any, value: Any) -> str:
    choices: type[Choices] = kind
    return str(choices(value).label)


def plan_kind(value: str) -> str:
    return _label(DevelopmentPlan.Kind, value)


def measure_kind(value: str) -> str:
    return _label(Measure.Kind, value)


def measure_state(value: str) -> str:
    return _label(Measure.State, value)


def place(measure: MeasureContent) -> str:
    """Where the measure is, in a word or two."""
    if measure.place != Measure.Place.DRAWN:
        return _label(Measure.Place, measure.place)
    shape = measure.geometry_wkt.split(" ")[0].removeprefix("MULTI")
    return {
        "POINT": _("a point on the map"),
        "LINESTRING": _("a line on the map"),
        "POLYGON": _("an area on the map"),
    }[shape]


def place_choice(value: str) -> str:
    return _label(Measure.Place, value)


def dependency_kind(value: str) -> str:
    return _label(MeasureDependency.Kind, value)


def light(value: str) -> str:
    return _label(StatusReport.Light, value)


def risk_level(value: int) -> str:
    return _label(Risk.Level, value)


def risk_state(value: str) -> str:
    return _label(Risk.State, value)


def direction(value: str) -> str:
    return _label(Indicator.Direction, value)


def confidence(value: str) -> str:
    return _label(PlanFact.Confidence, value)


def when(fact: FactContent) -> str:
    """When a fact was so: in the source's own words where it gives no day."""
    return fact.period or day(fact.happened_on)


def waiting(kind: str, lag_days: int, other: str) -> str:
    """What a measure waits for, as the end of a sentence that begins with the measure."""
    dependency = MeasureDependency.Kind(kind)
    if lag_days == 0:
        return {
            MeasureDependency.Kind.FINISH_TO_START: _("starts when “%(other)s” has ended"),
            MeasureDependency.Kind.START_TO_START: _("starts when “%(other)s” has started"),
            MeasureDependency.Kind.FINISH_TO_FINISH: _("ends when “%(other)s” has ended"),
            MeasureDependency.Kind.START_TO_FINISH: _("ends when “%(other)s” has started"),
        }[dependency] % {"other": other}
    after = {
        MeasureDependency.Kind.FINISH_TO_START: _("starts %(days)s after “%(other)s” has ended"),
        MeasureDependency.Kind.START_TO_START: _("starts %(days)s after “%(other)s” has started"),
        MeasureDependency.Kind.FINISH_TO_FINISH: _("ends %(days)s after “%(other)s” has ended"),
        MeasureDependency.Kind.START_TO_FINISH: _("ends %(days)s after “%(other)s” has started"),
    }
    before = {
        MeasureDependency.Kind.FINISH_TO_START: _("starts %(days)s before “%(other)s” ends"),
        MeasureDependency.Kind.START_TO_START: _("starts %(days)s before “%(other)s” starts"),
        MeasureDependency.Kind.FINISH_TO_FINISH: _("ends %(days)s before “%(other)s” ends"),
        MeasureDependency.Kind.START_TO_FINISH: _("ends %(days)s before “%(other)s” starts"),
    }
    told = after if lag_days > 0 else before
    return told[dependency] % {"other": other, "days": days(abs(lag_days))}


def days(count: int) -> str:
    """A number of days in words."""
    shown = formatting.number(count, language=language())
    unit = _("day") if count == 1 else _("days")
    return f"{shown}{formatting.NO_BREAK_SPACE}{unit}"
