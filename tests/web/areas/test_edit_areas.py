"""Add an area, and change what is known of it: names, parts, boundaries."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.web import factories

from bybalance.web.accounts.models import User
from bybalance.web.areas.models import Area, AreaBoundary, AreaName, AreaPart

pytestmark = pytest.mark.django_db

SQUARE = [[[12.40, 55.75], [12.41, 55.75], [12.41, 55.76], [12.40, 55.76], [12.40, 55.75]]]


@pytest.fixture
def officer(client: Client, programme_officer: User) -> Client:
    client.force_login(programme_officer)
    return client


@pytest.fixture
def area(db: None) -> Area:
    return factories.AreaFactory.create(area_id="balby-nord", name="Balby Nord")


def geojson(tree: Any) -> SimpleUploadedFile:
    content = tree if isinstance(tree, bytes) else json.dumps(tree).encode()
    return SimpleUploadedFile("graense.geojson", content, "application/geo+json")


class TestArea:
    def test_it_is_added_with_an_address_of_its_own(self, officer: Client) -> None:
        municipality = factories.MunicipalityFactory.create()
        given = {
            "name": "Søbredden",
            "kind": "estate",
            "municipality": municipality.pk,
            "is_invented": "on",
        }

        assert officer.get("/omraader/ny/").status_code == 200
        answer = officer.post("/omraader/ny/", given)
        again = officer.post("/omraader/ny/", given)

        assert answer["Location"] == "/omraader/soebredden/arbejde/"
        assert again.status_code == 400
        assert "allerede et område med adressen" in again.content.decode()

    def test_an_invented_place_lies_in_an_invented_municipality(self, officer: Client) -> None:
        municipality = factories.MunicipalityFactory.create(code="461", is_invented=False)
        given = {"name": "Søbredden", "kind": "estate", "municipality": municipality.pk}

        refused = officer.post("/omraader/ny/", {**given, "is_invented": "on"})

        assert refused.status_code == 400
        assert officer.post("/omraader/ny/", given).status_code == 302

    def test_its_name_changes_and_its_address_stays(self, officer: Client, area: Area) -> None:
        given = {
            "name": "Nordby",
            "kind": "district",
            "municipality": area.municipality_id,
            "is_invented": "on",
        }

        officer.post("/omraader/balby-nord/rediger/", given)

        area.refresh_from_db()
        assert (area.area_id, area.name, area.kind) == ("balby-nord", "Nordby", "district")


class TestFacts:
    def test_a_name_with_a_period(self, officer: Client, area: Area) -> None:
        officer.post(
            "/omraader/balby-nord/arbejde/names/ny/",
            {"name": "Nordby", "from_on": "1970-01-01", "last_on": "1999-12-31"},
        )

        row = AreaName.objects.get()
        assert row.until_on == date(2000, 1, 1)
        page = officer.get("/omraader/balby-nord/arbejde/").content.decode()
        assert "1970–1999" in page

    def test_a_part_is_added_removed_and_brought_back(self, officer: Client, area: Area) -> None:
        part = factories.AreaFactory.create(name="Balby Nordvest")
        officer.post("/omraader/balby-nord/arbejde/parts/ny/", {"part": part.pk})
        row = AreaPart.objects.get()
        address = f"/omraader/balby-nord/arbejde/parts/{row.pk}/"
        assert officer.get(address).status_code == 200

        asked = officer.get(f"/omraader/balby-nord/arbejde/parts/{row.pk}/fjern/")
        assert asked.status_code == 200
        officer.post(f"/omraader/balby-nord/arbejde/parts/{row.pk}/fjern/")
        assert not AreaPart.objects.exists()
        assert "Balby Nordvest" not in officer.get("/omraader/balby-nord/").content.decode()

        officer.post(f"/omraader/balby-nord/arbejde/parts/{row.pk}/gendan/")
        assert "Balby Nordvest" in officer.get("/omraader/balby-nord/").content.decode()

    def test_an_area_of_which_nothing_is_known_says_so(self, officer: Client, area: Area) -> None:
        page = officer.get("/omraader/balby-nord/arbejde/").content.decode()

        assert "Området har ingen andre navne endnu." in page
        assert "Ingen afgrænsning endnu." in page

    def test_an_area_is_no_part_of_itself_nor_of_its_parts(
        self, officer: Client, area: Area
    ) -> None:
        part = factories.AreaFactory.create(area_id="balby-vest")
        AreaPart.objects.create(whole=area, part=part)

        own = officer.post("/omraader/balby-nord/arbejde/parts/ny/", {"part": area.pk})
        back = officer.post("/omraader/balby-vest/arbejde/parts/ny/", {"part": area.pk})

        assert (own.status_code, back.status_code) == (400, 400)
        assert AreaPart.objects.count() == 1

    def test_a_kind_that_does_not_exist_is_not_there(self, officer: Client, area: Area) -> None:
        assert officer.get("/omraader/balby-nord/arbejde/operaer/ny/").status_code == 404


class TestBoundary:
    ADDRESS = "/omraader/balby-nord/arbejde/boundaries/ny/"

    @pytest.mark.parametrize(
        "tree",
        [
            {"type": "Polygon", "coordinates": SQUARE},
            {
                "type": "FeatureCollection",
                "features": [
                    {
                        "type": "Feature",
                        "properties": {},
                        "geometry": {"type": "MultiPolygon", "coordinates": [SQUARE]},
                    }
                ],
            },
        ],
    )
    def test_a_polygon_in_wgs84_is_kept_in_metres(
        self, officer: Client, area: Area, tree: dict[str, Any]
    ) -> None:
        given = {"file": geojson(tree), "from_on": "2010-01-01", "source_title": "Kortet"}

        answer = officer.post(self.ADDRESS, given)

        row = AreaBoundary.objects.get()
        assert answer.status_code == 302
        assert row.min_easting_m == pytest.approx(713_313, abs=5)
        assert row.max_northing_m == pytest.approx(6_184_635, abs=5)
        page = officer.get("/omraader/balby-nord/").content.decode()
        assert "69,9" in page  # hectares
        assert "Kortet" in page

    def test_metres_are_taken_when_the_file_says_so(self, officer: Client, area: Area) -> None:
        corner = [[700_000, 6_180_000], [700_100, 6_180_000], [700_100, 6_180_100]]
        tree = {
            "type": "Polygon",
            "coordinates": [[*corner, corner[0]]],
            "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::25832"}},
        }

        assert officer.post(self.ADDRESS, {"file": geojson(tree)}).status_code == 302
        assert AreaBoundary.objects.get().min_easting_m == 700_000

    def test_one_that_crosses_itself_is_mended_with_a_word(
        self, officer: Client, area: Area
    ) -> None:
        bow = [[[12.40, 55.75], [12.41, 55.76], [12.41, 55.75], [12.40, 55.76], [12.40, 55.75]]]
        upload = geojson({"type": "Polygon", "coordinates": bow})

        answer = officer.post(self.ADDRESS, {"file": upload}, follow=True)

        assert "krydsede sig selv" in answer.content.decode()
        assert AreaBoundary.objects.exists()

    @pytest.mark.parametrize(
        ("tree", "reason"),
        [
            (b"\xff\xfe", "UTF-8"),
            (b"{", "ikke JSON"),
            (b'{"type": "Polygon", "coordinates": [[[NaN, 1]]]}', "ikke JSON"),
            (b"[" * 5000 + b"]" * 5000, "JSON"),
            ({"type": "FeatureCollection", "features": []}, "ingen afgrænsning"),
            ({"type": "Point", "coordinates": [12.4, 55.7]}, "en Point"),
            ({"type": "Polygon", "coordinates": [[[55.75, 12.4]] * 5]}, "uden for Danmark"),
            ({"type": "Polygon", "coordinates": [[[1e999, 1]] * 5]}, "JSON"),
            ({"type": "Polygon"}, "geometri"),
            ({"type": "Polygon", "coordinates": [[[12.4, 55.75]] * 5]}, "intet areal"),
            (
                {
                    "type": "Polygon",
                    "coordinates": SQUARE,
                    "crs": {"properties": {"name": "EPSG:3857"}},
                },
                "EPSG:3857",
            ),
        ],
    )
    def test_a_file_that_is_no_boundary_is_refused_with_the_reason(
        self, officer: Client, area: Area, tree: Any, reason: str
    ) -> None:
        answer = officer.post(self.ADDRESS, {"file": geojson(tree)})

        assert answer.status_code == 400
        assert reason in answer.content.decode()
        assert not AreaBoundary.objects.exists()

    def test_everything_wrong_is_said_at_once(self, officer: Client, area: Area) -> None:
        features = [
            {"type": "Feature", "geometry": {"type": "Point", "coordinates": [12.4, 55.7]}},
            {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [[[1, 1]] * 4]}},
        ]

        upload = geojson({"type": "FeatureCollection", "features": features})
        page = officer.post(self.ADDRESS, {"file": upload}).content.decode()

        assert "Objekt 1" in page
        assert "Objekt 2" in page

    def test_dates_change_without_a_new_file(self, officer: Client, area: Area) -> None:
        upload = geojson({"type": "Polygon", "coordinates": SQUARE})
        officer.post(self.ADDRESS, {"file": upload})
        row = AreaBoundary.objects.get()

        officer.post(
            f"/omraader/balby-nord/arbejde/boundaries/{row.pk}/", {"from_on": "2015-01-01"}
        )

        row.refresh_from_db()
        assert row.from_on == date(2015, 1, 1)
        assert row.geometry_wkb
