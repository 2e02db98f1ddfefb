"""Fields for money, exact numbers and days."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from bybalance.model import formatting, money
from bybalance.model.errors import InvalidAmount
from bybalance.pipelines.wording import Wording
from bybalance.web.plans.queries import words


class AmountField(forms.CharField):
    """Kroner as people write them; the value is whole øre."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("max_length", 40)
        options.setdefault("help_text", _("In kroner. Øre after the decimal mark."))
        attributes = {"inputmode": "decimal", "autocomplete": "off"}
        super().__init__(widget=forms.TextInput(attrs=attributes), **options)

    def clean(self, value: Any) -> int | None:
        written = super().clean(value)
        if not written:
            return None
        try:
            oere = money.parse_amount(written, language=words.language())
        except InvalidAmount as error:
            raise ValidationError(Wording(words.language()).refusal(error)) from error
        if oere < 0:
            raise ValidationError(_("The amount must be 0 or more."))
        return oere

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int):
            return money.amount_as_typed(value, language=words.language())
        return value


class NumberField(forms.DecimalField):
    """A number typed with a decimal comma or point, without thousands marks."""

    def __init__(self, **options: Any) -> None:
        attributes = {"inputmode": "decimal", "autocomplete": "off"}
        widget = forms.TextInput(attrs=attributes)
        super().__init__(max_digits=18, decimal_places=4, widget=widget, **options)

    def to_python(self, value: object) -> Decimal | None:  # type: ignore[override]  # stubs
        text = str("" if value is None else value).strip().replace(formatting.MINUS, "-")
        return super().to_python(text.replace(",", "."))

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, Decimal):
            return value
        shown = f"{value.normalize():f}"
        return shown.replace(".", ",") if words.language() == "da" else shown


class AddressField(forms.URLField):
    """A web address; one without a scheme is taken to be secure."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"assume_scheme": "https", **options})


def day_field(label: Any, **options: Any) -> forms.DateField:
    """A day, with the calendar of the browser."""
    options.setdefault("required", False)
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **options)
