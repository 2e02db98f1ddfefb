"""What the public can reach carries only what was protected, and of a draft nothing at all."""

from __future__ import annotations

import re
from collections.abc import Iterator

import polars as pl
import pytest
from django.test import Client
from django.utils import timezone
from tests.web.atlas.test_tiles import ZOOM, middle

from bybalance.model.grid import PopulationGrid
from bybalance.pipelines.balby import people
from bybalance.web.accounts.models import User
from bybalance.web.atlas import services
from bybalance.web.atlas.models import Build, Release

LAYER = "group=non_western&k=400&year=2024"
#: Shares in pages are whole per cents; a decimal would be a figure that nobody rounded.
PRECISE_SHARE = re.compile(r"\d[.,]\d+[\s\u202f\u00a0]*%")


def addresses(build: Build, language: str = "da") -> list[str]:
    """Every kind of address of a city, in the order of the list of addresses."""
    x, y = middle(build)
    start = "/en/atlas" if language == "en" else "/atlas"
    names = ("map", "picture", "areas", "compare", "download")
    if language == "da":
        names = ("kort", "billede", "omraader", "sammenlign", "hent")
    a_map, picture, areas, compare, download = names
    tiles = f"{start}/tiles/{build.run_id}"
    return [
        f"{start}/balby/?group=low_income",
        f"{start}/balby/{a_map}/?{LAYER}",
        f"{start}/balby/{a_map}/?{LAYER}&group_b=low_income",
        f"{start}/balby/{a_map}/{picture}.svg?{LAYER}",
        f"{start}/balby/{a_map}/{picture}.png?{LAYER}",
        f"{start}/balby/{areas}/balby-nord/?group=low_income",
        f"{start}/balby/{areas}/balby-nord/{download}/csv/",
        f"{start}/balby/{areas}/balby-nord/{download}/xlsx/",
        f"{start}/balby/{compare}/?area=balby-nord&area=midtbyen",
        f"{start}/balby/{download}/areas/csv/?{LAYER}",
        f"{start}/balby/{download}/cells/csv/?{LAYER}",
        f"{start}/balby/{download}/measures/csv/",
        f"{start}/balby/{download}/compared/csv/?area=balby-nord&area=midtbyen",
        f"{tiles}/non_western/400/2024/{ZOOM}/{x}/{y}.mvt",
        f"{tiles}/ground/{ZOOM}/{x}/{y}.mvt",
    ]


def raw_grid() -> PopulationGrid:
    """The true numbers of the invented town, which no page may tell."""
    return people.make_balby().people[2024]


@pytest.mark.parametrize("language", ["da", "en"])
def test_no_page_tells_a_share_more_precisely_than_a_whole_per_cent(
    client: Client, public_build: Build, language: str
) -> None:
    for address in addresses(public_build, language):
        answer = client.get(address)
        assert answer.status_code == 200, address
        if answer["Content-Type"].startswith(("text/html", "image/svg")):
            assert PRECISE_SHARE.findall(answer.content.decode()) == [], address


def test_no_answer_has_a_column_of_a_group_per_square(client: Client, public_build: Build) -> None:
    """A raw table would have the groups' names as columns, and their numbers in rows."""
    for address in addresses(public_build):
        answer = client.get(address)
        if answer["Content-Type"].startswith("text/csv"):
            head = answer.content.decode("utf-8-sig").splitlines()[0].split(";")
            assert not set(head) & {group["key"] for group in public_build.manifest["groups"]}


def test_the_class_of_a_square_is_not_the_share_of_the_square(
    client: Client, public_build: Build
) -> None:
    """What is told of a square is about the 400 nearest people, in classes of five points."""
    grid = raw_grid()
    answer = client.get(f"/atlas/balby/hent/cells/csv/?{LAYER}")
    told = pl.read_csv(answer.content, separator=";")

    joined = told.rename({told.columns[0]: "e", told.columns[1]: "n"}).join(
        pl.DataFrame(
            {
                "e": grid.eastings_m,
                "n": grid.northings_m,
                "true_share": grid.group_counts("non_western") / grid.totals.clip(1) * 100,
                "total": grid.totals,
            }
        ),
        on=["e", "n"],
    )
    lived_in = joined.filter(pl.col("total") > 0)
    inside = lived_in.filter(
        (pl.col("true_share") >= pl.col(told.columns[4]))
        & (pl.col("true_share") < pl.col(told.columns[5]))
    )
    assert lived_in.height > 1_500
    assert inside.height / lived_in.height < 0.6


def of_a_draft(build: Build) -> Iterator[str]:
    for address in addresses(build):
        yield address
        yield f"{address}{'&' if '?' in address else '?'}run={build.run_id}"


@pytest.mark.parametrize("who", [None, "stranger", "municipal_planner"])
def test_nothing_of_a_draft_is_there_for_others(
    client: Client, draft: Release, who: str | None, request: pytest.FixtureRequest
) -> None:
    if who:
        client.force_login(request.getfixturevalue(who))

    statuses = {address: client.get(address).status_code for address in of_a_draft(draft.build)}

    assert set(statuses.values()) == {404}, statuses


def test_nothing_of_a_withdrawn_build_is_there_for_others(
    client: Client, published: Release, administrator: User
) -> None:
    for address in addresses(published.build):
        assert client.get(address).status_code == 200
    services.withdraw_release(published, reason="x", by=administrator, now=timezone.now())

    statuses = {a: client.get(a).status_code for a in of_a_draft(published.build)}

    assert set(statuses.values()) == {404}, statuses


def test_an_officer_sees_all_of_a_draft_and_nobody_on_the_way_keeps_it(
    client: Client, draft: Release, programme_officer: User
) -> None:
    client.force_login(programme_officer)

    for address in addresses(draft.build):
        answer = client.get(f"{address}{'&' if '?' in address else '?'}run={draft.build.run_id}")
        assert answer.status_code == 200, address
        assert "no-store" in answer["Cache-Control"], address
        if answer["Content-Type"].startswith("text/html"):
            assert "Ikke offentlig: Udkast" in answer.content.decode(), address


def test_the_search_the_feeds_and_the_archive_know_nothing_of_a_draft(
    client: Client, draft: Release
) -> None:
    for address in ("/soeg/?text=balby", "/programarkiv/", "/api/areas"):
        assert draft.build.run_id not in client.get(address).content.decode()


def test_every_page_picture_and_file_says_that_the_city_is_invented(
    client: Client, public_build: Build
) -> None:
    for address in addresses(public_build):
        answer = client.get(address)
        kind = answer["Content-Type"]
        if kind.startswith("text/html"):
            assert "tag--invented" in answer.content.decode(), address
        if kind.startswith(("text/html", "image/svg")):
            assert "Balby er en opdigtet by" in answer.content.decode(), address
        if kind.startswith("text/csv"):
            head, first, *_rest = answer.content.decode("utf-8-sig").splitlines()
            assert "Opdigtet" in head
            assert ";ja;" in first
