from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from bybalance.web.search.queries.sources import SOURCES


class SearchForm(forms.Form):
    text = forms.CharField(label=_("Search for"), max_length=200, required=False)
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[("", _("Everything")), *((source.kind, source.name) for source in SOURCES)],
        required=False,
    )
