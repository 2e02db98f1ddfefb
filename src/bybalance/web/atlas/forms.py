"""What a reader may ask the pages of the atlas for; choices are those that the build has."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bybalance.pipelines.atlas_build import Manifest
from bybalance.web.atlas.models import MAX_REASON
from bybalance.web.atlas.queries import area_table, compare_page, sources, words
from bybalance.web.atlas.queries.map_page import LayerChoice


class AskedForm(forms.Form):
    """A form in the address: what is not asked for has a first choice."""

    def __init__(self, data: Any, *, manifest: Manifest, **options: Any) -> None:
        self.manifest = manifest
        self.firsts = self.first_choices()
        given = data.copy()
        for name, value in self.firsts.items():
            if not given.get(name):
                given[name] = value
        super().__init__(given, **options)
        self.add_choices()

    def first_choices(self) -> dict[str, object]:
        """The group, year and k that a page opens with."""
        return {
            "group": self.manifest.groups[0].key,
            "year": self.manifest.years[-1],
            "k": self.manifest.k[0],
        }

    def add_choices(self) -> None:
        """Give the fields what the build has."""
        known: dict[str, list[tuple[str, Any]]] = {
            "group": [
                (one.key, words.group_name(self.manifest, one.key)) for one in self.manifest.groups
            ],
            "year": [(str(year), str(year)) for year in reversed(self.manifest.years)],
            "k": [(str(k), words.number(k)) for k in self.manifest.k],
        }
        for name, field in self.fields.items():
            choices = known.get(name.removesuffix("_b"))
            if choices and isinstance(field, forms.ChoiceField):
                nothing = [("", _("Nothing"))] if name == "group_b" else []
                field.choices = [*nothing, *choices]

    def asked(self, name: str) -> Any:
        """What was asked for, or the first choice where that was not possible."""
        found = getattr(self, "cleaned_data", {}).get(name)
        return self.firsts.get(name) if found in (None, "") else found


class LayerForm(AskedForm):
    """One layer of the map."""

    group = forms.ChoiceField(label=_("Group"))
    k = forms.TypedChoiceField(label=_("Nearest residents"), coerce=int)
    year = forms.TypedChoiceField(label=_("Year"), coerce=int)

    def choice(self) -> LayerChoice:
        """The layer; the first one where nothing sensible was asked for."""
        return LayerChoice(
            group=self.asked("group"), k=int(self.asked("k")), year=int(self.asked("year"))
        )


class MapForm(LayerForm):
    """The map: one layer, or two beside each other, and the order of the table."""

    group_b = forms.ChoiceField(label=_("Compare with"), required=False)
    k_b = forms.TypedChoiceField(
        label=_("Nearest residents, second map"), coerce=int, required=False, empty_value=None
    )
    year_b = forms.TypedChoiceField(
        label=_("Year, second map"), coerce=int, required=False, empty_value=None
    )
    sort = forms.ChoiceField(
        required=False,
        choices=[(name, name) for name in area_table.SORTS],
        widget=forms.HiddenInput,
    )
    order = forms.ChoiceField(
        required=False,
        choices=[("ascending", "ascending"), ("descending", "descending")],
        widget=forms.HiddenInput,
    )
    run = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)

    def first_choices(self) -> dict[str, object]:
        """As one layer; the second map begins with the same k and year."""
        first = super().first_choices()
        return {
            **first, "k_b": first["k"], "year_b": first["year"], "sort": "share",
            "order": "descending",
        }  # fmt: skip

    def choices(self) -> list[LayerChoice]:
        """One layer or two."""
        found = [self.choice()]
        other = getattr(self, "cleaned_data", {}).get("group_b")
        if other:
            found.append(
                LayerChoice(group=other, k=int(self.asked("k_b")), year=int(self.asked("year_b")))
            )
        return found


class CityForm(AskedForm):
    """The page of a city."""

    group = forms.ChoiceField(label=_("Group"))
    year = forms.TypedChoiceField(label=_("Year"), coerce=int)
    measure = forms.ChoiceField(label=_("Index"))
    run = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, measures: list[str], **options: Any) -> None:
        self.measures = measures
        super().__init__(data, **options)

    def first_choices(self) -> dict[str, object]:
        """Also the first measure."""
        return {**super().first_choices(), "measure": self.measures[0]}

    def add_choices(self) -> None:
        """Also the measures of the build."""
        super().add_choices()
        field = self.fields["measure"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(one, words.measure(one)) for one in self.measures]


class ProfileForm(AskedForm):
    """The profile of an area."""

    group = forms.ChoiceField(label=_("Group"))
    year = forms.TypedChoiceField(label=_("Year"), coerce=int)
    run = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)


class CompareForm(ProfileForm):
    """Two or more areas."""

    area = forms.MultipleChoiceField(
        label=_("Areas"), required=False, widget=forms.CheckboxSelectMultiple
    )
    field_order = ("area", "group", "year")

    def add_choices(self) -> None:
        """Also the areas of the city."""
        super().add_choices()
        field = self.fields["area"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = [(one.area_id, one.name) for one in self.manifest.areas]

    def clean_area(self) -> list[str]:
        """At most as many as a chart can tell apart."""
        found: list[str] = self.cleaned_data["area"]
        if len(found) > compare_page.MAX_AREAS:
            raise forms.ValidationError(
                _("Choose at most %(count)d areas; the chart cannot tell more apart."),
                params={"count": compare_page.MAX_AREAS},
            )
        return found


class OrderForm(forms.Form):
    """Ask for a build."""

    source = forms.ChoiceField(
        label=_("City"),
        help_text=_("Settings files lie in the folder cities in the site's data folder."),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        field = self.fields["source"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(one.key, one.label) for one in sources.build_sources()]


class WithdrawForm(forms.Form):
    """Why a release is taken back."""

    reason = forms.CharField(
        label=_("Why?"),
        max_length=MAX_REASON,
        help_text=_("It is kept with the release; readers do not see it."),
    )
