from __future__ import annotations

import json
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from xml.etree import ElementTree

import polars as pl
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.web.atlas.conftest import changed_copy

from bybalance.web.accounts.models import User
from bybalance.web.atlas import services
from bybalance.web.atlas.models import Build, Release

MAP = "/atlas/balby/kort/"


def page(client: Client, query: str = "", status: int = 200) -> str:
    answer = client.get(f"{MAP}{query}")
    assert answer.status_code == status
    return answer.content.decode()


def drawings(content: str) -> list[ElementTree.Element]:
    return [
        ElementTree.fromstring(found)  # noqa: S314 - our own markup
        for found in re.findall(r"<svg [^>]*chart chart--.*?</svg>", content, re.DOTALL)
    ]


def test_it_shows_the_map_without_a_script(client: Client, public_build: Build) -> None:
    content = page(client)

    wide, narrow = drawings(content)
    assert "Blandt" not in content.split("<h1>")[1].split("</h1>")[0]
    text = "".join(wide.itertext())
    assert "Balby Nord" in text
    assert "Under" in text
    assert len(narrow) > 3
    assert 'method="get"' in content
    assert "Beboere efter klasse på kortet" in content
    assert "hidden" in re.search(r"<div class=\"city-map\"[^>]*>", content).group()  # type: ignore[union-attr]


def test_the_choice_is_in_the_address(client: Client, public_build: Build) -> None:
    content = page(client, "?group=low_income&k=3200&year=2016")

    assert "Lav indkomst blandt de 3.200 nærmeste beboere, 2016" in content
    data = json.loads(re.search(r'id="map-data"[^>]*>(.*?)</script>', content).group(1))  # type: ignore[union-attr]
    assert "/low_income/3200/2016/{z}/{x}/{y}.mvt" in data["layers"][0]["tiles"]
    assert data["layers"][0]["tiles"].startswith("/")
    assert data["background"] == ""


@pytest.mark.parametrize("query", ["?group=x", "?k=200", "?k=401", "?year=1999", "?sort=members"])
def test_a_choice_that_there_is_not_is_refused_and_says_so(
    client: Client, public_build: Build, query: str
) -> None:
    content = page(client, query, status=400)

    if not query.startswith("?sort"):
        assert "form-error-message" in content
    assert "Ikke-vestlige indvandrere og efterkommere blandt de 400" in content


def test_two_maps_stand_beside_each_other(client: Client, public_build: Build) -> None:
    content = page(client, "?group=non_western&k=400&year=2024&group_b=low_income&year_b=2016")

    assert len(drawings(content)) == 4
    assert "Lav indkomst blandt de 400 nærmeste beboere, 2016" in content
    assert '<input id="swipe" type="range"' in content
    assert content.count("Beboere efter klasse på kortet") == 2


def test_the_table_of_areas_is_sorted_as_asked(client: Client, public_build: Build) -> None:
    def first(query: str) -> str:
        table = page(client, query).split('id="areas"')[1]
        return re.search(r'<th scope="row".*?</th>', table, re.DOTALL).group()  # type: ignore[union-attr]

    assert "Balby Ø" in first("")
    assert "Balby Nord" in first("?sort=name&order=ascending")
    assert "Midtbyen" in first("?sort=people&order=descending")
    assert "Midtbyen" in first("?sort=share&order=ascending")


def test_withheld_figures_come_last_whichever_way_the_table_goes(
    client: Client, public_build: Build
) -> None:
    """Nearly nobody lived in the harbour in 2016, so it has no figure in any year (D3)."""
    for order in ("ascending", "descending"):
        table = page(client, f"?sort=share&order={order}").split('id="areas"')[1]
        last = table.split("</table>")[0].split("<tr")[-1]
        assert "Havnekvarteret" in last
        assert "beskyttet" in last


def test_protected_squares_are_hatched_and_named_in_the_legend(
    client: Client,
    artefact: Path,
    tmp_path: Path,
    programme_officer: User,
    administrator: User,
) -> None:
    name = "ctx_non_western_k400_class"

    def withheld(frame: pl.DataFrame) -> pl.DataFrame:
        is_it = pl.int_range(pl.len()).is_between(900, 903)
        return frame.with_columns(
            pl.when(is_it).then(None).otherwise(pl.col(name)).alias(name),
            pl.when(is_it)
            .then(pl.lit("c"))
            .otherwise(pl.col(f"{name}_reason"))
            .alias(f"{name}_reason"),
        )

    folder = changed_copy(artefact, tmp_path / "withheld", "contexts_2024.parquet", withheld)
    build = services.register_build(folder, by=programme_officer, now=timezone.now())
    release = Release.objects.get(build=build)
    services.approve_release(release, by=administrator, now=timezone.now())
    services.publish_release(release, by=administrator, now=timezone.now())

    content = page(client)

    wide = drawings(content)[0]
    fills = [element.get("fill") for element in wide.iter()]
    assert "url(#map0-wide-withheld)" in fills
    assert "Beskyttet" in "".join(wide.itertext())
    assert re.search(r"Beskyttet.*?>4<", content.split('id="classes"')[1], re.DOTALL)


def test_a_city_without_anything_published_is_not_there(client: Client, draft: Release) -> None:
    page(client, status=404)
    page(client, f"?run={draft.build.run_id}", status=404)


def test_an_officer_sees_a_draft_with_a_label(
    client: Client, draft: Release, programme_officer: User
) -> None:
    client.force_login(programme_officer)

    content = page(client, f"?run={draft.build.run_id}")

    assert "Ikke offentlig: Udkast" in content
    assert f"run={draft.build.run_id}" in content.split('class="atlas-tabs"')[1]


def test_the_page_needs_few_queries(
    client: Client,
    public_build: Build,
    django_assert_max_num_queries: Callable[[int], AbstractContextManager[None]],
) -> None:
    page(client)
    with django_assert_max_num_queries(3):
        page(client)


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_picture_carries_its_title_legend_source_and_mark(
    client: Client, public_build: Build, language: str
) -> None:
    start = "/en/atlas/balby/map/picture" if language == "en" else f"{MAP}billede"
    answer = client.get(f"{start}.svg?group=low_income&k=400&year=2024")

    assert answer["Content-Type"] == "image/svg+xml"
    assert "attachment" in answer["Content-Disposition"]
    text = "".join(ElementTree.fromstring(answer.content).itertext())  # noqa: S314 - our own markup
    assert ("invented town" if language == "en" else "opdigtet by") in text
    assert public_build.run_id in text
    assert "dk-public-1" in text
    assert b"style=" not in answer.content


def test_the_picture_is_also_a_png(client: Client, public_build: Build) -> None:
    answer = client.get(f"{MAP}billede.png?group=low_income&k=400&year=2024")

    assert answer["Content-Type"] == "image/png"
    assert answer.content.startswith(b"\x89PNG")
    gif = reverse("atlas:map_image", args=["balby", "gif"])
    assert client.get(gif).status_code == 404


def test_post_is_refused(client: Client, public_build: Build) -> None:
    assert client.post(reverse("atlas:map", args=["balby"])).status_code == 405
