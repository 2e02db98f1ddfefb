"""Verdicts on figures that a program sends, as rows or as a file; nothing is stored."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from fractions import Fraction
from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile

from bybalance.lists.classify import ClassifyOptions
from bybalance.lists.published import published_lists
from bybalance.model.area_figures import FIGURES, AreaFigures
from bybalance.model.area_figures_table import AreaFiguresTable, plain_name
from bybalance.model.errors import BadInput, Problem
from bybalance.model.formatting import Language
from bybalance.pipelines import lists as pipeline
from bybalance.pipelines import report
from bybalance.pipelines.lists import ClassificationRun
from bybalance.pipelines.wording import Wording
from bybalance.rules.rule_version import Criterion
from bybalance.web.api import schemas
from bybalance.web.api.queries import common, verdicts
from bybalance.web.lists import forms
from bybalance.web.lists.queries import classify_page

MAX_EXPLAINED: Final = 500
"""More rows than this are answered without their reasons: those are for people to read."""

ROWS_NAME: Final = "rows"
"""What the rows of a JSON body are called where a problem names its file."""


class TooMuchToExplain(ValueError):
    """The table has more rows than are answered with reasons."""

    def __init__(self, row_count: int) -> None:
        super().__init__(
            f"Reasons are given for at most {MAX_EXPLAINED} rows and there are {row_count}; "
            "add explain=false to the address for verdicts and margins alone."
        )


def of_rows(
    table: schemas.FiguresTable, *, explain: bool, language: Language, now: datetime
) -> schemas.ClassifiedTable:
    """Classify the rows of a JSON body.

    Raises
    ------
    BadInput
        With every row that has no list date, comes before the first list or repeats another.
    TooMuchToExplain
    """
    options = _options(table)
    problems = list(_problems(table, earliest=_earliest(options)))
    if problems:
        raise BadInput(problems)
    run = pipeline.classify_table(
        _figures_table(table), published=published_lists(), options=options, now=now
    )
    return _answer(run, explain=explain, language=language)


def of_file(
    file: UploadedFile[bytes],
    *,
    options: schemas.RuleOptions,
    explain: bool,
    language: Language,
    now: datetime,
) -> schemas.ClassifiedTable:
    """Classify an uploaded file.

    Raises
    ------
    BadInput
        With everything that is wrong with the file.
    TooMuchToExplain
    """
    name, byte_count = file.name or "", file.size or 0
    if byte_count > forms.MAX_UPLOAD_BYTES:
        megabyte = 1024 * 1024
        raise _too_much(
            "file_too_large",
            name,
            megabytes=-(-byte_count // megabyte),
            limit=forms.MAX_UPLOAD_BYTES // megabyte,
        )
    try:
        run = classify_page.run_of_upload(
            file.read(), name=name, options=_options(options), list_date=options.list_date, now=now
        )
    except classify_page.TooManyRows as refusal:
        raise _too_much("too_many_rows", name, limit=classify_page.MAX_ROWS) from refusal
    return _answer(run, explain=explain, language=language)


def _too_much(rule: str, name: str, **params: object) -> BadInput:
    return BadInput([Problem(rule=rule, file=name, params=params)])


def _options(given: schemas.RuleOptions) -> ClassifyOptions:
    threshold = given.convicted_threshold_pct
    return ClassifyOptions(
        version_id=given.rules,
        convicted_threshold_share=None if threshold is None else Fraction(threshold) / 100,
        years_in_a_row=given.years,
    )


def _earliest(options: ClassifyOptions) -> date:
    """The first day with rules; rules chosen by name apply to any day."""
    return date.min if options.version_id else published_lists().book.versions[0].lists.from_on


def _problems(table: schemas.FiguresTable, *, earliest: date) -> Iterator[Problem]:
    """What only shows when the rows are seen together or beside the rules."""
    first_row_by_place: dict[tuple[str, str, date | None], int] = {}
    for number, row in enumerate(table.rows, start=1):
        list_date = row.list_date or table.list_date
        if list_date is None:
            yield _problem("list_date_missing", number, "list_date")
        elif list_date < earliest:
            yield _problem("list_date_too_early", number, "list_date", value=str(list_date),
                           earliest=earliest)  # fmt: skip
        place = (plain_name(row.area), plain_name(row.municipality or ""), list_date)
        first = first_row_by_place.setdefault(place, number)
        if first != number:
            yield _problem("area_repeated", number, "area", value=row.area, first_row=first)


def _problem(
    rule: str, row: int, column: str, *, value: str | None = None, **params: object
) -> Problem:
    return Problem(rule=rule, file=ROWS_NAME, row=row, column=column, value=value, params=params)


def _figures_table(table: schemas.FiguresTable) -> AreaFiguresTable:
    return AreaFiguresTable.from_rows(
        (
            row.area.strip(),
            (row.municipality or "").strip() or None,
            row.list_date or table.list_date or date.min,
            _figures(row),
        )
        for row in table.rows
    )


def _figures(row: schemas.FiguresRow) -> dict[str, Any]:
    given = row.model_dump(exclude={"area", "municipality", "list_date"})
    figures = AreaFigures.from_percentages(**given)
    return {name: getattr(figures, name) for name in FIGURES}


def _answer(
    run: ClassificationRun, *, explain: bool, language: Language
) -> schemas.ClassifiedTable:
    if explain and len(run) > MAX_EXPLAINED:
        raise TooMuchToExplain(len(run))
    wording = Wording(language)
    used = [run.rule_sets[day] for day in sorted(run.rule_sets)]
    sources = (
        source.url
        for rules in used
        for source in (rules.version.source, *(item.source for item in rules.criteria))
    )
    return schemas.ClassifiedTable(
        rows=[
            _row(row, run, wording=wording if explain else None)
            for row in run.classified.frame.iter_rows(named=True)
        ],
        warnings=pipeline.warnings(run, wording=wording),
        provenance=common.provenance(
            wording,
            sources=sources,
            rule_versions=run.provenance.rule_versions,
            input_sha256=run.provenance.input_sha256,
        ),
    )


def _row(
    row: dict[str, Any], run: ClassificationRun, *, wording: Wording | None
) -> schemas.ClassifiedRow:
    """One row of the classified frame; explained where there is a language to explain it in."""
    rules = run.rule_sets[row["list_date"]]
    return schemas.ClassifiedRow(
        area=row["area"],
        municipality=row["municipality"],
        list_date=row["list_date"],
        area_id=row["area_id"],
        rule_version=rules.id,
        categories={item.id: row[f"{item.id}_verdict"] for item in rules.categories},
        criteria={item.id: _margin(item, row) for item in rules.criteria},
        explained=_explained(row, run, wording) if wording else None,
    )


def _margin(criterion: Criterion, row: dict[str, Any]) -> schemas.CriterionMargin:
    margin, persons = row[f"{criterion.id}_margin_share"], row[f"{criterion.id}_margin_persons"]
    return schemas.CriterionMargin(
        verdict=row[f"{criterion.id}_verdict"],
        margin=common.in_unit(None if margin is None else Fraction(margin), criterion),
        margin_persons=None if persons is None else float(persons),
    )


def _explained(row: dict[str, Any], run: ClassificationRun, wording: Wording) -> schemas.Verdict:
    found = report.row_verdict(row, run.classified, options=run.options, published=run.published)
    return verdicts.verdict(found, wording)
