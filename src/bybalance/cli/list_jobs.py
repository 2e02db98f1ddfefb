"""What each ``bybalance lists`` command does: one pipeline, one table shown or written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Final

import typer

from bybalance.cli import console
from bybalance.lists import changes
from bybalance.lists.classify import ClassifyOptions, HistorySource
from bybalance.lists.published import Edition, PublishedLists, published_lists
from bybalance.model import area_figures
from bybalance.model.formatting import Language, language_of
from bybalance.pipelines import lists, published_tables, rule_tables, tables, whatif
from bybalance.pipelines.columns import count_columns, text_columns
from bybalance.pipelines.export_table import ExportTable
from bybalance.pipelines.wording import Wording
from bybalance.rules.load import RuleBook, rule_book
from bybalance.sources import headers
from bybalance.sources.headers import HeaderKind
from bybalance.sources.problem_log import MAX_QUOTED_CHARS

_NUMBER: Final = re.compile(r"-?[0-9]{1,12}(?:[.,][0-9]{1,18})?")
_LIMIT_BY_KIND: Final = {
    HeaderKind.COUNT: area_figures.MAX_COUNT,
    HeaderKind.PERCENT_OF_PERSONS: 100,
    HeaderKind.PERCENT_OF_REFERENCE: 100 * area_figures.MAX_RATIO,
}
_TRUTHS: Final = ("met", "not_met", "unknown")


@dataclass(frozen=True, slots=True)
class Applied:
    """What is applied instead of the rules in force."""

    version_id: str | None
    convicted_threshold_percent: str | None
    years_in_a_row: int | None

    @property
    def convicted_threshold_share(self) -> Fraction | None:
        """Return the threshold as a share, or refuse what is no percentage."""
        if self.convicted_threshold_percent is None:
            return None
        percent = _number(self.convicted_threshold_percent, "--convicted-threshold")
        if not 0 <= percent <= 100:
            raise typer.BadParameter(f"--convicted-threshold is {percent}; give 0 to 100.")
        return Fraction(percent) / 100


@dataclass(frozen=True, slots=True)
class Output:
    """Where a table goes, and in which language."""

    path: Path | None
    overwrite: bool
    language_code: str

    @property
    def language(self) -> Language:
        """Return the language."""
        return language_of(self.language_code)

    @property
    def wording(self) -> Wording:
        """Return the words of the language."""
        return Wording(self.language)

    def check(self, *, source: Path | None = None) -> None:
        """Refuse a file that cannot be written or is the one to be read, before any work."""
        if self.path is not None:
            tables.check_output(self.path, overwrite=self.overwrite, source=source)

    def give(self, table: ExportTable) -> None:
        """Show a table, and write it where a file was asked for."""
        console.show_table(table, self.wording)
        if self.path is not None:
            tables.write_table(table, self.path, overwrite=self.overwrite)
            console.say(self.wording.text("cli.written", path=str(self.path)))


def classify(
    figures: Path,
    *,
    list_date: date | None,
    applied: Applied,
    history: str,
    sheet: str | None,
    output: Output,
) -> None:
    """Classify a file, show the counts and the verdicts, write what was asked for."""
    options = ClassifyOptions(
        version_id=applied.version_id,
        convicted_threshold_share=applied.convicted_threshold_share,
        years_in_a_row=applied.years_in_a_row,
        history=HistorySource(history),
    )
    with console.refusing(output.wording):
        output.check(source=figures)
        with console.working(output.wording.text("cli.classifying", path=str(figures))):
            run = lists.classify_file(
                figures,
                published=published_lists(),
                options=options,
                list_date=list_date,
                sheet=sheet,
                now=_now(),
            )
        show_run(run, language=output.language)
        console.warn(*lists.warnings(run, wording=output.wording))
        if output.path is not None:
            with console.working(output.wording.text("cli.writing", path=str(output.path))):
                lists.write_run(
                    run, output.path, language=output.language, overwrite=output.overwrite
                )
            console.say(output.wording.text("cli.written", path=str(output.path)))


def show_run(run: lists.ClassificationRun, *, language: Language) -> None:
    """Show the verdicts on the categories row by row, and how many of each."""
    wording = Wording(language)
    console.show_table(lists.category_table(run, wording=wording), wording)
    console.show_table(_counts_table(run, wording), wording)
    console.say(wording.text("cli.summary_rows", count=len(run)))


def show(what: str, *, output: Output) -> None:
    """Show the list of a year, or the lists of an area."""
    published = published_lists()
    with console.refusing(output.wording):
        output.check()
        if what.isdecimal() and len(what) == len("2019"):
            _show_list(published, published.edition(int(what)), output)
        else:
            area = published.area(what)
            output.give(
                published_tables.area_table(published, area, wording=output.wording, now=_now())
            )
            console.say(*(event.text[output.language] for event in area.events))


def compare(earlier: int, later: int, *, category: str, output: Output) -> None:
    """Compare two lists in one line of categories."""
    published = published_lists()
    if category not in published.lineages:
        allowed = ", ".join(published.lineages)
        raise typer.BadParameter(f"--category is {category!r}; choose one of {allowed}.")
    with console.refusing(output.wording):
        output.check()
        compared = changes.compare(
            published,
            earlier=published.edition(earlier).list_date,
            later=published.edition(later).list_date,
            lineage=category,
        )
        output.give(
            published_tables.changes_table(published, compared, wording=output.wording, now=_now())
        )
        if not compared.is_complete:
            console.say(output.wording.text("cli.incomplete"))
        if compared.rules_changed:
            console.say(output.wording.text("cli.rules_changed"))


def whatif_area(
    name: str, *, list_date: date | None, applied: Applied, given: list[str], output: Output
) -> None:
    """Set the official verdict on an area beside the verdict under other conditions."""
    published, wording = published_lists(), output.wording
    percentages = _given_figures(given)
    with console.refusing(wording):
        output.check()
        area = published.area(name)
        listings = published.listings_of(area.area_id)
        day = list_date or listings[-1].list_date
        official = whatif.official_figures(published, area, list_date=day)
        difference = whatif.difference_for_area(
            published,
            area,
            list_date=day,
            figures=whatif.with_percentages(official, percentages),
            rules=published.book.rules_for(
                day,
                version_id=applied.version_id,
                convicted_threshold_share=applied.convicted_threshold_share,
                years_in_a_row=applied.years_in_a_row,
            ),
        )
        output.give(
            whatif.area_table(difference, area=area, list_date=day, wording=wording, now=_now())
        )
        if not whatif.is_any_known(official):
            console.say(wording.text("cli.no_figures"))
        if not difference.changed_categories:
            console.say(wording.text("cli.no_change"))


def whatif_years(year: int, *, year_count: int, output: Output) -> None:
    """Show who a whole list would hold under another number of years in a row."""
    published = published_lists()
    with console.refusing(output.wording):
        output.check()
        day = published.edition(year).list_date
        try:
            table = whatif.years_table(
                published,
                list_date=day,
                year_count=year_count,
                wording=output.wording,
                now=_now(),
            )
        except ValueError as error:
            raise typer.BadParameter(str(error)) from error
        output.give(table)


def rules(
    *,
    version: str | None,
    on: date | None,
    diff: tuple[str, str] | None,
    topic: str | None,
    output: Output,
) -> None:
    """Show the versions, one of them, what two differ in, the thresholds or the doubts."""
    with console.refusing(output.wording):
        output.check()
        output.give(
            _rules_table(rule_book(), version=version, on=on, diff=diff, topic=topic, output=output)
        )


def _rules_table(
    book: RuleBook,
    *,
    version: str | None,
    on: date | None,
    diff: tuple[str, str] | None,
    topic: str | None,
    output: Output,
) -> ExportTable:
    wording, now = output.wording, _now()
    if diff is not None:
        one, other = (book.version(version_id) for version_id in diff)
        return rule_tables.diff_table(one, other, wording=wording, now=now)
    if topic == "doubts":
        return rule_tables.doubts_table(book, wording=wording, now=now)
    if topic == "thresholds":
        return rule_tables.thresholds_table(book, wording=wording, now=now)
    if version is not None or on is not None:
        day = on or book.version(str(version)).lists.from_on
        rule_set = book.rules_for(day, version_id=version)
        return rule_tables.version_table(rule_set, wording=wording, now=now)
    return rule_tables.versions_table(book, wording=wording, now=now)


def _show_list(published: PublishedLists, edition: Edition, output: Output) -> None:
    wording = output.wording
    output.give(published_tables.list_table(published, edition, wording=wording, now=_now()))
    console.show_table(
        published_tables.coverage_table(published, edition, wording=wording, now=_now()), wording
    )


def _counts_table(run: lists.ClassificationRun, wording: Wording) -> ExportTable:
    counts = lists.counts_by_category(run)
    return ExportTable(
        title=wording.text("report.summary"),
        language=wording.language,
        columns=(
            *text_columns(wording, "category"),
            *count_columns(wording, *_TRUTHS),
        ),
        rows=[
            (wording.term(category), *(count_by_truth.get(truth, 0) for truth in _TRUTHS))
            for category, count_by_truth in counts.items()
        ],
        licence=wording.text("table.licence_text"),
        provenance=run.provenance,
    )


def _given_figures(given: list[str]) -> dict[str, Decimal]:
    """Read ``convicted_pct=2.40`` pairs into figures by name."""
    figures = {}
    for pair in given:
        name, _, text = pair.partition("=")
        header = headers.find_header(name)
        if header is None or header.kind in (HeaderKind.TEXT, HeaderKind.DATE):
            near = headers.nearest_heading(name)
            hint = f" Did you mean {near}?" if near else ""
            raise typer.BadParameter(f"--set {pair}: there is no figure {name!r}.{hint}")
        number = _number(text, f"--set {name}")
        if header.kind is HeaderKind.COUNT and number != number.to_integral_value():
            raise typer.BadParameter(f"--set {pair}: give a whole number of persons.")
        limit = _LIMIT_BY_KIND[header.kind]
        if not 0 <= number <= limit:
            raise typer.BadParameter(f"--set {pair}: give 0 to {limit}.")
        figures[header.field] = number
    return figures


def _number(text: str, option: str) -> Decimal:
    if not _NUMBER.fullmatch(text.strip()):
        shown = text if len(text) <= MAX_QUOTED_CHARS else f"{text[:MAX_QUOTED_CHARS]}…"
        raise typer.BadParameter(f"{option} is {shown!r}; give a number such as 2.35.")
    return Decimal(text.strip().replace(",", "."))


def _now() -> datetime:
    return datetime.now(UTC)
