from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from bybalance.web.areas.models import Area
from bybalance.web.plans import permissions
from bybalance.web.plans.forms.fields import day_field
from bybalance.web.plans.models import DevelopmentPlan
from bybalance.web.plans.models.plan import FIRST_YEAR, LAST_YEAR
from bybalance.web.plans.services import PlanDetails
from bybalance.web.programme import permissions as programme
from bybalance.web.programme.models import Node
from bybalance.web.shared.access import Viewer

MAX_COUNT = 1_000_000


class PlansFilterForm(forms.Form):
    """Which plans to list."""

    search = forms.CharField(label=_("Plan or area"), required=False, max_length=80)
    kind = forms.ChoiceField(
        label=_("Kind"),
        required=False,
        choices=[("", _("All")), *DevelopmentPlan.Kind.choices],
    )

    def chosen(self) -> dict[str, str]:
        """What the reader asked for; a value that is not among the choices asks for nothing."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in ("search", "kind")}


class PlanDetailsForm(forms.Form):
    """What a plan says of itself; for a new plan also where it is for and what it belongs to."""

    area = forms.ModelChoiceField(label=_("Housing area"), queryset=Area.objects.none())
    parent = forms.ModelChoiceField(
        label=_("Belongs to"),
        queryset=Node.objects.none(),
        required=False,
        help_text=_("A campaign or an effort in an area, if the plan is part of one."),
    )
    kind = forms.ChoiceField(label=_("Kind of plan"), choices=DevelopmentPlan.Kind.choices)
    name_da = forms.CharField(label=_("Name in Danish"), max_length=160)
    name_en = forms.CharField(label=_("Name in English"), max_length=160, required=False)
    summary_da = forms.CharField(
        label=_("Summary in Danish"), widget=forms.Textarea, required=False, max_length=4000
    )
    summary_en = forms.CharField(
        label=_("Summary in English"), widget=forms.Textarea, required=False, max_length=4000
    )
    vision_da = forms.CharField(
        label=_("Vision in Danish"), widget=forms.Textarea, required=False, max_length=8000
    )
    vision_en = forms.CharField(
        label=_("Vision in English"), widget=forms.Textarea, required=False, max_length=8000
    )
    horizon_year = forms.IntegerField(
        label=_("Horizon, year"), required=False, min_value=FIRST_YEAR, max_value=LAST_YEAR,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip
    from_on = day_field(_("First day"))
    last_on = day_field(_("Last day"))

    def __init__(self, data: Any = None, *, viewer: Viewer, plan: DevelopmentPlan | None) -> None:
        super().__init__(data, initial=_initial(plan) if plan else None)
        if plan is not None:
            del self.fields["area"], self.fields["parent"]
            return
        for name, rows in (
            ("area", permissions.areas_to_plan_for(viewer)),
            ("parent", _parents(viewer)),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  narrows the type
            field.queryset = rows

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        first, last = given.get("from_on"), given.get("last_on")
        if first and last and last < first:
            self.add_error("last_on", _("The last day cannot come before the first."))
        return given

    def details(self) -> PlanDetails:
        """What was filled in; the period ends on the day after its last."""
        given = dict(self.cleaned_data)
        last: date | None = given.pop("last_on")
        for name in ("area", "parent"):
            given.pop(name, None)
        return PlanDetails(**given, until_on=last + timedelta(days=1) if last else None)


def _initial(plan: DevelopmentPlan) -> dict[str, Any]:
    node = plan.node
    return {
        "kind": plan.kind,
        "vision_da": plan.vision_da,
        "vision_en": plan.vision_en,
        "horizon_year": plan.horizon_year,
        "name_da": node.name_da,
        "name_en": node.name_en,
        "summary_da": node.summary_da,
        "summary_en": node.summary_en,
        "from_on": node.from_on,
        "last_on": node.last_day_on,
    }


def _parents(viewer: Viewer) -> Any:
    kinds = (Node.Kind.CAMPAIGN, Node.Kind.EFFORT)
    return programme.nodes.visible_to(viewer).filter(kind__in=kinds)


class PublishForm(forms.Form):
    """What is new in the version."""

    note_da = forms.CharField(label=_("What is new, in Danish"), max_length=300, required=False)
    note_en = forms.CharField(label=_("What is new, in English"), max_length=300, required=False)


class DutiesForm(forms.Form):
    """The day whose law to hold the plan against, and dwellings for the share."""

    on = day_field(_("The law in force on"), required=True)
    family_count = forms.IntegerField(
        label=_("Social family dwellings"), required=False, min_value=0, max_value=MAX_COUNT
    )
    other_count = forms.IntegerField(
        label=_("Other dwellings that count"), required=False, min_value=0, max_value=MAX_COUNT
    )
    business_floor_m2 = forms.IntegerField(
        label=_("Business floor, m²"), required=False, min_value=0, max_value=MAX_COUNT
    )

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        for name in ("family_count", "other_count", "business_floor_m2"):
            attributes = {"inputmode": "numeric", "autocomplete": "off"}
            self.fields[name].widget = forms.TextInput(attrs=attributes)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        family, other = given.get("family_count"), given.get("other_count")
        if (family is None) != (other is None):
            missing = "family_count" if family is None else "other_count"
            self.add_error(missing, _("Give both numbers of dwellings, or neither."))
        if family == 0 and other == 0:
            raise ValidationError(_("There is no dwelling to count."))
        return given

    def dwellings(self) -> dict[str, int] | None:
        """Dwellings for the share; ``None`` where none were given."""
        given = self.cleaned_data
        if given.get("family_count") is None:
            return None
        return {
            "family_count": given["family_count"],
            "other_count": given["other_count"],
            "business_floor_m2": given["business_floor_m2"] or 0,
        }
