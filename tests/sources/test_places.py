from __future__ import annotations

import json

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from bybalance.model.errors import InvalidGeometry
from bybalance.pipelines.wording import Wording
from bybalance.sources.places import Shape, read_geojson_place, read_typed_place

SQUARE = "600000 6200000\n600100 6200000\n600100 6200100\n600000 6200100"


def geojson(kind: str, positions: object) -> bytes:
    return json.dumps({"type": kind, "coordinates": positions}).encode()


@pytest.mark.parametrize("written", ["55,5 9", "55.5 9.0", "55,5; 9", "55.5, 9", "55,5 / 9,0"])
def test_degrees_become_metres(written: str) -> None:
    point = read_typed_place(written, shape="point")

    assert round(point.x) == 500_000
    assert 6_150_000 < point.y < 6_151_000


def test_metres_stay_as_they_are() -> None:
    assert read_typed_place("600000,5 6200000", shape="point").x == 600_000.5


def test_points_become_a_line_or_a_polygon() -> None:
    assert read_typed_place(SQUARE, shape="line").length == 300
    assert read_typed_place(SQUARE, shape="polygon").area == 10_000


@pytest.mark.parametrize(
    ("written", "shape", "reason", "named"),
    [
        ("  \n", "point", "missing", ""),
        ("55.5 9\nhere", "line", "line", "here"),
        ("55.5", "point", "line", "55.5"),
        ("55.5 9\n600000 6200000", "line", "mixed", "600000"),
        ("9.5 55.5", "point", "outside", "9.5 55.5"),
        ("6200000 600000", "point", "outside", "6200000"),
        (SQUARE, "point", "one_point", "4"),
        ("600000 6200000\n600000 6200000", "line", "two_points", "1"),
        ("600000 6200000\n600100 6200000", "polygon", "three_points", "2"),
        (
            "600000 6200000\n600100 6200100\n600100 6200000\n600000 6200100",
            "polygon", "crossing", "600.050",
        ),
    ],
)  # fmt: skip
def test_what_is_no_place_is_refused_and_named(
    written: str, shape: Shape, reason: str, named: str
) -> None:
    with pytest.raises(InvalidGeometry) as refusal:
        read_typed_place(written, shape=shape)

    message = refusal.value.message
    assert message is not None
    assert message.key == f"geometry.{reason}"
    assert named in Wording("da").say(message)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (geojson("Point", [9, 55.5]), "Point"),
        (geojson("LineString", [[9, 55.5], [9.1, 55.5, 12.0]]), "LineString"),
        (geojson("MultiLineString", [[[9, 55], [9, 56]], [[9, 56], [10, 56]]]), "MultiLineString"),
        (geojson("Polygon", [[[9, 55], [10, 55], [10, 56], [9, 55]]]), "Polygon"),
    ],
)
def test_geojson_is_read(content: bytes, kind: str) -> None:
    assert read_geojson_place(content).geom_type == kind


def test_features_of_one_kind_become_one_geometry() -> None:
    squares = [[[9 + i, 55], [9.5 + i, 55], [9.5 + i, 55.5], [9 + i, 55]] for i in (0, 1)]
    features = [
        {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [ring]}}
        for ring in squares
    ]
    content = json.dumps({"type": "FeatureCollection", "features": features}).encode()

    assert shapely.get_num_geometries(read_geojson_place(content)) == 2


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\xff\xfe", "not_geojson"),
        (b"{\n", "not_json"),
        (b"[]", "not_geojson"),
        (b'{"type": "FeatureCollection", "features": []}', "not_geojson"),
        (geojson("Circle", [9, 55]), "kind"),
        (geojson("Point", ["9", 55]), "position"),
        (geojson("Point", [True, 55]), "position"),
        (geojson("Point", [55.5, 9]), "outside_file"),
        (geojson("Point", [1e308, 55]), "outside_file"),
        (geojson("LineString", "x"), "position"),
        (geojson("LineString", [[9, 55]] * 3000), "too_large"),
        (geojson("MultiPoint", [[9, 55], [9, 56]]), "one_point"),
        (geojson("Polygon", []), "three_points"),
    ],
)
def test_a_file_without_a_place_is_refused(content: bytes, reason: str) -> None:
    with pytest.raises(InvalidGeometry) as refusal:
        read_geojson_place(content)

    assert refusal.value.message is not None
    assert refusal.value.message.key == f"geometry.{reason}"
    assert Wording("en").refusal(refusal.value)


def test_mixed_geometries_are_refused_by_name() -> None:
    held = [json.loads(geojson("Point", [9, 55])), json.loads(geojson("LineString", [[9, 55]] * 2))]
    content = json.dumps({"type": "GeometryCollection", "geometries": held}).encode()

    with pytest.raises(InvalidGeometry, match="LineString, Point"):
        read_geojson_place(content)


@given(st.text(max_size=40), st.sampled_from(["point", "line", "polygon"]))
def test_any_text_is_a_place_or_refused(written: str, shape: Shape) -> None:
    try:
        place = read_typed_place(written, shape=shape)
    except InvalidGeometry:
        return
    assert place.is_valid


@pytest.mark.parametrize("digits", [400, 5_000])
def test_a_number_of_many_digits_is_refused(digits: int) -> None:
    content = b'{"type": "Point", "coordinates": [' + b"9" * digits + b", 55.6]}"

    with pytest.raises(InvalidGeometry, match="inf"):
        read_geojson_place(content)
