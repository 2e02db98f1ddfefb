"""What the forms share: days with a last day, times of a day, choices that are small enough."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.utils import from_current_timezone
from django.utils.translation import gettext_lazy as _

M = TypeVar("M", bound=models.Model)


class DayInput(forms.DateInput):
    """The browser's own way to choose a day; it always sends ISO dates."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class ClockInput(forms.TimeInput):
    """The browser's own way to choose a time of day."""

    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%H:%M")


def day_field(label: Any, *, required: bool = False, help_text: Any = "") -> forms.DateField:
    """A day; typed by hand, the Danish way is understood too."""
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=DayInput(),
        input_formats=["%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y", "%d/%m/%Y"],
    )


def clock_field(label: Any, *, required: bool = False, help_text: Any = "") -> forms.TimeField:
    """A time of day in Denmark."""
    return forms.TimeField(
        label=label,
        required=required,
        help_text=help_text,
        widget=ClockInput(),
        input_formats=["%H:%M", "%H.%M", "%H:%M:%S"],
    )


def moment(day: date, clock: time) -> datetime:
    """The moment when a Danish clock shows ``clock`` on ``day``; some nights have none or two."""
    return from_current_timezone(datetime.combine(day, clock))


class LinkField(forms.URLField):
    """A web address; one without a scheme is a secure one."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(assume_scheme="https", **kwargs)


class RowForm(forms.ModelForm[M]):
    """A form for one row; :meth:`values` is what a service is given."""

    def values(self) -> dict[str, Any]:
        """What was filled in, by field of the row."""
        return dict(self.cleaned_data)


class PeriodForm(RowForm[M]):
    """A row that holds for a period: people give its last day, the row keeps the day after."""

    from_on = day_field(_("First day"))
    last_on = day_field(_("Last day"), help_text=_("Leave empty while it holds."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [name for name in self.fields if name != "last_on"]
        names.insert(names.index("from_on") + 1, "last_on")
        self.order_fields(names)
        until_on = getattr(self.instance, "until_on", None)
        self.initial.setdefault("from_on", getattr(self.instance, "from_on", None))
        if until_on is not None:
            self.initial.setdefault("last_on", until_on - timedelta(days=1))

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        first, last = given.get("from_on"), given.get("last_on")
        if first and last and last < first:
            self.add_error("last_on", _("The last day cannot come before the first."))
        return given

    def values(self) -> dict[str, Any]:
        given = super().values()
        last = given.pop("last_on")
        return {**given, "until_on": None if last is None else last + timedelta(days=1)}


class MeetingTimes(forms.Form):
    """A day with a start and an end, which become two moments."""

    held_on = day_field(_("Day"), required=True)
    start = clock_field(_("Starts"), help_text=_("Danish time, such as 13:00."))
    end = clock_field(_("Ends"))

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        day, start, end = given.get("held_on"), given.get("start"), given.get("end")
        given["starts_at"] = given["ends_at"] = None
        if (start is None) != (end is None):
            self.add_error(
                "end" if end is None else "start", _("Give both a start and an end, or neither.")
            )
        elif day and start and end:
            if end <= start:
                self.add_error("end", _("The end must come after the start."))
            else:
                self._set_moments(given, day, start, end)
        return given

    def _set_moments(self, given: dict[str, Any], day: date, start: time, end: time) -> None:
        for name, field, clock in (("starts_at", "start", start), ("ends_at", "end", end)):
            try:
                given[name] = moment(day, clock)
            except ValidationError as error:
                self.add_error(field, error)
