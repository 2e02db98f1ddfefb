from __future__ import annotations

import datetime
import re
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature
from django.utils.translation import gettext_lazy as _

from bybalance.lists.classify import ClassifyOptions
from bybalance.lists.published import published_lists
from bybalance.model.area_figures import AreaFigures
from bybalance.web.lists.queries import kept_page, list_page, words
from bybalance.web.lists.queries.list_page import ListFilter

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

#: The two categories of a line are compared by their line, whatever they were called that year.
LINEAGES = tuple(words.LINEAGE_NAMES)
MAX_DECIMALS = 18
#: Fields of a classification that say which rules to apply.
RULE_OPTIONS = ("rules", "convicted_threshold_pct", "years")
TOO_MANY_ROWS = _("The table has more than 5,000 rows. Use the command line for large tables.")
SAVED_ALREADY = _(
    "This table has been saved already, as “%(title)s”. Classify it again to save it anew."
)
MAX_UPLOAD_BYTES = 5 * 1024 * 1024
LAST_YEAR = 2100


#: A number as people type it. Longer ones go to Django, which says how many digits are too many.
TYPED_NUMBER = re.compile(r"(?:[+-]?[0-9]*[.,]?[0-9]*)")
GROUPED_NUMBER = re.compile(r"[0-9]{1,3}(?:[.,\s\u202f][0-9]{3})+")


class ExactNumberField(forms.DecimalField):
    """A number typed with a decimal comma or point, kept exactly as typed."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def to_python(self, value: object) -> Decimal | None:  # type: ignore[override]  # stubs
        text = (
            str("" if value is None else value)
            .strip()
            .replace("\u202f", "")
            .removesuffix("%")
            .strip()
        )
        if not TYPED_NUMBER.fullmatch(text):  # Python reads 0e999, 1_0 and ٤٠ as numbers too
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(text.replace(",", "."))


class WholeNumberField(forms.IntegerField):
    """A number of persons, with or without a mark for the thousands: 1040, 1.040, 1 040."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})

    def to_python(self, value: object) -> int | None:
        text = str("" if value is None else value).strip()
        if GROUPED_NUMBER.fullmatch(text):
            text = re.sub(r"[^0-9]", "", text)
        if not TYPED_NUMBER.fullmatch(text):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(text)


def percentage_field(label: _StrPromise, **options: Any) -> ExactNumberField:
    """A percentage between 0 and 100, unknown when empty."""
    options.setdefault("max_value", 100)
    return ExactNumberField(
        label=label, required=False, min_value=0, decimal_places=MAX_DECIMALS, **options
    )


def persons_field(label: _StrPromise) -> WholeNumberField:
    """A number of persons, unknown when empty."""
    return WholeNumberField(label=label, required=False, min_value=0, max_value=10_000_000)


class ListFilterForm(forms.Form):
    """Which rows of a list, in which order."""

    search = forms.CharField(label=_("Area or municipality"), required=False, max_length=80)
    municipality = forms.ChoiceField(label=_("Municipality"), required=False)
    category = forms.ChoiceField(label=_("Category"), required=False)
    sort = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    order = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, list_date: datetime.date) -> None:
        super().__init__(data)
        published = published_lists()
        municipalities = {
            area.municipality.code: area.municipality.name
            for row in published.listings_on(list_date)
            for area in [published.areas[row.area_id]]
        }
        self._choose(
            "municipality",
            [
                ("", _("All")),
                *sorted(municipalities.items(), key=lambda item: list_page.alphabetical(item[1])),
            ],
        )
        coverage = published.edition(list_date).coverage
        self._choose("category", [("", _("All")), *((c, words.heading(c)) for c in coverage)])

    def _choose(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  narrows the type
        field.choices = choices

    def chosen(self) -> ListFilter:
        """What the reader asked for; a value that is not among the choices asks for nothing."""
        self.is_valid()
        given = self.cleaned_data
        return ListFilter(
            search=given.get("search", ""),
            municipality=given.get("municipality", ""),
            category=given.get("category", ""),
            sort=given.get("sort", "") or "area",
            is_descending=given.get("order") == "descending",
        )


def list_dates() -> list[datetime.date]:
    """Dates of the lists that anything is known of, newest first."""
    return [edition.list_date for edition in list_page.editions_with_counts()]


class AreaSearchForm(forms.Form):
    """Part of an area's or municipality's name."""

    search = forms.CharField(label=_("Area or municipality"), required=False, max_length=80)


class CompareForm(forms.Form):
    """Two lists and a line of categories."""

    earlier = forms.ChoiceField(label=_("Earlier list"))
    later = forms.ChoiceField(label=_("Later list"))
    lineage = forms.ChoiceField(label=_("Category"), required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        dates = [(d.isoformat(), words.day(d)) for d in list_dates()]
        choices = {
            "earlier": dates,
            "later": dates,
            "lineage": [(name, words.capitalised(words.lineage(name))) for name in LINEAGES],
        }
        for name, values in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101  narrows the type
            field.choices = values

    def clean(self) -> dict[str, Any]:
        """Refuse a later list that is not later."""
        given = super().clean() or {}
        if given.get("earlier") and given.get("later") and given["earlier"] >= given["later"]:
            raise ValidationError(_("Choose a later list that is later than the earlier one."))
        return given


class CompareRulesForm(forms.Form):
    """Two rule versions."""

    one = forms.ChoiceField(label=_("Rules"))
    other = forms.ChoiceField(label=_("Compared with"))

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        versions = [(item.id, words.rules(item.id)) for item in published_lists().book.versions]
        for field in self.fields.values():
            assert isinstance(field, forms.ChoiceField)  # noqa: S101  narrows the type
            field.choices = versions


class RulesForm(forms.Form):
    """Which rules to apply; everything empty means the rules in force on the list date."""

    list_date = forms.DateField(
        label=_("List date"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    rules = forms.ChoiceField(label=_("Rules"), required=False)
    convicted_threshold_pct = percentage_field(
        _("Threshold for convictions, per cent"),
        help_text=_("Three times the national average, where you know it and we do not."),
    )
    years = forms.IntegerField(
        label=_("Years in a row"),
        required=False,
        min_value=1,
        max_value=20,
        help_text=_("Another number than the rules'; five in the lists of 2018 and later."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["rules"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  narrows the type
        language = words.language()
        field.choices = [
            ("", _("In force on the list date")),
            *((item.id, item.title[language]) for item in published_lists().book.versions),
        ]

    def clean_list_date(self) -> datetime.date:
        """Refuse a date before the first rules, or one so late that it must be a slip."""
        given: datetime.date = self.cleaned_data["list_date"]
        first = published_lists().book.versions[0].lists.from_on
        if given < first or given.year > LAST_YEAR:
            raise ValidationError(
                _("Choose a date from %(first)s on.") % {"first": words.day(first)}
            )
        return given

    def options(self) -> ClassifyOptions:
        """The rules asked for, as the engine wants them."""
        threshold = self.cleaned_data["convicted_threshold_pct"]
        return ClassifyOptions(
            version_id=self.cleaned_data["rules"] or None,
            convicted_threshold_share=None if threshold is None else Fraction(threshold) / 100,
            years_in_a_row=self.cleaned_data["years"],
        )


class WhatIfForm(RulesForm):
    """Figures of one area, real or supposed, and the rules to apply to them."""

    area = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)
    resident_count = persons_field(_("Residents"))
    outside_labour_market_pct = percentage_field(_("Outside the labour market, per cent"))
    non_western_pct = percentage_field(_("Of non-western origin, per cent"))
    convicted_pct = percentage_field(_("Convicted, per cent"))
    basic_education_pct = percentage_field(_("With basic school only, per cent"))
    income_pct = percentage_field(_("Income, per cent of the region's"), max_value=1000)
    outside_labour_market_latest_pct = percentage_field(
        _("Outside the labour market in the latest year, per cent"),
        help_text=_("Only for combined letting."),
    )
    aged_18_64_count = persons_field(_("Residents aged 18-64"))
    aged_18_plus_count = persons_field(_("Residents aged 18 or more"))
    aged_30_59_count = persons_field(_("Residents aged 30-59"))
    lists_before = forms.IntegerField(
        label=_("Lists in a row before this one"),
        required=False,
        min_value=0,
        max_value=20,
        help_text=_(
            "How many years in a row, up to the year before, the area was on the list of ghetto "
            "areas or parallel societies. Empty: unknown."
        ),
    )

    FIGURE_FIELDS = (
        "resident_count",
        "outside_labour_market_pct",
        "non_western_pct",
        "convicted_pct",
        "basic_education_pct",
        "income_pct",
        "outside_labour_market_latest_pct",
    )
    DENOMINATOR_FIELDS = ("aged_18_64_count", "aged_18_plus_count", "aged_30_59_count")
    RULE_FIELDS = ("list_date", "rules", "convicted_threshold_pct", "years", "lists_before")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["list_date"].initial = list_dates()[0]

    def figures(self) -> AreaFigures:
        """The figures given, as exact numbers."""
        given = self.cleaned_data
        names = (*self.FIGURE_FIELDS, *self.DENOMINATOR_FIELDS)
        return AreaFigures.from_percentages(**{name: given[name] for name in names})

    def group(self, names: tuple[str, ...]) -> list[forms.BoundField]:
        """Some of the fields, in order."""
        return [self[name] for name in names]

    @property
    def figure_fields(self) -> list[forms.BoundField]:
        return self.group(self.FIGURE_FIELDS)

    @property
    def denominator_fields(self) -> list[forms.BoundField]:
        return self.group(self.DENOMINATOR_FIELDS)

    @property
    def rule_fields(self) -> list[forms.BoundField]:
        return self.group(self.RULE_FIELDS)


class ClassifyForm(RulesForm):
    """A table of figures to classify."""

    FORMATS = (
        ("page", _("Show here")),
        ("csv", _("CSV file")),
        ("xlsx", _("Excel file")),
        ("json", _("JSON file")),
        ("html", _("Report for print")),
    )

    file = forms.FileField(
        label=_("File with figures"),
        help_text=_("CSV, Excel or Parquet; at most 5 MB and 5,000 rows."),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.parquet"}),
    )
    sheet = forms.CharField(
        label=_("Sheet"),
        required=False,
        max_length=31,
        help_text=_("Only for a workbook with several sheets."),
    )
    output = forms.ChoiceField(label=_("Result"), choices=FORMATS, initial="page")

    field_order = (
        "file",
        "sheet",
        "list_date",
        "rules",
        "convicted_threshold_pct",
        "years",
        "output",
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["list_date"].required = False
        self.fields["list_date"].help_text = _(
            "For rows without a list date of their own, such as 1 December 2023."
        )

    def clean_list_date(self) -> datetime.date | None:  # type: ignore[override]
        """The list date is optional here: the table may have a column of them."""
        return super().clean_list_date() if self.cleaned_data.get("list_date") else None

    def clean_file(self) -> Any:
        """Refuse a file that is too large before reading it."""
        file = self.cleaned_data["file"]
        if file.size > MAX_UPLOAD_BYTES:
            raise ValidationError(
                _("The file is larger than 5 MB. Use the command line for large tables.")
            )
        return file


class KeptRulesForm(RulesForm):
    """The rules applied to a table in which every row has its list date."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["list_date"].required = False
        for field in self.fields.values():
            field.widget = forms.HiddenInput()

    def clean_list_date(self) -> datetime.date | None:  # type: ignore[override]
        """Every row of a kept table has its list date."""
        return None


class KeptForm(KeptRulesForm):
    """A classification carried in the page itself, since nothing of it is stored."""

    figures = forms.CharField()
    fingerprint = forms.CharField(max_length=200)

    def clean(self) -> dict[str, Any]:
        """Refuse a fingerprint that the site did not give to these figures."""
        given = super().clean() or {}
        if "figures" in given and "fingerprint" in given:
            try:
                given["input_sha256"] = kept_page.fingerprint_of(
                    given["fingerprint"], figures=given["figures"]
                )
            except BadSignature:
                self.add_error("fingerprint", _("The page's own table came back changed."))
        return given


class SaveForm(KeptForm):
    """What is kept of a classification when its owner asks for it."""

    title = forms.CharField(label=_("Title"), max_length=120)
    page_key = forms.UUIDField()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["title"].widget = forms.TextInput(attrs={"maxlength": 120})
