from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bybalance.web.newsletter.models import LANGUAGES, Issue, IssueItem
from bybalance.web.shared.fields import day_widget

#: How a browser's own field for day and hour writes them.
BROWSER_MOMENT = "%Y-%m-%dT%H:%M"


class SignUpForm(forms.Form):
    """Ask for the newsletter. ``website`` is a trap: people do not see it, programs fill it in."""

    email = forms.EmailField(
        label=_("E-mail"), max_length=254, help_text=_("We send you a link to confirm.")
    )
    language = forms.ChoiceField(
        label=_("Language of the newsletter"), choices=LANGUAGES, widget=forms.RadioSelect
    )
    website = forms.CharField(label=_("Leave this empty"), required=False, max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].widget.attrs["autocomplete"] = "email"

    @property
    def is_trapped(self) -> bool:
        """Whether the field that nobody sees was filled in."""
        return bool(self.cleaned_data.get("website"))


class LanguageForm(forms.Form):
    language = forms.ChoiceField(
        label=_("Language of the newsletter"), choices=LANGUAGES, widget=forms.RadioSelect
    )


class IssueForm(forms.ModelForm[Issue]):
    """The words of an issue; English may be left out."""

    class Meta:
        model = Issue
        fields = ("title_da", "title_en", "intro_da", "intro_en", "is_invented")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, field in self.fields.items():
            field.label = str(field.label)[:1].upper() + str(field.label)[1:]
            if name.startswith("intro"):
                field.widget.attrs["rows"] = 5

    def clean_title_da(self) -> str:
        return _one_line(self.cleaned_data["title_da"])

    def clean_title_en(self) -> str:
        return _one_line(self.cleaned_data["title_en"])


class SinceForm(forms.Form):
    since = forms.DateField(
        label=_("Show what was published since"), required=False, widget=day_widget()
    )


class AddItemsForm(forms.Form):
    """Things to add, each as ``kind-number``."""

    thing = forms.TypedMultipleChoiceField(required=True)

    def __init__(self, given: Any) -> None:
        super().__init__(given)
        asked = given.getlist("thing")
        self.fields["thing"].choices = [(one, one) for one in asked if _key_of(one)]  # type: ignore[attr-defined]

    def keys(self) -> list[tuple[str, int]]:
        """What was asked for."""
        return [key for one in self.cleaned_data["thing"] if (key := _key_of(one))]


class MoveForm(forms.Form):
    steps = forms.TypedChoiceField(choices=(("-1", "-1"), ("1", "1")), coerce=int)


class LetterForm(forms.Form):
    """Which of the two letters is meant."""

    language = forms.ChoiceField(choices=LANGUAGES)


class SendForm(forms.Form):
    """When to send; empty means at once."""

    send_at = forms.DateTimeField(
        label=_("Send on"),
        required=False,
        input_formats=[BROWSER_MOMENT, "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=BROWSER_MOMENT),
        help_text=_("Danish time. Leave it empty to send at once."),
    )

    def clean_send_at(self) -> datetime | None:
        given: datetime | None = self.cleaned_data["send_at"]
        if given is not None and given <= timezone.now():
            raise forms.ValidationError(
                _("This time has passed. Choose a later one, or leave it empty to send at once.")
            )
        return given


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _key_of(given: str) -> tuple[str, int] | None:
    kind, _dash, number = given.partition("-")
    if kind not in IssueItem.Kind.values or not number.isascii() or not number.isdigit():
        return None
    return (kind, int(number)) if len(number) < 12 else None
