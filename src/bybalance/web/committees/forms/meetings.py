from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bybalance.web.committees.forms.base import LinkField, MeetingTimes, RowForm, day_field
from bybalance.web.committees.models import (
    AgendaItem,
    Attendance,
    Committee,
    Decision,
    FollowUp,
    Meeting,
)
from bybalance.web.directory.models import Person


class MeetingForm(MeetingTimes, RowForm[Meeting]):
    field_order = (
        "title_da", "title_en", "number", "series", "held_on", "start", "end", "place", "area",
        "online_url", "summary_da", "summary_en", "is_public", "remind_days",
    )  # fmt: skip

    class Meta:
        model = Meeting
        fields = (
            "title_da", "title_en", "number", "series", "place", "area", "online_url", "summary_da",
            "summary_en", "is_public", "remind_days",
        )  # fmt: skip
        labels = {
            "title_da": _("Title in Danish"),
            "title_en": _("Title in English"),
            "number": _("Number"),
            "series": _("Meeting series"),
            "place": _("Place"),
            "area": _("Housing area"),
            "online_url": _("Link for taking part online"),
            "summary_da": _("About the meeting, in Danish"),
            "summary_en": _("About the meeting, in English"),
            "is_public": _("Open meeting: everyone may know of it"),
            "remind_days": _("Remind the members, days before"),
        }
        field_classes = {"online_url": LinkField}
        help_texts = {
            "title_da": _("Leave empty to call it by number and group."),
            "number": _("Leave empty for the next number."),
            "online_url": _("Shown to members only."),
            "remind_days": _("0 sends no reminder."),
        }

    def __init__(self, *args: Any, committee: Committee, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["series"].queryset = committee.series.all()  # type: ignore[attr-defined]
        meeting = self.instance
        if meeting.pk is not None:
            self.initial["held_on"] = meeting.held_on
            if meeting.starts_at and meeting.ends_at:
                self.initial["start"] = timezone.localtime(meeting.starts_at).time()
                self.initial["end"] = timezone.localtime(meeting.ends_at).time()

    def values(self) -> dict[str, Any]:
        given = super().values()
        return {name: value for name, value in given.items() if name not in ("start", "end")}


class CancelForm(forms.Form):
    reason = forms.CharField(
        label=_("Why the meeting is cancelled"),
        max_length=300,
        help_text=_("Goes into the mail to the members and onto the meeting's page."),
    )


class ShowForm(forms.Form):
    is_published = forms.BooleanField(label=_("Show the meeting"), required=False)
    is_agenda_published = forms.BooleanField(label=_("Show the agenda"), required=False)


class ItemForm(RowForm[AgendaItem]):
    class Meta:
        model = AgendaItem
        fields = (
            "title_da", "title_en", "kind", "duration_min", "text_da", "text_en",
            "is_confidential",
        )  # fmt: skip
        labels = {
            "title_da": _("Title in Danish"),
            "title_en": _("Title in English"),
            "kind": _("Kind"),
            "duration_min": _("Minutes"),
            "text_da": _("Text in Danish"),
            "text_en": _("Text in English"),
            "is_confidential": _("Confidential: only for members of the group"),
        }


class PaperForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        help_text=_("PDF, an office document, CSV or a picture; at most 20 MiB."),
    )
    title = forms.CharField(
        label=_("Title"),
        max_length=160,
        required=False,
        help_text=_("Leave empty to use the file's name."),
    )
    is_public = forms.BooleanField(
        label=_("For everyone, when the meeting is open and the item is not confidential"),
        required=False,
    )


MINUTES_LABELS = (("da", _("Minutes in Danish")), ("en", _("Minutes in English")))


class MinutesForm(forms.Form):
    """The minutes of every item, in Danish and English."""

    def __init__(self, *args: Any, items: list[AgendaItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = items
        for item in items:
            for language, label in (
                ("da", _("Minutes in Danish")),
                ("en", _("Minutes in English")),
            ):
                self.fields[f"minutes_{language}_{item.pk}"] = forms.CharField(
                    label=label,
                    required=False,
                    max_length=50_000,
                    widget=forms.Textarea(attrs={"rows": 5 if language == "da" else 2}),
                    initial=getattr(item, f"minutes_{language}"),
                )

    def texts(self) -> dict[AgendaItem, dict[str, str]]:
        """What was written, by item."""
        return {
            item: {
                f"minutes_{language}": self.cleaned_data[f"minutes_{language}_{item.pk}"]
                for language in ("da", "en")
            }
            for item in self.items
        }

    def by_item(self) -> list[tuple[AgendaItem, list[forms.BoundField]]]:
        """Each item with its two fields."""
        return [
            (item, [self[f"minutes_{language}_{item.pk}"] for language in ("da", "en")])
            for item in self.items
        ]


class AttendanceForm(forms.Form):
    """How each member took part, and one guest."""

    def __init__(
        self, *args: Any, people: list[Person], modes: dict[int, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.people = people
        choices = [("", _("not recorded")), *Attendance.Mode.choices]
        for person in people:
            self.fields[f"mode_{person.pk}"] = forms.ChoiceField(
                label=person.name,
                choices=choices,
                required=False,
                initial=modes.get(person.pk, ""),
            )
        self.fields["guest"] = forms.ModelChoiceField(
            label=_("Add a guest"),
            queryset=Person.objects.exclude(pk__in=[one.pk for one in people]),
            required=False,
        )

    def modes(self) -> dict[Person, str]:
        """The mode of each person; empty where it is not recorded."""
        found = {person: self.cleaned_data[f"mode_{person.pk}"] for person in self.people}
        guest = self.cleaned_data.get("guest")
        return {**found, guest: Attendance.Mode.IN_THE_ROOM} if guest else found


class DecisionForm(RowForm[Decision]):
    class Meta:
        model = Decision
        fields = ("text_da", "text_en")
        labels = {"text_da": _("Decision in Danish"), "text_en": _("Decision in English")}
        widgets = {
            "text_da": forms.Textarea(attrs={"rows": 3}),
            "text_en": forms.Textarea(attrs={"rows": 3}),
        }


class FollowUpForm(RowForm[FollowUp]):
    due_on = day_field(_("Due"))

    class Meta:
        model = FollowUp
        fields = ("text", "owner", "owner_organisation", "due_on", "decision")
        labels = {
            "text": _("What is to be done"),
            "owner": _("Person who does it"),
            "owner_organisation": _("Organisation that does it"),
            "decision": _("Follows from the decision"),
        }

    def __init__(self, *args: Any, item: AgendaItem, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decision"].queryset = item.decisions.all()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if not given.get("owner") and not given.get("owner_organisation"):
            self.add_error("owner", _("Say who does it: a person or an organisation."))
        return given


class ReportForm(forms.Form):
    state = forms.ChoiceField(label=_("State"), choices=FollowUp.State.choices)
    note = forms.CharField(label=_("Remark"), max_length=300, required=False)


class ApproveForm(forms.Form):
    approved_on = day_field(_("Approved on"), required=True)
