"""All areas of a city at one k: the table twin of the map, and the file of it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from bybalance.atlas.profile import ProfilePoint
from bybalance.web.atlas.queries import words
from bybalance.web.atlas.queries.shown import ShownBuild
from bybalance.web.shared.tables import Cell, Column, Table

SORTS = ("name", "kind", "people", "share", "low", "high", "gap")


@dataclass(frozen=True)
class AreaRow:
    """An area with its figures at one k; ``point`` is ``None`` where there is no profile."""

    area_id: str
    name: str
    kind: str
    people: float
    point: ProfilePoint | None

    def figure(self, name: str) -> float:
        """A published figure of the row, ``nan`` where it is withheld."""
        if self.point is None:
            return float("nan")
        return {
            "share": self.point.area.mean,
            "low": self.point.area.p10,
            "high": self.point.area.p90,
            "gap": self.point.gap,
        }[name]

    def edge(self, field: str) -> str | None:
        """Whether a figure is only a bound."""
        return None if self.point is None else self.point.edges.get(field)


def area_rows(shown: ShownBuild, *, group: str, k: int, year: int) -> list[AreaRow]:
    """Every area in the order of the manifest."""
    rows = []
    for area in shown.atlas.manifest.areas:
        profile = shown.atlas.area_profile(area.area_id, group=group, year=year)
        rows.append(
            AreaRow(
                area_id=area.area_id,
                name=area.name,
                kind=area.kind,
                people=profile.people if profile else float("nan"),
                point=profile.point(k) if profile else None,
            )
        )
    return rows


def area_table(
    shown: ShownBuild,
    *,
    group: str,
    k: int,
    year: int,
    sort: str,
    order: str,
    sort_query: dict[str, object],
) -> Table:
    """The table, sorted as asked; withheld figures come last either way."""
    rows = area_rows(shown, group=group, k=k, year=year)
    _sort(rows, sort=sort, is_descending=order == "descending")
    return Table(
        caption=_("Areas: %(title)s")
        % {"title": words.layer_title(shown.atlas.manifest, group=group, k=k, year=year)},
        columns=tuple(
            _column(name, label, shown=shown, sort=sort, order=order, kept=sort_query)
            for name, label in column_labels().items()
        ),
        rows=tuple(_row(shown, row, group=group, year=year) for row in rows),
    )


def column_labels() -> dict[str, str]:
    """The columns by the name of their figure."""
    return {
        "name": _("Area"),
        "kind": _("Kind"),
        "people": _("Residents"),
        "share": _("Share around the residents"),
        "low": _("Lowest tenth, up to"),
        "high": _("Highest tenth, from"),
        "gap": _("Above its surroundings"),
    }


def _row(shown: ShownBuild, row: AreaRow, *, group: str, year: int) -> tuple[Cell, ...]:
    address = reverse("atlas:area", args=[shown.city.key, row.area_id])
    return (
        Cell(row.name, url=shown.with_query(address, group=group, year=year)),
        Cell(words.kind(row.kind)),
        Cell(words.people(row.people)),
        Cell(words.percent(row.figure("share"), row.edge("area_mean"))),
        Cell(words.percent(row.figure("low"), row.edge("area_p10"))),
        Cell(words.percent(row.figure("high"), row.edge("area_p90"))),
        Cell(words.points(row.figure("gap"))),
    )


def _sort(rows: list[AreaRow], *, sort: str, is_descending: bool) -> None:
    if sort in {"name", "kind"}:
        rows.sort(key=lambda row: getattr(row, sort).casefold(), reverse=is_descending)
    elif sort in SORTS:
        sign = -1 if is_descending else 1

        def height(row: AreaRow) -> tuple[bool, float]:
            value = row.people if sort == "people" else row.figure(sort)
            return math.isnan(value), 0.0 if math.isnan(value) else sign * value

        rows.sort(key=height)


def _column(
    name: str, label: str, *, shown: ShownBuild, sort: str, order: str, kept: dict[str, object]
) -> Column:
    is_now = sort == name
    turned = "ascending" if is_now and order == "descending" else "descending"
    if not is_now and name in {"name", "kind"}:
        turned = "ascending"
    asked = {**kept, "sort": name, "order": turned}
    if shown.query:
        asked["run"] = shown.build.run_id
    now = ("descending" if order == "descending" else "ascending") if is_now else "none"
    return Column(
        label,
        is_figure=name not in {"name", "kind"},
        sort_url=f"?{urlencode(asked)}#areas",
        sorted=now,  # type: ignore[arg-type]
    )
