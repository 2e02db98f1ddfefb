from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from bybalance.model import keys
from bybalance.sources.directory_table import DirectoryRow
from bybalance.web.directory.models import Affiliation, Organisation, Person
from bybalance.web.shared.fields import PeriodForm, RowForm

MARKED = _("For practice or a demonstration. It is marked wherever it is shown.")
SOURCE_FIELDS = ("source_title", "source_url", "checked_on")


class KeyedForm(RowForm):
    """A form for a row whose key is made of its name the first time and then stays."""

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if not self.instance.pk:
            key = keys.key_of(name)
            if not key:
                raise ValidationError(_("The name needs a letter or a digit."))
            self.instance.key = self._free_key(key)
        return name

    def _free_key(self, key: str) -> str:
        rows = type(self.instance)._base_manager
        taken = set(rows.filter(key__startswith=key).values_list("key", flat=True))
        number = 2
        free = key
        while free in taken:
            free = f"{key[:75]}-{number}"
            number += 1
        return free


class OrganisationForm(KeyedForm):
    class Meta:
        model = Organisation
        fields = (
            "name",
            "short_name",
            "kind",
            "municipality",
            "cvr",
            "website",
            "is_invented",
            *SOURCE_FIELDS,
        )
        help_texts = {"is_invented": MARKED}


class PersonForm(KeyedForm):
    class Meta:
        model = Person
        fields = ("name", "email", "is_invented", *SOURCE_FIELDS)
        help_texts = {
            "email": _("For invitations. It is never shown to the public."),
            "is_invented": MARKED,
        }


class AffiliationForm(PeriodForm):
    class Meta:
        model = Affiliation
        fields = ("organisation", "title_da", "title_en", "from_on", "last_on", *SOURCE_FIELDS)


class OrganisationSearchForm(forms.Form):
    search = forms.CharField(label=_("Name"), required=False, max_length=80)
    kind = forms.ChoiceField(
        label=_("Kind"),
        required=False,
        choices=[("", _("All")), *Organisation.Kind.choices],
    )

    def chosen(self) -> dict[str, str]:
        """What the reader asked for; a value that is not among the choices asks for nothing."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in self.fields}


class PeopleSearchForm(forms.Form):
    search = forms.CharField(label=_("Name or organisation"), required=False, max_length=80)

    def chosen(self) -> dict[str, Any]:
        """What the reader asked for."""
        self.is_valid()
        return {"search": self.cleaned_data.get("search", "")}


class ImportForm(forms.Form):
    file = forms.FileField(
        label=_("Table"), help_text=_("CSV or Excel, at most 5 MB and 2,000 rows.")
    )


class KeptImportForm(forms.Form):
    """What the preview carries, signed: the rows of the file and the digest of what was shown."""

    SALT = "directory-import"
    MAX_AGE_S = 24 * 60 * 60

    kept = forms.CharField(widget=forms.HiddenInput)

    @classmethod
    def carrying(cls, kind: str, rows: Sequence[DirectoryRow], digest: str) -> KeptImportForm:
        """The form that the preview of ``rows`` carries."""
        kept = {
            "kind": kind,
            "digest": digest,
            "rows": [[row.row_number, dict(row.cells)] for row in rows],
        }
        return cls(initial={"kept": signing.dumps(kept, salt=cls.SALT, compress=True)})

    def clean_kept(self) -> dict[str, Any]:
        try:
            kept: dict[str, Any] = signing.loads(
                self.cleaned_data["kept"], salt=self.SALT, max_age=self.MAX_AGE_S
            )
        except signing.BadSignature as error:  # also when it is too old
            raise ValidationError(_("The preview is too old. Send the file again.")) from error
        kept["rows"] = [DirectoryRow(number, cells) for number, cells in kept["rows"]]
        return kept
