from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import polars as pl
import pytest
from django.test import Client
from django.utils import timezone
from tests.web import factories
from tests.web.atlas.conftest import changed_copy

from bybalance.web.accounts.models import User
from bybalance.web.atlas import services
from bybalance.web.atlas.models import Build, Release
from bybalance.web.atlas.queries import opened, words

AREA = "/atlas/balby/omraader/balby-nord/"


def test_it_says_in_a_sentence_what_the_profile_shows(client: Client, public_build: Build) -> None:
    content = client.get(AREA).content.decode()

    lead = re.search(r'page-heading__lead">(.*?)</p>', content, re.DOTALL).group(1)  # type: ignore[union-attr]
    profile = opened.open_build(public_build).area_profile(
        "balby-nord", group="non_western", year=2024
    )
    assert profile is not None
    assert lead.startswith("Af de 400, der bor nærmest beboerne i Balby Nord, hører")
    assert words.percent(profile.point(400).area.mean) in lead
    assert words.percent(profile.point(400).city.mean) in lead


def test_chart_and_table_say_the_same(client: Client, public_build: Build) -> None:
    content = client.get(AREA).content.decode()

    profile = opened.open_build(public_build).area_profile(
        "balby-nord", group="non_western", year=2024
    )
    assert profile is not None
    table = content.split("Vis som tabel")[1].split("</table>")[0]
    for point in profile.points:
        for level in (point.area, point.surroundings, point.city):
            assert words.percent(level.mean) in table
    assert "chart-line series-3" in content
    assert "nummer" in content


def test_who_lives_near_and_the_years_are_told(client: Client, public_build: Build) -> None:
    content = client.get(AREA).content.decode()

    for said in ("400 m", "800 m", "1.600 m", "2016", "1.450"):
        assert said in content


def test_an_area_without_figures_says_so_and_shows_no_number(
    client: Client, artefact: Path, tmp_path: Path, programme_officer: User, administrator: User
) -> None:
    def withheld(frame: pl.DataFrame) -> pl.DataFrame:
        is_it = (pl.col("area_id") == "balby-oe") & (pl.col("figure") != "people_within")
        return frame.with_columns(
            pl.when(is_it).then(None).otherwise(pl.col("value")).alias("value"),
            pl.when(is_it).then(None).otherwise(pl.col("value_edge")).alias("value_edge"),
            pl.when(is_it)
            .then(pl.lit("c"))
            .otherwise(pl.col("value_reason"))
            .alias("value_reason"),
        )

    folder = changed_copy(artefact, tmp_path / "small", "area_profiles.parquet", withheld)
    build = services.register_build(folder, by=programme_officer, now=timezone.now())
    release = Release.objects.get(build=build)
    services.approve_release(release, by=administrator, now=timezone.now())
    services.publish_release(release, by=administrator, now=timezone.now())

    content = client.get("/atlas/balby/omraader/balby-oe/").content.decode()

    assert "Området er for lille til tal om grupper." in content
    table = content.split("Vis som tabel")[1].split("</table>")[0]
    assert "beskyttet" in table
    assert "%" not in table
    assert client.get("/atlas/balby/kort/?sort=share").status_code == 200


def test_an_area_that_there_is_not_is_not_found(client: Client, public_build: Build) -> None:
    assert client.get("/atlas/balby/omraader/vollsmose/").status_code == 404


def test_the_profile_stands_on_the_areas_own_page(client: Client, public_build: Build) -> None:
    area = factories.AreaFactory.create(area_id="balby-nord", name="Balby Nord", is_invented=True)

    content = client.get(area.get_absolute_url()).content.decode()

    section = content.split('id="atlas"')[1]
    assert "Af de 400, der bor nærmest beboerne i Balby Nord" in section
    assert "chart-line series-3" in section
    assert AREA in section
    assert "opdigtet" in section


@pytest.mark.parametrize("state", ["draft", "withdrawn"])
def test_nothing_of_a_draft_is_on_the_areas_own_page(
    client: Client, draft: Release, state: str, programme_officer: User
) -> None:
    area = factories.AreaFactory.create(area_id="balby-nord", is_invented=True)
    if state == "withdrawn":
        services.withdraw_release(draft, reason="x", by=programme_officer, now=timezone.now())
    client.force_login(programme_officer)

    assert 'id="atlas"' not in client.get(area.get_absolute_url()).content.decode()


def test_an_invented_city_says_nothing_of_a_real_area(client: Client, public_build: Build) -> None:
    area = factories.AreaFactory.create(area_id="balby-nord", is_invented=False)

    assert 'id="atlas"' not in client.get(area.get_absolute_url()).content.decode()


def test_the_page_needs_few_queries(
    client: Client,
    public_build: Build,
    django_assert_max_num_queries: Callable[[int], AbstractContextManager[None]],
) -> None:
    client.get(AREA)
    with django_assert_max_num_queries(3):
        client.get(AREA)
