"""Form fields with the classes of dkfds and the attributes that a screen reader needs."""

from __future__ import annotations

from django import template
from django.db.models.fields import BLANK_CHOICE_DASH
from django.forms import BoundField, ModelChoiceField, widgets
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def control(field: BoundField) -> SafeString:
    """The field's widget, tied to its hint and its error message.

    Placeholders are left out: they repeat the label and are gone when one begins to write.
    """
    _name_the_empty_choice(field)
    attributes: dict[str, str | bool] = {
        "class": _class_of(field.field.widget),
        "placeholder": False,
    }
    described_by = " ".join(_descriptions(field))
    if described_by:
        attributes["aria-describedby"] = described_by
    if field.errors:
        attributes["aria-invalid"] = "true"
    return field.as_widget(attrs=attributes)


@register.filter
def layout_of(field: BoundField) -> str:
    """How label and control stand together: ``check``, ``choices`` or ``input``."""
    widget = field.field.widget
    if isinstance(widget, widgets.RadioSelect | widgets.CheckboxSelectMultiple):
        return "choices"
    return "check" if isinstance(widget, widgets.CheckboxInput) else "input"


def _name_the_empty_choice(field: BoundField) -> None:
    """A list says in words that nothing is chosen yet, where Django would draw nine hyphens."""
    hyphens = BLANK_CHOICE_DASH[0][1]
    words = _("Choose …") if field.field.required else _("Nothing chosen")
    if isinstance(field.field, ModelChoiceField):
        if field.field.empty_label == hyphens:
            field.field.empty_label = words
    elif isinstance(field.field.widget, widgets.Select):
        field.field.widget.choices = [
            (value, words if label == hyphens else label)
            for value, label in field.field.widget.choices
        ]


def _class_of(widget: widgets.Widget) -> str:
    if isinstance(widget, widgets.RadioSelect | widgets.CheckboxSelectMultiple):
        return "form-choice"
    if isinstance(widget, widgets.CheckboxInput):
        return "form-check__input"
    return "form-select" if isinstance(widget, widgets.Select) else "form-input"


def _descriptions(field: BoundField) -> list[str]:
    named = []
    if field.help_text:
        named.append(f"{field.id_for_label}_hint")
    if field.errors:
        named.append(f"{field.id_for_label}_error")
    return named
