from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bybalance.web.programme.models import Node


class ExportForm(forms.Form):
    """Which part of the programme to take out; personal data is a choice for administrators."""

    root = forms.ModelChoiceField(
        label=_("Part of the programme"),
        queryset=Node.objects.order_by("name_da"),
        help_text=_("Everything below it goes along: committees, meetings, talks, events, files."),
    )
    with_personal_data = forms.BooleanField(
        label=_("Take e-mail addresses, registrations and answers about times along"),
        required=False,
    )

    def __init__(self, *args: Any, may_choose_personal_data: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_choose_personal_data:
            del self.fields["with_personal_data"]


class ImportForm(forms.Form):
    file = forms.FileField(
        label=_("Archive"), help_text=_("A zip that was made on this or another Bybalance.")
    )


class ConfirmForm(forms.Form):
    key = forms.CharField(max_length=32, widget=forms.HiddenInput)


class TableFileForm(forms.Form):
    personal = forms.BooleanField(required=False)
