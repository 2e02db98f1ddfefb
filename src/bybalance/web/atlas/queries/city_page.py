"""A city as a whole: how uneven it is at every scale, beside what chance makes."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import polars as pl
from django.urls import reverse
from django.utils.translation import gettext as _

from bybalance.web.atlas.queries import area_table, words
from bybalance.web.atlas.queries.shown import ShownBuild
from bybalance.web.shared.charts import curves, svg
from bybalance.web.shared.tables import Cell, Column, Table


@dataclass(frozen=True)
class CityChoice:
    """What the page is asked for."""

    group: str
    year: int
    measure: str


@dataclass(frozen=True)
class CityPage:
    """The page of a city."""

    shown: ShownBuild
    heading: str
    explanation: str
    drawing: svg.Drawing
    profile: Table
    indices: Table
    areas: Table
    sentence: str
    downloads: list[tuple[str, str]]


def city_page(shown: ShownBuild, choice: CityChoice) -> CityPage:
    """The segregation profile of one group, and the measures of all groups."""
    manifest = shown.atlas.manifest
    rows = _rows(shown, choice)
    name = words.group_name(manifest, choice.group)
    heading = _("%(measure)s of %(group)s by the number of nearest residents, %(year)d") % {
        "measure": words.measure(choice.measure),
        "group": name,
        "year": choice.year,
    }
    address = reverse("atlas:download", args=[shown.city.key, "measures", "csv"])
    return CityPage(
        shown=shown,
        heading=heading,
        explanation=explanation(choice.measure),
        drawing=_drawing(shown, heading, rows),
        profile=_profile_table(heading, rows),
        indices=indices_table(shown, year=choice.year, measures=measures_of(shown)),
        areas=area_table.area_table(
            shown, group=choice.group, k=manifest.k[0], year=choice.year, sort="share",
            order="descending", sort_query={"group": choice.group, "year": choice.year},
        ),
        sentence=_sentence(name, choice, rows),
        downloads=[
            ("CSV", shown.with_query(address)),
            ("Excel", shown.with_query(address.replace("csv", "xlsx"))),
        ],
    )  # fmt: skip


def measures_of(shown: ShownBuild) -> list[str]:
    """The measures that the build has, as they come."""
    found: list[str] = shown.atlas.measures["measure"].unique(maintain_order=True).to_list()
    return found


def explanation(measure: str) -> str:
    """What a measure says, in one sentence."""
    known = {
        "dissimilarity": _(
            "Dissimilarity is the share of the group that would have to move for it to be spread "
            "as "
            "everybody else is. It goes from 0 to 1."
        ),
        "isolation": _(
            "Isolation is the share of the group among the nearest people of a member of the "
            "group. "
            "It goes from the group's share of the city to 1."
        ),
        "theil_h": _(
            "Theil's H is how much less mixed the surroundings of people are than the whole "
            "city. It "
            "goes from 0 to 1."
        ),
    }
    return known.get(measure, "")


def _rows(shown: ShownBuild, choice: CityChoice) -> pl.DataFrame:
    frame = shown.atlas.measures
    return frame.filter(
        (pl.col("group") == choice.group)
        & (pl.col("year") == choice.year)
        & (pl.col("measure") == choice.measure)
    ).sort("k")


def _drawing(shown: ShownBuild, heading: str, rows: pl.DataFrame) -> svg.Drawing:
    def values(column: str) -> tuple[Fraction | None, ...]:
        return tuple(_exact(value) for value in rows[column])

    return curves.draw(
        curves.Curves(
            caption=svg.Caption(
                key="city-profile",
                title=heading,
                description=_(
                    "A line for the city and a line with its band for cities where the same "
                    "residents "
                    "are dealt out by chance. The table has the numbers. %(note)s"
                )
                % {"note": shown.note},
            ),
            steps=tuple(rows["k"].to_list()),
            curves=(
                curves.Curve(label=shown.city.name, values=values("estimate")),
                curves.Curve(
                    label=_("by chance"),
                    values=values("expected"),
                    low=values("low"),
                    high=values("high"),
                ),
            ),
            steps_label=_("Number of nearest residents"),
            language=words.language(),
            is_percent=False,
            decimals=2,
        )
    )


def _exact(value: float | None) -> Fraction | None:
    known = words.exact(value)
    return None if known is None else known / 100


def _profile_table(heading: str, rows: pl.DataFrame) -> Table:
    return Table(
        caption=heading,
        columns=(
            Column(_("Nearest residents"), is_figure=True),
            Column(_("The city"), is_figure=True),
            Column(_("By chance"), is_figure=True),
            Column(_("95 of 100 by chance"), is_figure=True),
        ),
        rows=tuple(
            (
                Cell(words.number(row["k"])),
                Cell(words.index(row["estimate"])),
                Cell(words.index(row["expected"])),
                Cell(f"{words.index(row['low'])} – {words.index(row['high'])}"),
            )
            for row in rows.iter_rows(named=True)
        ),
    )


def indices_table(shown: ShownBuild, *, year: int, measures: list[str]) -> Table:
    """Every group by every measure, at the smallest and the largest k."""
    manifest = shown.atlas.manifest
    ends = sorted({manifest.k[0], manifest.k[-1]})
    frame = shown.atlas.measures.filter(pl.col("year") == year)
    found = {
        (row["group"], row["measure"], row["k"]): row["estimate"]
        for row in frame.iter_rows(named=True)
    }
    return Table(
        caption=_("Measures of the whole city, %(year)d") % {"year": year},
        columns=(
            Column(_("Group")),
            *(
                Column(
                    _("%(measure)s, %(k)s nearest")
                    % {"measure": words.measure(measure), "k": words.number(k)},
                    is_figure=True,
                )
                for measure in measures
                for k in ends
            ),
        ),
        rows=tuple(
            (
                Cell(words.group_name(manifest, group.key)),
                *(
                    Cell(words.index(found.get((group.key, measure, k))))
                    for measure in measures
                    for k in ends
                ),
            )
            for group in manifest.groups
        ),
    )


def _sentence(name: str, choice: CityChoice, rows: pl.DataFrame) -> str:
    """What the profile says, in one sentence."""
    known = [row for row in rows.iter_rows(named=True) if row["estimate"] is not None]
    if not known:
        return _("There is no figure for this choice.")
    first, last = known[0], known[-1]
    is_more = first["high"] is None or first["estimate"] > first["high"]
    params = {
        "group": name,
        "measure": words.measure(choice.measure).lower(),
        "first": words.index(first["estimate"]),
        "last": words.index(last["estimate"]),
        "k_first": words.number(first["k"]),
        "k_last": words.number(last["k"]),
        "chance": words.index(first["expected"]),
    }
    if is_more:
        return (
            _(
                "Over the %(k_first)s nearest people, %(measure)s is %(first)s for the group "
                "“%(group)s”; "
                "chance alone would make %(chance)s. Over the %(k_last)s nearest it is %(last)s."
            )
            % params
        )
    return (
        _(
            "Over the %(k_first)s nearest people, %(measure)s is %(first)s for the group "
            "“%(group)s”, no "
            "more than chance alone would make. Over the %(k_last)s nearest it is %(last)s."
        )
        % params
    )
