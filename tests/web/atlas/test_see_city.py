from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.test import Client

from bybalance.web.accounts.models import User
from bybalance.web.atlas.models import Build, Release

CITY = "/atlas/balby/"


def test_the_index_names_published_cities_only(
    client: Client, draft: Release, programme_officer: User
) -> None:
    content = client.get("/atlas/").content.decode()
    assert "Ingen by er offentliggjort endnu" in content
    assert "Beregn og offentliggør" not in content

    client.force_login(programme_officer)
    assert "Beregn og offentliggør" in client.get("/atlas/").content.decode()


def test_it_tells_how_uneven_the_city_is_beside_chance(client: Client, public_build: Build) -> None:
    content = client.get(CITY).content.decode()

    assert "Regnet over de 400 nærmeste er dissimilaritet" in content
    assert "Ren tilfældighed ville give" in content
    assert "chart-band" in content
    assert "95 af 100 tilfældige" in content
    assert "Balby er en opdigtet by." in content


def test_every_group_has_its_measures(client: Client, public_build: Build) -> None:
    content = client.get(f"{CITY}?group=low_income&year=2016&measure=isolation").content.decode()

    assert "Isolation for gruppen Lav indkomst" in content
    table = content.split('id="indices"')[1].split("</table>")[0]
    for group in public_build.manifest["groups"]:
        assert group["da"] in table


def test_it_says_where_the_figures_come_from(client: Client, public_build: Build) -> None:
    content = client.get(CITY).content.decode().split("Hvor kommer disse tal fra?")[1]

    for said in (
        public_build.run_id,
        "dk-public-1",
        "afrundes tilfældigt",
        "Frederiksberg 2014",
        "people_2024.csv",
        "9 byer trukket ud",
    ):
        assert said in content


def test_in_english_it_is_english(client: Client, public_build: Build) -> None:
    content = client.get("/en/atlas/balby/").content.decode()

    assert "Over the 400 nearest people, dissimilarity is" in content
    assert "Balby is an invented town." in content


@pytest.mark.parametrize("query", ["?group=x", "?measure=gini", "?year=0"])
def test_a_choice_that_there_is_not_is_refused(
    client: Client, public_build: Build, query: str
) -> None:
    assert client.get(f"{CITY}{query}").status_code == 400


def test_the_page_needs_few_queries(
    client: Client,
    public_build: Build,
    django_assert_max_num_queries: Callable[[int], AbstractContextManager[None]],
) -> None:
    client.get(CITY)
    with django_assert_max_num_queries(3):
        client.get(CITY)
