"""Every component on one page, with content as a page would give it: for tests and screenshots."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.template import RequestContext, Template
from django.test import RequestFactory
from django.utils import translation

from bybalance.web.shared.charts import matrix, skyline, svg, threshold_bar, trend, turnover
from bybalance.web.shared.related import RelatedLink, RelatedSection
from bybalance.web.shared.tables import Cell, Column, Table

LIST_DATES = (
    date(2012, 10, 1),
    date(2014, 2, 1),
    *(date(year, 12, 1) for year in range(2014, 2025)),
)
VULNERABLE = (None,) * 7 + (43, 40, 25, 20, 17, 19)
PARALLEL = (33, 33, 31, 25, None, 22, 29, 28, 15, 12, 10, 12, 8)
TRANSFORMATION = (None,) * 6 + (15, 15, 13, 10, 9, 8, 7)


class FilterForm(forms.Form):
    search = forms.CharField(label="Søg efter område", required=False)
    municipality = forms.ChoiceField(
        label="Kommune", choices=[("", "Alle"), ("751", "Aarhus")], required=False
    )
    near = forms.BooleanField(label="Kun tæt på en grænse", required=False)


class ClassifyForm(forms.Form):
    table = forms.FileField(label="Din tabel", help_text="CSV, Excel eller Parquet, højst 25 MB")
    on = forms.DateField(label="Listens dato")
    rules = forms.ChoiceField(
        label="Regler",
        choices=[("2021", "2021: parallelsamfund"), ("2018", "2018: ghettoområde")],
        widget=forms.RadioSelect,
    )
    remark = forms.CharField(
        label="Bemærkning", widget=forms.Textarea({"placeholder": "Skriv her"}), required=False
    )


def render(language: str, *, path: str = "/") -> str:
    """The whole page in a language."""
    source = Path(__file__).with_name("gallery.html").read_text(encoding="utf-8")
    with translation.override(language):
        request = RequestFactory().get(path)
        return Template(source).render(RequestContext(request, context()))


def context() -> dict[str, Any]:
    return {
        "related": RelatedSection(
            key="related",
            heading="Hører til",
            links=(RelatedLink("Opdigtet plan", "/planer/", "2017–2020", is_invented=True),),
        ),
        "crumbs": [("Forside", "/"), ("Listerne", "/lister/")],
        "figures": [
            (8, "områder", "er parallelsamfund"),
            (7, "områder", "er omdannelsesområder"),
            (63, "områder", "er forebyggelsesområder"),
        ],
        "sources": [
            SimpleNamespace(
                title="Almenboligloven",
                url="https://example.org/lov",
                section="§ 61 a",
                checked_on=date(2026, 11, 1),
            )
        ],
        "charts": charts(),
        "criteria": criteria(),
        "filter_form": FilterForm(),
        "form": ClassifyForm({"on": "i går"}, {}),
        "table": area_table(),
        "page": Paginator(range(70), 25).page(2),
        "downloads": [("CSV", "?format=csv"), ("Excel", "?format=xlsx"), ("JSON", "?format=json")],
        "steps": ["Vælg fil", "Kontrollér kolonner", "Se resultatet"],
        "kinds": ["info", "success", "warning", "error"],
        "entries": [
            SimpleNamespace(when="1. dec. 2018", heading="Kom på listen", text="", url="/2018/"),
            SimpleNamespace(when="Foråret 2019", heading="Området blev delt", text="Nyt", url=""),
        ],
        "share": Decimal("40.25"),
        "nothing": None,
    }


def charts() -> list[dict[str, Any]]:
    return [
        {
            "heading": "Færre områder på listerne siden 2018",
            "note": "Antal områder pr. kategori og liste",
            "drawing": trend.draw(trend_of_lists()),
            "shades": [],
        },
        {
            "heading": "Nørager/Søstjernevej: på hver liste med kendt indhold til 2021",
            "note": "Kategori på hver liste",
            "drawing": skyline.draw(history_of_an_area()),
            "shades": [],
        },
        {
            "heading": "Flere områder går ud end ind",
            "note": "Sammenlignet med listen før",
            "drawing": turnover.draw(entries_and_exits()),
            "shades": [],
        },
        {
            "heading": "Aarhus og København har haft flest områder",
            "note": "Antal områder på listen over parallelsamfund (til 2020: ghettoområder)",
            "drawing": matrix.draw(areas_by_municipality()),
            "shades": [(0, "ingen"), (1, "1"), (2, "2"), (3, "3–4"), (4, "5–6"), (5, "7 og over")],
        },
    ]


def trend_of_lists() -> trend.Trend:
    return trend.Trend(
        caption=svg.Caption("trend", "Områder på listerne", "Antal områder 2012–2024"),
        dates=LIST_DATES,
        series=(
            trend.Series("Udsatte boligområder", VULNERABLE, "Udsatte"),
            trend.Series("Parallelsamfund", PARALLEL, "Parallels."),
            trend.Series("Omdannelsesområder", TRANSFORMATION, "Omdannelse"),
        ),
        events=(
            trend.Event(date(2018, 12, 1), "Nye kriterier"),
            trend.Event(date(2021, 11, 30), "Nye navne"),
        ),
        language="da",
    )


def history_of_an_area() -> skyline.Skyline:
    levels = [2, 2, None, 2, 2, 2, 3, 3, 3, 1, 0, 0, None]
    words = {0: "ikke på listen", 1: "udsat", 2: "ghettoområde", 3: "omdannelse", None: "ukendt"}
    return skyline.Skyline(
        caption=svg.Caption("skyline", "Områdets historie", "Kategori på hver liste"),
        columns=tuple(
            skyline.Column(day, level, words[level])
            for day, level in zip(LIST_DATES, levels, strict=True)
        ),
        levels=("Udsat boligområde", "Parallelsamfund", "Omdannelsesområde"),
        language="da",
    )


def entries_and_exits() -> turnover.Turnover:
    changes = [(8, 1), (3, 4), (0, 13), (None, None), (1, 3), (2, 0)]
    return turnover.Turnover(
        caption=svg.Caption("turnover", "Ind og ud", "Områder ind og ud pr. liste"),
        changes=tuple(
            turnover.Change(date(2018 + index, 12, 1), entered, left)
            for index, (entered, left) in enumerate(changes)
        ),
        entered_label="Kom på listen",
        left_label="Gik af listen",
        language="da",
    )


def areas_by_municipality() -> matrix.Matrix:
    def row(name: str, *counts: int | None) -> matrix.Row:
        return matrix.Row(name, counts)

    return matrix.Matrix(
        caption=svg.Caption("matrix", "Kommunerne", "Antal områder pr. kommune og liste"),
        dates=LIST_DATES,
        groups=(
            matrix.Group(
                "Region Hovedstaden",
                (
                    row("København", 10, 10, 8, 3, 4, 5, 5, 4, 3, 2, 1, 1, None),
                    row("Høje-Taastrup", 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, None),
                ),
            ),
            matrix.Group(
                "Region Midtjylland",
                (
                    row("Aarhus", 4, 4, 4, 3, 3, 3, 3, 2, 2, 2, 2, 2, None),
                    row("Horsens", 1, 1, 1, 0, 0, 1, 1, 1, 0, 0, 0, 0, None),
                ),
            ),
        ),
        class_starts=(1, 2, 3, 5, 7),
        language="da",
    )


def criteria() -> list[dict[str, Any]]:
    rows = [
        ("labour", "Uden tilknytning til arbejdsmarked eller uddannelse", "48,5 %", "met", "48.5"),
        ("convicted", "Dømte", "2,28 %", "not-met", "22.8"),
        ("education", "Alene grundskole", "ukendt", "unknown", None),
    ]
    states = {"met": True, "not-met": False, "unknown": None}
    words = {"met": "Opfyldt", "not-met": "Ikke opfyldt", "unknown": "Ukendt"}
    return [
        {
            "name": name,
            "value_text": value_text,
            "state": state,
            "state_text": words[state],
            "bar": threshold_bar.draw(
                threshold_bar.ThresholdBar(
                    caption=svg.Caption(f"bar-{key}", name, f"{value_text}; grænse 40 %"),
                    value=None if share is None else Decimal(share),
                    threshold=40,
                    threshold_label="grænse 40 %",
                    axis_end=100,
                    is_met=states[state],
                )
            ),
            "margin_text": "" if share is None else "8,5 procentpoint, 167 personer over grænsen",
            "law_text": "Almenboligloven § 61 a, stk. 1",
            "law_url": "https://example.org/lov",
        }
        for key, name, value_text, state, share in rows
    ]


def area_table() -> Table:
    columns = (
        Column("Område", sort_url="?sort=area", sorted="ascending"),
        Column("Kommune", sort_url="?sort=municipality"),
        Column("Kategori"),
        Column("Beboere", is_figure=True, sort_url="?sort=residents"),
        Column("Uden for arbejdsmarkedet", is_figure=True, sort_url="?sort=labour"),
    )
    rows = (
        ("Gellerupparken/Toveshøj", "Aarhus", "Omdannelsesområde", "6.415", "48,5 %"),
        ("Korskærparken", "Fredericia", "Udsat boligområde", "1.960", "41,0 %"),
        ("Taastrupgaard", "Høje-Taastrup", "Omdannelsesområde", "2.178", "ukendt"),
    )
    return Table(
        caption="Områder på listen pr. 1. december 2020",
        columns=columns,
        rows=tuple(
            (Cell(name, url="/omraade/", note="delt i 2018"), *map(Cell, rest))
            for name, *rest in rows
        ),
    )
