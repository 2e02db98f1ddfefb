from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bybalance.web.areas.models import Area
from bybalance.web.committees.forms.base import LinkField, RowForm, day_field
from bybalance.web.committees.models import AgendaItem, Meeting, Talk, Topic
from bybalance.web.directory.models import Person


class TalkForm(RowForm[Talk]):
    given_on = day_field(
        _("Given on"), help_text=_("For a talk at a meeting this is the meeting's day.")
    )
    speakers = forms.ModelMultipleChoiceField(
        label=_("Speakers"),
        queryset=Person.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple(),
        help_text=_("Their posts on that day are taken from the directory and kept."),
    )

    class Meta:
        model = Talk
        fields = (
            "subject_da", "subject_en", "summary_da", "summary_en", "committee", "given_on",
            "given_precision", "language", "slides_url", "recording_url", "topics", "areas",
            "is_published", "is_invented",
        )  # fmt: skip
        labels = {
            "subject_da": _("Subject in Danish"),
            "subject_en": _("Subject in English"),
            "summary_da": _("Summary in Danish"),
            "summary_en": _("Summary in English"),
            "committee": _("Group"),
            "given_precision": _("How exactly the day is known"),
            "language": _("Language"),
            "slides_url": _("Address of the slides"),
            "recording_url": _("Address of the recording"),
            "topics": _("Fields of knowledge"),
            "areas": _("Housing areas"),
            "is_published": _("Show the talk to those who see the meeting"),
            "is_invented": _("Invented, for practice or a demonstration"),
        }
        field_classes = {"slides_url": LinkField, "recording_url": LinkField}
        widgets = {
            "topics": forms.CheckboxSelectMultiple(),
            "areas": forms.CheckboxSelectMultiple(),
        }

    field_order = ("subject_da", "subject_en", "speakers", "given_on", "given_precision")

    def __init__(self, *args: Any, meeting: Meeting | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            self.initial["speakers"] = [row.person_id for row in self.instance.speaker_rows.all()]
        if meeting is not None:
            for name in ("committee", "given_on", "given_precision"):
                del self.fields[name]
            self.fields["item"] = forms.ModelChoiceField(
                label=_("Agenda item"),
                queryset=AgendaItem.objects.filter(meeting=meeting),
                required=False,
                initial=self.instance.item_id,
            )

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in super().values().items() if name != "speakers"}


class TalkSearchForm(forms.Form):
    search = forms.CharField(label=_("Subject or speaker"), max_length=120, required=False)
    topic = forms.ModelChoiceField(
        label=_("Field of knowledge"),
        queryset=Topic.objects.all(),
        required=False,
        empty_label=_("All"),
    )


class ExpertQuestionForm(forms.Form):
    topics = forms.ModelMultipleChoiceField(
        label=_("What the question is about"),
        queryset=Topic.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple(),
    )
    area = forms.ModelChoiceField(
        label=_("Housing area"), queryset=Area.objects.all(), required=False
    )
