from __future__ import annotations

from datetime import date, datetime
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from bybalance.web.committees.forms.base import (
    LinkField,
    MeetingTimes,
    RowForm,
    clock_field,
    day_field,
)
from bybalance.web.committees.models import Availability, Convening, ProposedTime
from bybalance.web.committees.queries import words

#: How many times can be proposed at once.
MOST_TIMES = 6


class ConveningForm(RowForm[Convening]):
    answer_by_on = day_field(_("Answer by"), required=True)

    class Meta:
        model = Convening
        fields = (
            "title_da", "title_en", "place", "area", "online_url", "is_public", "note",
            "answer_by_on",
        )  # fmt: skip
        labels = {
            "title_da": _("Title of the meeting in Danish"),
            "title_en": _("Title of the meeting in English"),
            "place": _("Place"),
            "area": _("Housing area"),
            "online_url": _("Link for taking part online"),
            "is_public": _("Open meeting: everyone may know of it"),
            "note": _("Message to the members"),
        }
        field_classes = {"online_url": LinkField}
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_answer_by_on(self) -> date:
        given: date = self.cleaned_data["answer_by_on"]
        if given < self.today:
            raise forms.ValidationError(_("This day has passed. Choose a day to come."))
        return given


class ProposedTimes(MeetingTimes):
    """One proposal among several; what holds for all of them stands above the first."""

    start = clock_field(_("Starts"))


class BaseTimes(forms.BaseFormSet[MeetingTimes]):
    """Several proposals: at least one, none twice, none in the past."""

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now

    def clean(self) -> None:
        if any(self.errors):
            return
        seen: set[datetime] = set()
        for form in self.forms:
            given = form.cleaned_data
            if not given.get("held_on"):
                continue
            start = given.get("starts_at")
            if start is None:
                form.add_error("start", _("Give both a start and an end."))
            elif start <= self.now:
                form.add_error("held_on", _("This time has passed. Choose a time to come."))
            elif start in seen:
                form.add_error("held_on", _("This time is proposed already."))
            else:
                seen.add(start)

    def times(self) -> list[tuple[datetime, datetime]]:
        """The proposals as moments, earliest first."""
        return sorted(
            (form.cleaned_data["starts_at"], form.cleaned_data["ends_at"])
            for form in self.forms
            if form.cleaned_data.get("starts_at")
        )


class AnswerForm(forms.Form):
    """Yes, if need be or no to each proposed time."""

    def __init__(
        self, *args: Any, times: list[ProposedTime], answers: dict[int, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.times = times
        for time in times:
            self.fields[f"time_{time.pk}"] = forms.ChoiceField(
                label=words.period(time.starts_at, time.ends_at),
                choices=Availability.Answer.choices,
                widget=forms.RadioSelect(),
                initial=answers.get(time.pk),
            )
        self.fields["remark"] = forms.CharField(label=_("Remark"), max_length=300, required=False)

    def answers(self) -> dict[ProposedTime, str]:
        """The answer to each time."""
        return {time: self.cleaned_data[f"time_{time.pk}"] for time in self.times}


_ProposedTimes = forms.formset_factory(
    ProposedTimes, formset=BaseTimes, extra=MOST_TIMES - 1, min_num=1, max_num=MOST_TIMES,
    validate_min=True, validate_max=True, absolute_max=MOST_TIMES,
)  # fmt: skip


def proposed_times(data: Any, *, now: datetime) -> BaseTimes:
    """The proposals of a page, as they were sent or empty."""
    return cast(type[BaseTimes], _ProposedTimes)(data, prefix="times", now=now)
