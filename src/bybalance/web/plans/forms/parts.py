"""A form for each kind of part, and how addresses name them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar, Final

import shapely
from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bybalance.model.errors import InvalidGeometry
from bybalance.model.messages import Message
from bybalance.pipelines.wording import Wording
from bybalance.sources import places
from bybalance.web.plans.forms.fields import (
    AddressField,
    AmountField,
    NumberField,
    day_field,
)
from bybalance.web.plans.models import (
    BudgetLine,
    DevelopmentPlan,
    Evidence,
    Goal,
    Indicator,
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
from bybalance.web.plans.queries import words

MAX_GEOJSON_MIB = 2
MAX_TEXT = 8000


class TwoLanguages(forms.ModelForm[Any]):
    """A form whose ``written`` text may be in either language, but must be in one."""

    written: ClassVar[str] = ""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, field in self.fields.items():
            if isinstance(field.widget, forms.Textarea):
                field.max_length = MAX_TEXT  # type: ignore[attr-defined]
            if name == "source_url":
                field.widget.attrs["inputmode"] = "url"
        if self.written:  # neither field is required, but one of the two is
            self.fields[f"{self.written}_da"].help_text = _("Write it in Danish or in English.")

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        danish, english = f"{self.written}_da", f"{self.written}_en"
        if self.written and not given.get(danish) and not given.get(english):
            self.add_error(danish, _("Write it in Danish or in English."))
        return given


class PartForm(TwoLanguages):
    """A part of one plan; it can refer only to other parts of the same plan."""

    #: Fields without an input of their own that constraints still look at.
    checked: ClassVar[frozenset[str]] = frozenset({"removed_at"})

    def __init__(self, *args: Any, plan: DevelopmentPlan, **options: Any) -> None:
        super().__init__(*args, **options)
        self.instance.plan = plan
        for field in self.fields.values():
            if isinstance(field, forms.ModelChoiceField):
                model = field.queryset.model if field.queryset is not None else None
                if model is not None and issubclass(model, PlanPart):
                    field.queryset = model.objects.filter(plan=plan)

    def _get_validation_exclusions(self) -> set[str]:
        unchecked: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]  # stubs
        return unchecked - self.checked


class FactForm(PartForm):
    written = "text"
    happened_on = day_field(_("Date"), help_text=_("Leave empty where the source gives no day."))
    checked_on = day_field(_("Checked on"))

    class Meta:
        model = PlanFact
        field_classes: ClassVar = {"source_url": AddressField}
        fields = (
            "label_da", "label_en", "text_da", "text_en", "happened_on", "period_da", "period_en",
            "confidence", "source_title", "source_url", "checked_on", "position",
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if not given.get("source_title"):
            self.add_error("source_title", _("Say where this is known from."))
        if not given.get("label_da") and not given.get("label_en"):
            self.add_error("label_da", _("Write it in Danish or in English."))
        return given


class GoalForm(PartForm):
    written = "title"

    class Meta:
        model = Goal
        fields = ("title_da", "title_en", "text_da", "text_en", "position")


class MeasureForm(PartForm):
    """A measure, with its place typed as coordinates or read from a file."""

    written = "title"
    checked = frozenset({"removed_at", "until_on", "geometry_wkb"})
    SHAPES = (
        ("point", _("Point")),
        ("line", _("Line")),
        ("polygon", _("Surface")),
    )

    from_on = day_field(_("First day"))
    last_on = day_field(_("Last day"))
    shape = forms.ChoiceField(label=_("What the coordinates make"), choices=SHAPES, required=False)
    coordinates = forms.CharField(
        label=_("Coordinates"),
        widget=forms.Textarea,
        required=False,
        max_length=100_000,
        help_text=_(
            "One point per line: latitude and longitude, such as 55.6761 12.5683, or east and "
            "north in metres (EPSG:25832)."
        ),
    )
    geojson = forms.FileField(
        label=_("Or a GeoJSON file"), required=False, help_text=_("It replaces the coordinates.")
    )

    class Meta:
        model = Measure
        fields = (
            "title_da", "title_en", "kind", "state", "goal", "organisation", "text_da", "text_en",
            "from_on", "last_on", "place", "shape", "coordinates", "geojson", "position",
        )  # fmt: skip

    field_order = Meta.fields

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        measure = self.instance
        self.initial.setdefault("last_on", words.last_day(measure.until_on))
        if measure.geometry_wkb is not None:
            shape, written = _as_typed(bytes(measure.geometry_wkb))
            self.initial.setdefault("shape", shape)
            self.initial.setdefault("coordinates", written)

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        first, last = given.get("from_on"), given.get("last_on")
        if first and last and last < first:
            self.add_error("last_on", _("The last day cannot come before the first."))
        else:
            self.instance.until_on = last + timedelta(days=1) if last else None
        if given.get("place") == Measure.Place.DRAWN:
            self._read_place(given)
        else:
            self.instance.geometry_wkb = None
        return given

    def _read_place(self, given: Mapping[str, Any]) -> None:
        """Read the place that was typed or sent, or say beside its field what is wrong."""
        upload, kept = given.get("geojson"), self.instance.geometry_wkb
        field = "geojson" if upload else "coordinates"
        written = given.get("coordinates", "")
        try:
            if upload:
                geometry = _read_upload(upload)
            elif kept is not None and written == self.initial.get("coordinates"):
                return  # untouched; typing shows fewer decimals and parts than a file had
            else:
                geometry = places.read_typed_place(written, shape=given.get("shape") or "point")
        except InvalidGeometry as error:
            self.add_error(field, Wording(words.language()).refusal(error))
        else:
            self.instance.geometry_wkb = shapely.to_wkb(geometry)


def _read_upload(upload: UploadedFile[Any]) -> shapely.Geometry:
    if (upload.size or 0) > MAX_GEOJSON_MIB * 1024 * 1024:
        raise InvalidGeometry(
            f"The file is larger than {MAX_GEOJSON_MIB} MiB.",
            message=Message("geometry.file_too_large", {"limit": MAX_GEOJSON_MIB}),
        )
    return places.read_geojson_place(upload.read())


def _as_typed(geometry_wkb: bytes) -> tuple[str, str]:
    """The shape and coordinates of a simple geometry, as the form takes them."""
    geometry = shapely.from_wkb(geometry_wkb)
    name = geometry.geom_type.removeprefix("Multi")
    shape = {"Point": "point", "LineString": "line", "Polygon": "polygon"}[name]
    first = shapely.get_parts(geometry)[0]
    ring = first.exterior.coords[:-1] if shape == "polygon" else first.coords
    return shape, "\n".join(f"{x:.1f} {y:.1f}" for x, y in ring)


class MilestoneForm(PartForm):
    written = "title"
    due_on = day_field(_("Due"), required=True)
    done_on = day_field(_("Reached"))

    class Meta:
        model = Milestone
        fields = ("measure", "title_da", "title_en", "due_on", "done_on")


class DependencyForm(PartForm):
    class Meta:
        model = MeasureDependency
        fields = ("after", "before", "kind", "lag_days")
        help_texts: ClassVar = {
            "lag_days": _("Negative where the two may overlap."),
        }


class BudgetLineForm(PartForm):
    planned_oere = AmountField(label=_("Planned"))
    actual_oere = AmountField(label=_("Spent"), required=False)

    class Meta:
        model = BudgetLine
        fields = ("measure", "organisation", "year", "planned_oere", "actual_oere")
        help_texts: ClassVar = {
            "measure": _("Leave empty for the plan as a whole."),
        }
        widgets: ClassVar = {
            "year": forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        }


class RiskForm(PartForm):
    written = "title"

    class Meta:
        model = Risk
        fields = (
            "title_da", "title_en", "probability", "consequence", "response_da", "response_en",
            "organisation", "state",
        )  # fmt: skip


class StatusReportForm(PartForm):
    written = "reason"
    reported_on = day_field(_("Date"), required=True)

    class Meta:
        model = StatusReport
        fields = ("measure", "reported_on", "light", "reason_da", "reason_en")
        help_texts: ClassVar = {
            "measure": _("Leave empty for the plan as a whole."),
        }


class OutcomeForm(PartForm):
    written = "title"

    class Meta:
        model = Outcome
        fields = ("title_da", "title_en", "goal")


class IndicatorUseForm(PartForm):
    baseline_on = day_field(_("Day of the baseline"))
    baseline_number = NumberField(label=_("Baseline"), required=False)
    target_on = day_field(_("Day of the target"))
    target_number = NumberField(label=_("Target"), required=False)

    class Meta:
        model = IndicatorUse
        fields = (
            "outcome", "indicator", "baseline_on", "baseline_number", "target_on", "target_number",
        )  # fmt: skip


class MeasurementForm(PartForm):
    measured_on = day_field(_("Measured on"), required=True)
    number = NumberField(label=_("Measured value"))

    class Meta:
        model = Measurement
        field_classes: ClassVar = {"source_url": AddressField}
        fields = ("use", "measured_on", "number", "source_title", "source_url")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["source_title"].required = True


class EvidenceForm(PartForm):
    written = "supports"
    checked_on = day_field(_("Checked on"))

    class Meta:
        model = Evidence
        field_classes: ClassVar = {"source_url": AddressField}
        fields = (
            "source_title", "source_url", "checked_on", "supports_da", "supports_en", "measure",
        )  # fmt: skip
        labels: ClassVar = {"source_title": _("Title of the publication")}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["source_title"].required = True


class IndicatorForm(TwoLanguages):
    """What an indicator means, for every plan that measures by it."""

    written = "name"

    class Meta:
        model = Indicator
        field_classes: ClassVar = {"source_url": AddressField}
        fields = (
            "name_da", "name_en", "definition_da", "definition_en", "unit_da", "unit_en",
            "direction", "organisation", "source_title", "source_url",
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if not given.get("definition_da") and not given.get("definition_en"):
            self.add_error("definition_da", _("Write it in Danish or in English."))
        return given


# --- how addresses name them ----------------------------------------------------------------


@dataclass(frozen=True)
class PartKind:
    """A kind of part: its word in addresses, its form, and the page it is shown on."""

    word: str
    form: type[PartForm]
    add_title: Promise
    change_title: Promise
    page: str

    @property
    def model(self) -> type[PlanPart]:
        model: type[PlanPart] = self.form._meta.model
        return model


def _kind(word: str, form: type[PartForm], titles: tuple[Promise, Promise], page: str) -> PartKind:
    return PartKind(word, form, *titles, page)


PARTS: Final = (
    _kind("fact", FactForm, (_("Add a fact"), _("Change the fact")), "plan"),
    _kind("goal", GoalForm, (_("Add a goal"), _("Change the goal")), "plan"),
    _kind(
        "measure", MeasureForm,
        (_("Add a measure"), _("Change the measure")), "measures",
    ),
    _kind(
        "milestone", MilestoneForm,
        (_("Add a milestone"), _("Change the milestone")), "measures",
    ),
    _kind(
        "dependency", DependencyForm,
        (_("Add a dependency"), _("Change the dependency")), "measures",
    ),
    _kind(
        "budget-line", BudgetLineForm,
        (_("Add a budget line"), _("Change the budget line")), "budget",
    ),
    _kind("risk", RiskForm, (_("Add a risk"), _("Change the risk")), "follow_up"),
    _kind(
        "status-report", StatusReportForm,
        (_("Add a status report"), _("Change the status report")), "follow_up",
    ),
    _kind(
        "outcome", OutcomeForm,
        (_("Add an outcome"), _("Change the outcome")), "effects",
    ),
    _kind(
        "indicator-use", IndicatorUseForm,
        (_("Measure an outcome"), _("Change baseline and target")), "effects",
    ),
    _kind(
        "measurement", MeasurementForm,
        (_("Add a measurement"), _("Change the measurement")), "effects",
    ),
    _kind(
        "evidence", EvidenceForm,
        (_("Add evidence"), _("Change the evidence")), "plan",
    ),
)  # fmt: skip


def part_kind(word: str) -> PartKind | None:
    """The kind that an address names, in either language."""
    return next((one for one in PARTS if word in (one.word, words.PART_WORDS[one.word])), None)
