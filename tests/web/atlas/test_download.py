from __future__ import annotations

import csv
import io
import math

import openpyxl
import pytest
from django.test import Client

from bybalance.web.atlas.models import Build
from bybalance.web.atlas.queries import opened

FILES = "/atlas/balby/hent/"
LAYER = "?group=non_western&k=400&year=2024"


def rows(client: Client, address: str) -> list[dict[str, str]]:
    answer = client.get(address)
    assert answer.status_code == 200
    assert "attachment" in answer["Content-Disposition"]
    text = answer.content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def test_the_areas_are_those_of_the_page(client: Client, public_build: Build) -> None:
    found = {row["Nøgle"]: row for row in rows(client, f"{FILES}areas/csv/{LAYER}")}

    atlas = opened.open_build(public_build)
    assert set(found) == {area.area_id for area in atlas.manifest.areas}
    for key, row in found.items():
        profile = atlas.area_profile(key, group="non_western", year=2024)
        assert profile is not None
        share = profile.point(400).area.mean
        assert row["Andel, procent"] == ("" if math.isnan(share) else f"{share * 100:.0f}")
        assert row["Opdigtet"] == "ja"
        assert row["Kørsel"] == public_build.run_id


def test_squares_tell_their_class_and_no_share(client: Client, public_build: Build) -> None:
    found = rows(client, f"{FILES}cells/csv/{LAYER}")

    assert len(found) == opened.open_build(public_build).artefact.contexts(2024).frame.height
    for row in found[::50]:
        low, high = row["Andel fra, procent"], row["Andel under, procent"]
        assert int(low) % 5 == 0
        assert int(high) == int(low) + 5


def test_measures_and_a_profile_are_files(client: Client, public_build: Build) -> None:
    assert len(rows(client, f"{FILES}measures/csv/")) == (
        opened.open_build(public_build).measures.height
    )
    area = rows(client, "/atlas/balby/omraader/balby-nord/hent/csv/?group=low_income&year=2016")
    assert [row["Nærmeste beboere"] for row in area] == ["400", "3200", "51200"]


def test_a_workbook_says_what_it_is(client: Client, public_build: Build) -> None:
    answer = client.get(f"{FILES}areas/xlsx/{LAYER}")

    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    text = " ".join(
        str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row
    )
    assert "Balby er en opdigtet by." in text
    assert public_build.run_id in text


@pytest.mark.parametrize(
    "address",
    [
        f"{FILES}members/csv/",
        f"{FILES}areas/json/",
        f"{FILES}areas/parquet/",
        "/atlas/balby/omraader/vollsmose/hent/csv/",
        "/atlas/balby/omraader/balby-nord/hent/exe/",
        "/atlas/aarhus/hent/areas/csv/",
    ],
)
def test_a_file_that_there_is_not_is_not_found(
    client: Client, public_build: Build, address: str
) -> None:
    assert client.get(address).status_code == 404
