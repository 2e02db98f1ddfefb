"""Put a report together from a built atlas: everything it says comes from the protected tables."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import datetime
from fractions import Fraction
from typing import Any, Final

import numpy as np
import polars as pl
import shapely

from bybalance.atlas.disclosure.protected import CONFIDENTIAL, NOBODY_THERE
from bybalance.atlas.profile import AreaProfile, summarise
from bybalance.model import formatting
from bybalance.model.errors import InvalidSetting
from bybalance.model.formatting import Language
from bybalance.pipelines.atlas_build import Artefact, Manifest
from bybalance.pipelines.atlas_build.manifest import NamedArea, NamedGroup
from bybalance.pipelines.atlas_report import city_map, curve_chart
from bybalance.pipelines.atlas_report.blocks import (
    Block,
    Heading,
    Notice,
    Picture,
    Prose,
    Report,
    Table,
)
from bybalance.pipelines.atlas_report.city_map import CityMap, MappedArea
from bybalance.pipelines.atlas_report.curve_chart import Band, Curve, CurveChart
from bybalance.pipelines.wording import Wording

MAP_K: Final = 1_600
"""Maps show the context of about a school's neighbourhood, or the nearest k that was built."""

MAX_NAMED_AREAS: Final = 14
DASH: Final = "–"


def compose(artefact: Artefact, *, year: int | None, language: Language, now: datetime) -> Report:
    """Put the report together.

    Raises
    ------
    InvalidSetting
        If the atlas has no such year.
    """
    manifest = artefact.manifest
    chosen = manifest.years[-1] if year is None else year
    if chosen not in manifest.years:
        listed = ", ".join(map(str, manifest.years))
        raise InvalidSetting(f"The atlas has no year {chosen}; it has {listed}.")
    writer = _Writer(artefact, chosen, language, now)
    return Report(
        language=language,
        kicker=writer.say("kicker"),
        title=writer.say("title", name=manifest.name),
        lead=writer.say("lead", name=manifest.name),
        running=writer.running,
        blocks=tuple(writer.blocks()),
        page_word=writer.say("page"),
        of_word=writer.say("of"),
    )


class _Writer:
    def __init__(self, artefact: Artefact, year: int, language: Language, now: datetime) -> None:
        self.artefact, self.year, self.language, self.now = artefact, year, language, now
        self.manifest: Manifest = artefact.manifest
        self.wording = Wording(language)
        self.map_k = min(self.manifest.k, key=lambda k: abs(k - MAP_K))
        self.totals = artefact.totals(year).frame
        self.contexts = artefact.contexts(year).frame
        self.measures = artefact.measures().frame
        self.shares = artefact.areas().frame
        self.shapes = {
            feature["properties"]["area_id"]: shapely.geometry.shape(feature["geometry"])
            for feature in artefact.layer("areas.geojson")["features"]
        }

    def say(self, key: str, **params: object) -> str:
        return self.wording.text(f"atlas_report.{key}", **params)

    def name(self, group: NamedGroup) -> str:
        return group.da if self.language == "da" else group.en

    def number(self, value: float | int | None) -> str:
        return DASH if value is None else formatting.number(int(value), language=self.language)

    def share(self, value: float | None, edge: str | None = None) -> str:
        """Write a share as a percentage, or as a bound; a dash where there is none."""
        if value is None or np.isnan(value):
            return DASH
        shown = formatting.percent(_exact(value) * 100, decimals=0, language=self.language)
        return self.say({"<": "under", ">": "over"}[edge], share=shown) if edge else shown

    @property
    def source(self) -> str:
        manifest = self.manifest
        text = manifest.source_da if self.language == "da" else manifest.source_en
        return self.say("source", source=text, run=manifest.run_id, rules=manifest.rules_id)

    @property
    def running(self) -> str:
        """Return the line at the foot of each page, which tells of an invented city too."""
        manifest = self.manifest
        text = self.say("running", name=manifest.name, run=manifest.run_id)
        if not manifest.is_invented:
            return text
        return f"{text}. {manifest.note_da if self.language == 'da' else manifest.note_en}"

    # --- the parts ------------------------------------------------------------------------

    def blocks(self) -> Iterator[Block]:
        yield from self.opening()
        for group in self.manifest.groups:
            yield from self.group_pages(group)
        told = [area for area in self.manifest.areas if area.is_told]
        yield Heading(self.say("areas_heading"), 1)
        yield from self.area_overview(told)
        for area in told:
            yield from self.area_pages(area)
        yield from self.method()

    def opening(self) -> Iterator[Block]:
        manifest = self.manifest
        if manifest.is_invented:
            yield Notice(manifest.note_da if self.language == "da" else manifest.note_en)
        frame = self.totals
        yield Prose(
            self.say(
                "city_facts", name=manifest.name, year=str(self.year),
                people=self.number(int(frame["people"].sum())),
                households=self.number(int(frame["households"].sum())),
                cells=self.number(frame.filter(pl.col("people") > 0).height),
                size=self.number(manifest.cell_size_m),
            )
        )  # fmt: skip
        first = manifest.years[0]
        rows = []
        for group in manifest.groups:
            ends = [self.area_share(manifest.key, year, group.key) for year in (first, self.year)]
            rows.append((self.name(group), *(self.share(*end) for end in ends)))
        for tenure in manifest.tenures:
            key = f"tenure_{tenure.key}"
            ends = [self.area_share(manifest.key, year, key) for year in (first, self.year)]
            rows.append((self.say("tenure", name=self.name(tenure)),
                         *(self.share(*end) for end in ends)))  # fmt: skip
        yield Table(
            self.say("city_table", name=manifest.name),
            (self.say("figure"), str(first), str(self.year)), tuple(rows), (1, 2),
        )  # fmt: skip
        yield Prose(self.say("how_to_read", k=self.number(self.map_k)))
        yield Prose(self.say("protected_note"))

    def group_pages(self, group: NamedGroup) -> Iterator[Block]:
        name = self.name(group)
        yield Heading(name, 1)
        title = self.say("map_title", group=name, k=self.number(self.map_k), year=str(self.year))
        words = self.class_words(group)
        codes = self.codes(group)
        yield Picture(
            svg=city_map.draw_map(self.city_map(group, title=title, words=words, codes=codes)),
            title=title, alt=self.map_alt(words, codes), source=self.source, caption=title,
        )  # fmt: skip
        yield self.class_table(words, codes)
        yield from self.measure_blocks(group)

    def measure_blocks(self, group: NamedGroup) -> Iterator[Block]:
        frame = self.measures.filter(
            pl.col("year") == self.year, pl.col("group") == group.key,
            pl.col("measure") == "dissimilarity",
        ).sort("k")  # fmt: skip
        title = self.say("measure_title", group=self.name(group), year=str(self.year))
        yield Heading(title, 2)
        estimates = frame["estimate"].to_list()
        chart = CurveChart(
            title=title,
            alt=self.say(
                "measure_alt", first=self.points(estimates[0]), last=self.points(estimates[-1]),
                k_first=self.number(frame["k"][0]), k_last=self.number(frame["k"][-1]),
            ),
            k_words=tuple(self.number(k) for k in frame["k"]),
            axis_title=self.say("axis_k"),
            curves=(Curve(name=self.manifest.name, role="surroundings", values=tuple(estimates)),),
            band=Band(name=self.say("by_chance"), lows=tuple(frame["low"]),
                      highs=tuple(frame["high"])),
            write=self.whole_points,
        )  # fmt: skip
        yield Prose(self.say("measure_text", draws=self.number(self.manifest.draw_count)))
        yield Picture(svg=curve_chart.draw_curves(chart), title=title, alt=chart.alt,
                      source=self.source)  # fmt: skip
        rows = tuple(
            (self.number(row["k"]), self.points(row["estimate"]), self.points(row["expected"]),
             f"{self.points(row['low'])}{DASH}{self.points(row['high'])}",
             self.points(_less(row["estimate"], row["expected"])))
            for row in frame.iter_rows(named=True)
        )  # fmt: skip
        columns = ("k", "measure", "expected", "interval", "excess")
        yield Table(self.say("as_table"), tuple(self.say(f"column_{each}") for each in columns),
                    rows,
                    (0, 1, 2, 3, 4))  # fmt: skip

    def area_overview(self, told: list[NamedArea]) -> Iterator[Block]:
        first, groups = self.manifest.years[0], self.manifest.groups
        yield Prose(self.say("areas_text", first=str(first), year=str(self.year)))
        rows = []
        for area in told:
            cells = []
            for group in groups:
                now = self.area_share(area.area_id, self.year, group.key)
                before = self.area_share(area.area_id, first, group.key)
                cells.append(f"{self.share(*now)} ({self.change(before, now)})")
            rows.append((area.name, *cells))
        yield Table(
            self.say("areas_table", year=str(self.year), first=str(first)),
            (self.say("area"), *(self.name(group) for group in groups)), tuple(rows),
            tuple(range(1, len(groups) + 1)),
        )  # fmt: skip
        withheld = [area.name for area in self.manifest.areas if not area.is_told]
        if withheld:
            yield Prose(self.say("areas_withheld", names=", ".join(withheld)))

    def area_pages(self, area: NamedArea) -> Iterator[Block]:
        profiles = {
            one.group: one
            for one in self.artefact.read_area_profiles(area_id=area.area_id, year=self.year)
        }
        yield Heading(area.name, 1)
        first = profiles[self.manifest.groups[0].key]
        yield Prose(self.say("area_people", name=area.name, people=self.number(first.people),
                             year=str(self.year)))  # fmt: skip
        for group in self.manifest.groups:
            yield Prose(self.sentence(profiles[group.key], group))
        title = self.say("profile_title", name=area.name, year=str(self.year))
        charts = self.profile_charts(area, profiles)
        yield Picture(svg=curve_chart.draw_grid(charts, title=title), title=title,
                      alt=" ".join(chart.alt for chart in charts), source=self.source,
                      caption=title)  # fmt: skip
        yield self.profile_table(profiles, self.say("profile_table", name=area.name))
        yield self.reach_table(area, profiles)

    def profile_charts(self, area: NamedArea, profiles: dict[str, AreaProfile]) -> list[CurveChart]:
        highest = max(
            value
            for profile in profiles.values()
            for point in profile.points
            for value in (point.area.mean, point.surroundings.mean, point.city.mean)
            if not np.isnan(value)
        )
        charts = []
        for group in self.manifest.groups:
            points = profiles[group.key].points
            lines = {
                "area": (area.name, [point.area.mean for point in points]),
                "surroundings": (self.say("around"), [one.surroundings.mean for one in points]),
                "city": (self.manifest.name, [point.city.mean for point in points]),
            }
            charts.append(CurveChart(
                title=self.name(group),
                alt=self.sentence(profiles[group.key], group),
                k_words=tuple(self.number(point.k) for point in points),
                axis_title=self.say("axis_k"),
                curves=tuple(
                    Curve(name=name, role=role,
                          values=tuple(None if np.isnan(each) else each for each in values))
                    for role, (name, values) in lines.items()
                ),
                band=None, write=self.share, most=highest,
            ))  # fmt: skip
        return charts

    def profile_table(self, profiles: dict[str, AreaProfile], title: str) -> Table:
        groups = self.manifest.groups
        columns = [self.say("column_k")]
        for group in groups:
            columns.append(self.name(group))
            columns.append(self.say("in_city", name=self.manifest.name))
        rows = []
        for at, k in enumerate(self.manifest.k):
            row = [self.number(k)]
            for group in groups:
                point = profiles[group.key].points[at]
                row.append(self.share(point.area.mean, point.edges.get("area_mean")))
                row.append(self.share(point.city.mean, point.edges.get("city_mean")))
            rows.append(tuple(row))
        return Table(title, tuple(columns), tuple(rows), tuple(range(len(columns))))

    def reach_table(self, area: NamedArea, profiles: dict[str, AreaProfile]) -> Table:
        groups = self.manifest.groups
        rows = []
        for at, reach in enumerate(profiles[groups[0].key].reach):
            shares = [profiles[group.key].reach[at] for group in groups]
            rows.append((self.say("within", metres=self.number(reach.distance_m)),
                         self.number(reach.people),
                         *(self.share(one.share, one.edge) for one in shares)))  # fmt: skip
        columns = (self.say("distance"), self.say("people"), *(self.name(one) for one in groups))
        return Table(self.say("reach_title", name=area.name), columns, tuple(rows),
                     tuple(range(1, len(columns))))  # fmt: skip

    def method(self) -> Iterator[Block]:
        manifest = self.manifest
        yield Heading(self.say("method_heading"), 1)
        rule = "proportional" if manifest.overshoot == "proportional" else "whole"
        for key in ("method_contexts", f"method_{rule}", f"method_{manifest.self_rule}",
                    "method_edge", "method_protection", "method_error"):  # fmt: skip
            yield Prose(self.say(key))
        about = [
            ("run", manifest.run_id), ("rules_version", manifest.rules_id),
            ("seed", str(manifest.seed)), ("draws", self.number(manifest.draw_count)),
            ("scales", ", ".join(self.number(k) for k in manifest.k)),
            ("crs", f"{manifest.crs}, {self.number(manifest.cell_size_m)} m"),
            ("versions", ", ".join(f"{name} {version}" for name, version in
                                   manifest.versions.items())),
            ("printed", formatting.long_date(self.now.date(), language=self.language)),
        ]  # fmt: skip
        yield Table(
            self.say("run_table"), (self.say("what"), self.say("value")),
            tuple((self.say(f"about_{key}"), text) for key, text in about),
        )  # fmt: skip
        yield Table(
            self.say("files_table"), (self.say("file"), "SHA-256"),
            tuple((entry.file, entry.sha256) for entry in manifest.files),
        )  # fmt: skip
        yield Table(
            self.say("inputs_table"), (self.say("file"), self.say("fingerprint")),
            tuple((entry.file, entry.fingerprint) for entry in manifest.inputs),
        )  # fmt: skip

    # --- pieces ---------------------------------------------------------------------------

    def points(self, value: float | None) -> str:
        """Write a measure on the scale of 0 to 100, which readers know."""
        if value is None or np.isnan(value):
            return DASH
        return formatting.number(_exact(value * 100, 1), decimals=1, language=self.language)

    def whole_points(self, value: float) -> str:
        """Write a measure on an axis."""
        return formatting.number(_exact(value * 100, 0), language=self.language)

    def area_share(self, area_id: str, year: int, figure: str) -> tuple[float | None, str | None]:
        found = self.shares.filter(
            pl.col("area_id") == area_id, pl.col("year") == year, pl.col("figure") == figure
        )
        return (found["share"][0], found["share_edge"][0]) if found.height else (None, None)

    def change(
        self, before: tuple[float | None, str | None], now: tuple[float | None, str | None]
    ) -> str:
        """Write a change in points; a dash where one end is withheld or only a bound (D10)."""
        if before[0] is None or now[0] is None or before[1] or now[1]:
            return DASH
        change = _exact((now[0] - before[0]) * 100, 0)
        return formatting.signed_number(change, decimals=0, language=self.language)

    def sentence(self, profile: AreaProfile, group: NamedGroup) -> str:
        message = summarise(profile)
        params: dict[str, Any] = dict(message.params)
        words: dict[str, object] = {"group": self.name(group), "city": self.manifest.name}
        for key in ("k_first", "k_last", "half_k"):
            words[key] = self.number(params.get(key))
        for key, edge in (("share_first", "is_bound_first"), ("share_last", "is_bound_last"),
                          ("other_first", ""), ("other_last", "")):  # fmt: skip
            words[key] = self.share(params.get(key), params.get(edge))
        return self.say(f"profile_{message.key.rpartition('.')[2]}", **words)

    def class_words(self, group: NamedGroup) -> tuple[str, ...]:
        """Say what the five colours stand for: under 15 %, 15-20 %, ..., 45 % and over."""
        edges = [
            formatting.number(_exact(code * self.manifest.class_step * 100, 0),
                              language=self.language)
            for code in group.map_breaks
        ]  # fmt: skip
        percent = f"{formatting.NARROW_SPACE}%"
        middle = [f"{low}{DASH}{high}{percent}" for low, high in itertools.pairwise(edges)]
        return (
            self.say("under", share=f"{edges[0]}{percent}"), *middle,
            self.say("at_least", share=f"{edges[-1]}{percent}"),
        )  # fmt: skip

    def codes(self, group: NamedGroup) -> np.ndarray[Any, np.dtype[np.int64]]:
        """Return the colour of each cell; 5 where withheld, 6 where there is no figure."""
        name = f"ctx_{group.key}_k{self.map_k}_class"
        classes = self.contexts[name].fill_null(0).to_numpy()
        reasons = self.contexts[f"{name}_reason"].fill_null("").to_numpy()
        codes = np.searchsorted(group.map_breaks, classes, side="right").astype(np.int64)
        codes[reasons != ""] = city_map.NO_FIGURE
        codes[reasons == CONFIDENTIAL] = city_map.WITHHELD
        return codes

    def city_map(
        self,
        group: NamedGroup,
        *,
        title: str,
        words: tuple[str, ...],
        codes: np.ndarray[Any, np.dtype[np.int64]],
    ) -> CityMap:
        is_shown = self.contexts[f"ctx_{group.key}_k{self.map_k}_class_reason"].fill_null("")
        is_kept = ((is_shown != NOBODY_THERE) & self._is_lived_in()).to_numpy()
        kinds = {area.kind for area in self.manifest.areas}
        main = self.manifest.areas[0].kind if len(kinds) > 1 else None
        named = [one for one in self.manifest.areas if main is None or one.kind == main]
        return CityMap(
            title=title, alt=self.map_alt(words, codes), bounds_m=self.manifest.bounds_m,
            cell_size_m=self.manifest.cell_size_m,
            eastings_m=self.contexts["easting_m"].to_numpy()[is_kept],
            northings_m=self.contexts["northing_m"].to_numpy()[is_kept], codes=codes[is_kept],
            fields=tuple(one for name in ("parks.geojson", "water.geojson")
                         for one in self.layer(name) if "Polygon" in one[0].geom_type),
            ways=tuple(one for name in ("water.geojson", "roads.geojson", "rail.geojson")
                       for one in self.layer(name) if "Polygon" not in one[0].geom_type),
            areas=tuple(
                MappedArea(name=one.name if len(named) <= MAX_NAMED_AREAS else "",
                           shape=self.shapes[one.area_id])
                for one in named
            ),
            legend_title=self.say("legend", group=self.name(group), k=self.number(self.map_k)),
            class_words=words, withheld_words=self.say("withheld"),
            no_figure_words=self.say("nobody"), north_word=self.say("north"),
        )  # fmt: skip

    def _is_lived_in(self) -> pl.Series:
        joined = self.contexts.select("easting_m", "northing_m").join(
            self.totals, on=["easting_m", "northing_m"], how="left", maintain_order="left"
        )
        return joined["people"].fill_null(0) > 0

    def layer(self, file: str) -> list[tuple[Any, str]]:
        return [
            (shapely.geometry.shape(feature["geometry"]), str(feature["properties"]["kind"]))
            for feature in self.artefact.layer(file)["features"]
        ]

    def residents_by_code(self, codes: np.ndarray[Any, np.dtype[np.int64]]) -> list[int]:
        joined = self.contexts.select("easting_m", "northing_m").join(
            self.totals, on=["easting_m", "northing_m"], how="left", maintain_order="left"
        )
        people = joined["people"].fill_null(0).to_numpy()
        return [int(people[codes == code].sum()) for code in range(city_map.NO_FIGURE + 1)]

    def class_table(
        self, words: tuple[str, ...], codes: np.ndarray[Any, np.dtype[np.int64]]
    ) -> Table:
        """Say in numbers what the map says in colours: residents by class."""
        residents = self.residents_by_code(codes)
        everybody = max(sum(residents), 1)
        names = (*words, self.say("withheld"), self.say("nobody"))
        rows = tuple(
            (name, self.number(people),
             formatting.percent(Fraction(100 * people, everybody), decimals=0,
                                language=self.language))
            for name, people in zip(names, residents, strict=True)
            if people
        )  # fmt: skip
        return Table(
            self.say("class_table", k=self.number(self.map_k)),
            (self.say("class"), self.say("people"), self.say("part")), rows, (1, 2),
        )  # fmt: skip

    def map_alt(self, words: tuple[str, ...], codes: np.ndarray[Any, np.dtype[np.int64]]) -> str:
        residents = self.residents_by_code(codes)
        everybody = max(sum(residents), 1)
        top = formatting.percent(Fraction(100 * residents[4], everybody), decimals=0,
                                 language=self.language)  # fmt: skip
        return self.say("map_alt", top=top, word=words[-1])


def _exact(value: float, decimals: int = 2) -> Fraction:
    """Return a number that was rounded already without the noise of its binary form."""
    return Fraction(str(round(value, decimals + 2)))


def _less(first: float | None, second: float | None) -> float | None:
    return None if first is None or second is None else first - second
