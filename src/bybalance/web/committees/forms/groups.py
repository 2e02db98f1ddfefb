from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bybalance.web.committees.forms.base import PeriodForm, RowForm, day_field
from bybalance.web.committees.models import (
    Committee,
    MeetingSeries,
    Membership,
    TermsOfReference,
)


class CommitteeForm(PeriodForm[Committee]):
    class Meta:
        model = Committee
        fields = (
            "kind", "name_da", "name_en", "node", "purpose_da", "purpose_en", "topics", "from_on",
            "is_published", "is_invented",
        )  # fmt: skip
        labels = {
            "kind": _("Kind"),
            "name_da": _("Name in Danish"),
            "name_en": _("Name in English"),
            "node": _("Part of the programme"),
            "purpose_da": _("What the group is for, in Danish"),
            "purpose_en": _("What the group is for, in English"),
            "topics": _("Fields of knowledge"),
            "is_published": _("Show the group to everyone"),
            "is_invented": _("Invented, for practice or a demonstration"),
        }
        widgets = {"topics": forms.CheckboxSelectMultiple()}


class TermsForm(RowForm[TermsOfReference]):
    from_on = day_field(_("In force from"))

    class Meta:
        model = TermsOfReference
        fields = ("title_da", "title_en", "text_da", "text_en", "from_on", "is_published")
        labels = {
            "title_da": _("Title in Danish"),
            "title_en": _("Title in English"),
            "text_da": _("Text in Danish"),
            "text_en": _("Text in English"),
            "is_published": _("Show this version to everyone who sees the group"),
        }


class MembershipForm(PeriodForm[Membership]):
    class Meta:
        model = Membership
        fields: tuple[str, ...] = (
            "person",
            "function",
            "capacity",
            "represented",
            "topics",
            "from_on",
        )
        labels = {
            "person": _("Person"),
            "function": _("Function"),
            "capacity": _("Sits as"),
            "represented": _("Represents"),
            "topics": _("Fields of knowledge"),
        }
        widgets = {"topics": forms.CheckboxSelectMultiple()}

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        is_in_person = given.get("capacity") == Membership.Capacity.IN_PERSON
        if is_in_person and given.get("represented"):
            self.add_error("represented", _("A member in person represents no organisation."))
        if given.get("capacity") == Membership.Capacity.ORGANISATION and not given.get(
            "represented"
        ):
            self.add_error("represented", _("Choose the organisation that the member represents."))
        return given


class MembershipChangeForm(MembershipForm):
    """As :class:`MembershipForm`, without the person: another person is another membership."""

    class Meta(MembershipForm.Meta):
        fields = ("function", "capacity", "represented", "topics", "from_on")


class EndMembershipForm(forms.Form):
    last_on = day_field(_("Last day as a member"), required=True)


class SeriesForm(PeriodForm[MeetingSeries]):
    class Meta:
        model = MeetingSeries
        fields = ("name_da", "name_en", "min_per_year", "max_per_year", "from_on")
        labels = {
            "name_da": _("Name in Danish"),
            "name_en": _("Name in English"),
            "min_per_year": _("Fewest meetings a year"),
            "max_per_year": _("Most meetings a year"),
        }
