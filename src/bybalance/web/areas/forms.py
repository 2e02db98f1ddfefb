from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from bybalance.model import keys
from bybalance.web.areas import services
from bybalance.web.areas.models import Area, AreaBoundary, AreaName, AreaPart, Municipality
from bybalance.web.areas.services import boundaries
from bybalance.web.shared.fields import PeriodForm, RowForm

SOURCE_FIELDS = ("source_title", "source_url", "checked_on")
#: Words that stand where an area's id stands in an address.
RESERVED_IDS = frozenset({"ny", "add"})


class AreaForm(RowForm):
    class Meta:
        model = Area
        fields = ("name", "kind", "town", "municipality", "is_invented")
        help_texts = {
            "is_invented": _("For practice or a demonstration. It is marked wherever it is shown.")
        }

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if not self.instance.pk:
            area_id = keys.key_of(name)
            if not area_id or area_id in RESERVED_IDS:
                raise ValidationError(_("This name gives no address of its own. Choose another."))
            if Area.objects.filter(area_id=area_id).exists():
                raise ValidationError(
                    _("There is an area with the address “%(id)s” already. Add the town.")
                    % {"id": area_id}
                )
            self.instance.area_id = area_id
        return name

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        municipality = given.get("municipality")
        if municipality and municipality.is_invented != given.get("is_invented"):
            self.add_error(
                "is_invented",
                _("An area of an invented municipality is invented, and the other way round."),
            )
        return given


class AreaNameForm(PeriodForm):
    class Meta:
        model = AreaName
        fields = ("name", "from_on", "last_on", *SOURCE_FIELDS)


class AreaPartForm(PeriodForm):
    class Meta:
        model = AreaPart
        fields = ("part", "from_on", "last_on", *SOURCE_FIELDS)

    def clean_part(self) -> Area:
        part: Area = self.cleaned_data["part"]
        if part.pk == self.instance.whole_id:
            raise ValidationError(_("An area is no part of itself."))
        if AreaPart.objects.filter(whole=part, part=self.instance.whole_id).exists():
            raise ValidationError(_("The area is itself made of this one."))
        return part


class AreaBoundaryForm(PeriodForm):
    SYSTEMS = (
        ("", _("As the file says")),
        (boundaries.WGS84, _("WGS 84 (longitude, latitude)")),
        (boundaries.UTM32, _("EPSG:25832 (metres)")),
    )

    file = forms.FileField(
        label=_("GeoJSON file"),
        help_text=_("A polygon in WGS 84 or EPSG:25832. The file itself is not kept."),
    )
    system = forms.ChoiceField(label=_("Coordinate system"), choices=SYSTEMS, required=False)

    class Meta:
        model = AreaBoundary
        fields = ("from_on", "last_on", *SOURCE_FIELDS)

    field_order = ("file", "system", "from_on", "last_on", *SOURCE_FIELDS)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.read: services.ReadBoundary | None = None
        if self.instance.pk:
            self.fields["file"].required = False

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        upload = given.get("file")
        if upload and "system" in given:
            try:
                content = upload.read(boundaries.MAX_BYTES + 1)
                self.read = services.read_boundary(content, system=given["system"])
            except services.BadBoundary as refusal:
                for problem in refusal.problems:
                    self.add_error("file", problem)
        return given


class AreaSearchForm(forms.Form):
    search = forms.CharField(label=_("Name or town"), required=False, max_length=80)
    municipality = forms.ModelChoiceField(
        label=_("Municipality"),
        queryset=Municipality.objects.all(),
        to_field_name="code",
        required=False,
        empty_label=_("All"),
    )

    def chosen(self) -> dict[str, Any]:
        """What the reader asked for; a value that is not among the choices asks for nothing."""
        self.is_valid()
        municipality = self.cleaned_data.get("municipality")
        return {
            "search": self.cleaned_data.get("search", ""),
            "municipality": municipality.code if municipality else "",
        }
