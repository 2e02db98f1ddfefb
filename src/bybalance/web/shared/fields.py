"""Form fields that many forms share: days, and periods whose last day is included."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.db import models
from django.forms.models import ModelFormMetaclass
from django.utils.translation import gettext_lazy as _


def day_widget() -> forms.DateInput:
    """A day as the browser asks for one; typed as ``2017-03-08`` where it does not."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class _RowFormMeta(ModelFormMetaclass):
    """Every address typed without its beginning is taken to begin with ``https``."""

    def __new__(mcs, name: str, bases: tuple[type, ...], attrs: dict[str, Any]) -> Any:
        meta = attrs.get("Meta")
        if meta is not None and not hasattr(meta, "formfield_callback"):
            meta.formfield_callback = staticmethod(_form_field)
        return super().__new__(mcs, name, bases, attrs)


def _form_field(field: models.Field[Any, Any], **options: Any) -> forms.Field | None:
    if isinstance(field, models.URLField):
        options["assume_scheme"] = "https"
    return field.formfield(**options)


class RowForm(forms.ModelForm[Any], metaclass=_RowFormMeta):
    """A form for one row: days in the browser's own control, short boxes for text."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in self.fields.values():
            if isinstance(field, forms.DateField):
                field.widget = day_widget()
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = 4
            field.label = str(field.label)[:1].upper() + str(field.label)[1:]


class PeriodForm(RowForm):
    """A form for a row that holds for a time; people write the last day, we keep the day after."""

    last_on = forms.DateField(label=_("Last day"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if "from_on" in self.fields:
            self.fields["from_on"].label = _("First day")
        if self.instance.until_on:
            self.initial["last_on"] = self.instance.until_on - timedelta(days=1)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        last_on: date | None = given.get("last_on")
        from_on: date | None = given.get("from_on")
        if from_on and last_on and last_on < from_on:
            self.add_error("last_on", _("The last day lies before the first."))
            last_on = from_on
        if last_on == date.max:
            self.add_error("last_on", _("Leave the last day empty where no end is known."))
            last_on = None
        self.instance.until_on = last_on + timedelta(days=1) if last_on else None
        return given
