from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from bybalance.model import formatting, keys, money
from bybalance.model.errors import InvalidAmount
from bybalance.web.areas.models import Area
from bybalance.web.directory.models import Person
from bybalance.web.programme.models import (
    Commitment,
    CommunicationEntry,
    Document,
    Fund,
    FundTerm,
    KeyFigure,
    Node,
    PartnerRole,
    Partnership,
    Reference,
    Statement,
)
from bybalance.web.shared import private_files
from bybalance.web.shared.fields import PeriodForm, RowForm

SOURCE_FIELDS = ("source_title", "source_url", "checked_on")
#: Words that stand where a node's key stands in an address.
RESERVED_KEYS = frozenset({"ny", "add", "fjernet", "removed", "dokumenter", "documents"})
KINDS_FROM_THE_TOP = list(Node.Kind.values)


class KronerField(forms.CharField):
    """An amount of kroner as people write it; the value is øre."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            amount_oere = money.parse_amount(text, language=_language())
        except InvalidAmount:
            raise ValidationError(
                _("“%(value)s” is no amount. Write it as %(example)s."),
                params={
                    "value": text,
                    "example": money.amount_as_typed(123450, language=_language()),
                },
            ) from None
        if amount_oere < 0:
            raise ValidationError(_("The amount cannot be below zero."))
        return amount_oere

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int):
            return money.amount_as_typed(value, language=_language())
        return value


def _language() -> formatting.Language:
    return formatting.language_of(get_language() or "da")


class NodeForm(PeriodForm):
    class Meta:
        model = Node
        fields = (
            "kind",
            "name_da",
            "name_en",
            "summary_da",
            "summary_en",
            "parent",
            "preceded_by",
            "areas",
            "status",
            "from_on",
            "last_on",
            "period_note_da",
            "period_note_en",
            "is_invented",
            *SOURCE_FIELDS,
        )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        others = Node.objects.exclude(pk=self.instance.pk)
        for name in ("parent", "preceded_by"):
            self._field(name).queryset = others
        self._field("areas").queryset = Area.objects.select_related("municipality")
        for name in ("preceded_by", "areas"):
            self.fields[name].widget.attrs["size"] = 6
            self.fields[name].help_text = _("Hold Ctrl (or Cmd) to choose several.")

    def _field(self, name: str) -> forms.ModelChoiceField[Any]:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  narrows the type
        return field

    def clean_name_da(self) -> str:
        name: str = self.cleaned_data["name_da"]
        if not self.instance.pk:
            key = keys.key_of(name)
            if not key or key in RESERVED_KEYS:
                raise ValidationError(_("This name gives no address of its own. Choose another."))
            if Node.with_removed.filter(key=key).exists():
                raise ValidationError(
                    _("A part of the programme has the address “%(key)s” already."),
                    params={"key": key},
                )
            self.instance.key = key
        return name

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        parent, kind = given.get("parent"), given.get("kind")
        if parent and kind and not _is_above(parent.kind, kind):
            self.add_error(
                "parent",
                _("%(kind)s cannot belong to “%(parent)s”, which is of the same kind or lower.")
                % {"kind": Node.Kind(kind).label, "parent": parent.name},
            )
        for earlier in given.get("preceded_by") or ():
            if self.instance.pk and _follows(earlier, self.instance):
                self.add_error(
                    "preceded_by",
                    _("“%(name)s” comes after this one, so it cannot come before it as well.")
                    % {"name": earlier.name},
                )
        return given


def _is_above(upper: str, lower: str) -> bool:
    """Whether a node of kind ``upper`` may hold one of kind ``lower``."""
    return KINDS_FROM_THE_TOP.index(upper) < KINDS_FROM_THE_TOP.index(lower)


def _follows(later: Node, earlier: Node) -> bool:
    """Whether ``later`` came after ``earlier``, at once or over others."""
    seen: set[int] = set()
    waiting = [later.pk]
    while waiting:
        seen.update(waiting)
        before = Node.with_removed.filter(followed_by__in=waiting).values_list("pk", flat=True)
        waiting = [pk for pk in before if pk not in seen]
    return earlier.pk in seen - {later.pk}


class PartForm(RowForm):
    """A form for a row of a node; ``node`` is the node it hangs on."""

    def __init__(self, *args: Any, node: Node, **options: Any) -> None:
        self.node = node
        super().__init__(*args, **options)


class StatementForm(PartForm):
    class Meta:
        model = Statement
        fields = (
            "kind",
            "position",
            "heading_da",
            "heading_en",
            "text_da",
            "text_en",
            "about_da",
            "about_en",
            *SOURCE_FIELDS,
        )

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if not any(given.get(f"{name}_{code}") for name in ("heading", "text") for code in _CODES):
            self.add_error("text_da", _("Write a text or a heading."))
        return given


_CODES = ("da", "en")


class KeyFigureForm(PartForm):
    class Meta:
        model = KeyFigure
        fields = (
            "number",
            "qualifier_da",
            "qualifier_en",
            "unit_da",
            "unit_en",
            "label_da",
            "label_en",
            "as_of_on",
            "is_lead",
            "position",
            *SOURCE_FIELDS,
        )


class DocumentForm(PartForm):
    upload = forms.FileField(label=_("File"), required=False)

    class Meta:
        model = Document
        fields = (
            "kind",
            "title_da",
            "title_en",
            "belongs_to_da",
            "belongs_to_en",
            "language",
            "url",
            "is_read",
            "position",
            *SOURCE_FIELDS,
        )

    field_order = ("kind", "title_da", "title_en", "upload", "url")

    def clean_upload(self) -> Any:
        upload = self.cleaned_data["upload"]
        if upload:
            try:
                self.instance.content_type = private_files.check(upload)
            except private_files.BadUpload as refusal:
                raise ValidationError(str(refusal)) from refusal
            self.instance.file = upload
            self.instance.file_name = private_files.shown_name(upload.name)
        return upload


class ReferenceForm(PartForm):
    class Meta:
        model = Reference
        fields = (
            "kind",
            "title_da",
            "title_en",
            "text_da",
            "text_en",
            "topics_da",
            "topics_en",
            "url",
            "position",
            *SOURCE_FIELDS,
        )


class FundForm(PartForm):
    amount_oere = KronerField(label=_("Amount in kroner"))

    class Meta:
        model = Fund
        fields = (
            "name_da",
            "name_en",
            "amount_oere",
            "purpose_da",
            "purpose_en",
            "deadline_on",
            "doubt_da",
            "doubt_en",
            *SOURCE_FIELDS,
        )

    def clean_name_da(self) -> str:
        name: str = self.cleaned_data["name_da"]
        if not self.instance.pk:
            key = keys.key_of(f"{self.node.key[:40]}-{name}")
            if Fund.with_removed.filter(key=key).exists():
                raise ValidationError(_("There is a fund of that name here already."))
            self.instance.key = key
        return name


class FundTermForm(PartForm):
    class Meta:
        model = FundTerm
        fields = (
            "fund",
            "kind",
            "heading_da",
            "heading_en",
            "text_da",
            "text_en",
            "position",
            *SOURCE_FIELDS,
        )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["fund"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  narrows the type
        field.queryset = self.node.funds.all()


class PartnerRoleForm(PartForm, PeriodForm):
    contribution_oere = KronerField(label=_("Money, in kroner"), required=False)
    area = forms.ModelChoiceField(
        label=_("Where"),
        queryset=Area.objects.none(),
        required=False,
        empty_label=_("The whole"),
    )

    class Meta:
        model = PartnerRole
        fields = (
            "organisation",
            "role",
            "area",
            "from_on",
            "last_on",
            "contribution_oere",
            "staff_hours_per_week",
            "in_kind_da",
            "in_kind_en",
            *SOURCE_FIELDS,
        )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["area"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  narrows the type
        field.queryset = self.node.areas.all()

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        self.instance.node = None if given.get("area") else self.node
        return given


class CommitmentForm(PartForm, PeriodForm):
    class Meta:
        model = Commitment
        fields = (
            "organisation",
            "text_da",
            "text_en",
            "status",
            "from_on",
            "last_on",
            *SOURCE_FIELDS,
        )


class CommunicationEntryForm(PartForm):
    class Meta:
        model = CommunicationEntry
        fields = (
            "on",
            "channel",
            "subject_da",
            "subject_en",
            "audience_da",
            "audience_en",
            *SOURCE_FIELDS,
        )


class PartnershipForm(RowForm):
    chair = forms.ModelChoiceField(
        label=_("Chair"), queryset=Person.objects.all(), required=False, empty_label=_("No one yet")
    )

    class Meta:
        model = Partnership
        fields = (
            "agenda_da",
            "agenda_en",
            "chair",
            "chair_note_da",
            "chair_note_en",
            *SOURCE_FIELDS,
        )
