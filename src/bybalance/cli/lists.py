"""``bybalance lists``: what can be typed; ``list_jobs`` does it and is imported when it runs."""

from __future__ import annotations

from datetime import date
from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    no_args_is_help=True, help="The government's annual lists: classify, show, compare, what if."
)


class LanguageChoice(Enum):
    """Languages of tables and sentences."""

    DA = "da"
    EN = "en"


class HistoryChoice(Enum):
    """Where earlier years come from."""

    PUBLISHED = "published"
    TABLE = "table"
    NONE = "none"


def _read_day(text: str) -> date:
    from bybalance.model import formatting

    try:
        return formatting.read_day(text)
    except ValueError:
        raise typer.BadParameter(
            f"{text!r} is not a date; write it as 2023-12-01, 01-12-2023 or '1. december 2023'."
        ) from None


Day = Annotated[
    date | None,
    typer.Option(
        "--list-date",
        parser=_read_day,
        metavar="DATE",
        help="Date of the list: 2023-12-01, 01-12-2023 or '1. december 2023'.",
    ),
]
Rules = Annotated[
    str | None, typer.Option("--rules", help="Rule version instead of the one in force: 2018.")
]
Threshold = Annotated[
    str | None,
    typer.Option(
        "--convicted-threshold", help="Three times the national average, in per cent: 2.35."
    ),
]
Years = Annotated[
    int | None,
    typer.Option("--years", min=1, max=50, help="Years in a row, instead of the law's five."),
]
Out = Annotated[
    Path | None,
    typer.Option("-o", "--out", help="Write to a file: .csv .xlsx .json .html .parquet."),
]
Force = Annotated[bool, typer.Option("--force", help="Replace a file that exists.")]
Language = Annotated[
    LanguageChoice,
    typer.Option("--lang", envvar="BYBALANCE_LANG", help="Language of what is written."),
]


@app.command()
def classify(
    figures: Annotated[Path, typer.Argument(help="Your table: .csv, .xlsx or .parquet.")],
    list_date: Day = None,
    rules: Rules = None,
    convicted_threshold: Threshold = None,
    years: Years = None,
    history: Annotated[
        HistoryChoice, typer.Option(help="Where earlier years come from.")
    ] = HistoryChoice.PUBLISHED,
    sheet: Annotated[str | None, typer.Option(help="Sheet of the workbook.")] = None,
    out: Out = None,
    force: Force = False,
    lang: Language = LanguageChoice.EN,
) -> None:
    """Give the verdicts on a table of figures."""
    from bybalance.cli import list_jobs

    list_jobs.classify(
        figures,
        list_date=list_date,
        applied=list_jobs.Applied(rules, convicted_threshold, years),
        history=history.value,
        sheet=sheet,
        output=list_jobs.Output(out, force, lang.value),
    )


@app.command()
def show(
    what: Annotated[str, typer.Argument(help="An area by name or id, or a year such as 2019.")],
    out: Out = None,
    force: Force = False,
    lang: Language = LanguageChoice.EN,
) -> None:
    """Show a published list, or every list that an area was on."""
    from bybalance.cli import list_jobs

    list_jobs.show(what, output=list_jobs.Output(out, force, lang.value))


@app.command()
def compare(
    earlier: Annotated[int, typer.Argument(help="Year of the earlier list.")],
    later: Annotated[int, typer.Argument(help="Year of the later list.")],
    category: Annotated[
        str, typer.Option(help="Line of categories; what it was called before counts too.")
    ] = "parallel_society",
    out: Out = None,
    force: Force = False,
    lang: Language = LanguageChoice.EN,
) -> None:
    """Compare two published lists: who came on, who went off, and why as far as is known."""
    from bybalance.cli import list_jobs

    list_jobs.compare(
        earlier, later, category=category, output=list_jobs.Output(out, force, lang.value)
    )


@app.command()
def whatif(
    area: Annotated[str | None, typer.Argument(help="An area by name or id.")] = None,
    year: Annotated[int | None, typer.Option(help="Year of a whole list, with --years.")] = None,
    list_date: Day = None,
    rules: Rules = None,
    convicted_threshold: Threshold = None,
    years: Years = None,
    given: Annotated[
        list[str] | None,
        typer.Option("--set", help="A figure instead of the official one: convicted_pct=2.40."),
    ] = None,
    out: Out = None,
    force: Force = False,
    lang: Language = LanguageChoice.EN,
) -> None:
    """Ask what other figures, other rules or other years in a row would change."""
    from bybalance.cli import list_jobs

    output = list_jobs.Output(out, force, lang.value)
    if area is not None:
        list_jobs.whatif_area(
            area,
            list_date=list_date,
            applied=list_jobs.Applied(rules, convicted_threshold, years),
            given=given or [],
            output=output,
        )
    elif year is not None and years is not None:
        list_jobs.whatif_years(year, year_count=years, output=output)
    else:
        raise typer.BadParameter("Name an area, or a whole list with --year 2019 --years 4.")


@app.command()
def rules(
    version: Annotated[str | None, typer.Argument(help="A rule version: 2018.")] = None,
    on: Annotated[
        date | None,
        typer.Option(parser=_read_day, metavar="DATE", help="Rules for a list of that date."),
    ] = None,
    diff: Annotated[
        tuple[str, str] | None, typer.Option(help="Two versions to compare: 2014 2018.")
    ] = None,
    doubts: Annotated[bool, typer.Option("--doubts", help="The open points of law.")] = False,
    thresholds: Annotated[
        bool, typer.Option("--thresholds", help="The conviction threshold of each year.")
    ] = False,
    out: Out = None,
    force: Force = False,
    lang: Language = LanguageChoice.EN,
) -> None:
    """Show what held when, every number with its source, its confidence and its doubts."""
    from bybalance.cli import list_jobs

    list_jobs.rules(
        version=version,
        on=on,
        diff=diff,
        topic="doubts" if doubts else "thresholds" if thresholds else None,
        output=list_jobs.Output(out, force, lang.value),
    )
