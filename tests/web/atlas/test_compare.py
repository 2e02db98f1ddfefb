from __future__ import annotations

import csv
import io

import pytest
from django.test import Client

from bybalance.web.atlas.models import Build
from bybalance.web.atlas.queries import opened, words

COMPARE = "/atlas/balby/sammenlign/"


def test_nothing_is_compared_until_two_are_chosen(client: Client, public_build: Build) -> None:
    for query in ("", "?area=balby-nord"):
        content = client.get(f"{COMPARE}{query}").content.decode()
        assert "vælg mindst to områder" in content
        assert "chart-line" not in content


def test_two_areas_have_a_line_each_and_their_difference(
    client: Client, public_build: Build
) -> None:
    content = client.get(f"{COMPARE}?area=balby-nord&area=midtbyen").content.decode()

    assert "omkring beboerne i Balby Nord og Midtbyen" in content
    assert "chart-line series-3" in content
    atlas = opened.open_build(public_build)
    means = [
        profile.point(400).area.mean
        for area in ("balby-nord", "midtbyen")
        if (profile := atlas.area_profile(area, group="non_western", year=2024))
    ]
    difference = content.split('id="difference"')[1]
    assert words.points(means[1] - means[0]) in difference


def test_five_areas_are_the_most(client: Client, public_build: Build) -> None:
    keys = [area["area_id"] for area in public_build.manifest["areas"]]
    five = "&".join(f"area={key}" for key in keys[:5])
    six = "&".join(f"area={key}" for key in keys[:6])

    assert client.get(f"{COMPARE}?{five}").status_code == 200
    answer = client.get(f"{COMPARE}?{six}")
    assert answer.status_code == 400
    assert "Vælg højst 5" in answer.content.decode()


@pytest.mark.parametrize("query", ["?area=vollsmose", "?area=balby-nord&area=x", "?group=x"])
def test_what_there_is_not_is_refused(client: Client, public_build: Build, query: str) -> None:
    assert client.get(f"{COMPARE}{query}").status_code == 400


def test_the_comparison_is_a_file_too(client: Client, public_build: Build) -> None:
    address = "/atlas/balby/hent/compared/csv/?area=balby-nord&area=midtbyen&group=low_income"
    answer = client.get(f"{address}&year=2016&k=400")

    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert {row["Område"] for row in rows} == {"Balby Nord", "Midtbyen"}
    assert len(rows) == 2 * len(public_build.manifest["k"])
    assert {row["Opdigtet"] for row in rows} == {"ja"}
    assert client.get("/atlas/balby/hent/compared/csv/?area=balby-nord").status_code == 404
    assert client.get("/atlas/balby/hent/compared/csv/?area=a&area=b").status_code == 404
