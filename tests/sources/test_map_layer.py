"""Shapes for maps: read, moved to the city's system, or refused with the reason."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pyogrio.raw
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bybalance.model.errors import BadInput
from bybalance.sources.map_layer import read_map_layer

METRES = "EPSG:25832"


def geojson(*shapes: dict[str, object] | None, crs: str | None = METRES) -> dict[str, object]:
    document: dict[str, object] = {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": {"name": f"Å {at}"}, "geometry": shape}
            for at, shape in enumerate(shapes)
        ],
    }
    if crs is not None:
        name = f"urn:ogc:def:crs:EPSG::{crs.removeprefix('EPSG:')}"
        document["crs"] = {"type": "name", "properties": {"name": name}}
    return document


SQUARE = {"type": "Polygon", "coordinates": [[[0, 0], [0, 9], [9, 9], [9, 0], [0, 0]]]}


def written(folder: Path, content: object, name: str = "layer.geojson") -> Path:
    path = folder / name
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def rules(path: Path) -> list[str]:
    with pytest.raises(BadInput) as caught:
        read_map_layer(path, crs=METRES)
    return [problem.rule for problem in caught.value.problems]


def test_shapes_come_with_their_properties(tmp_path: Path) -> None:
    layer = read_map_layer(written(tmp_path, geojson(SQUARE, SQUARE)), crs=METRES)

    assert len(layer) == 2
    assert layer.properties["name"] == ["Å 0", "Å 1"]
    assert layer.shapes[0].area == 81


def test_degrees_are_moved_to_the_metres_of_the_city(tmp_path: Path) -> None:
    point = {"type": "Point", "coordinates": [9.0, 55.0]}

    layer = read_map_layer(written(tmp_path, geojson(point, crs=None)), crs=METRES)

    assert (layer.shapes[0].x, layer.shapes[0].y) == pytest.approx((500_000.0, 6_094_791.42))


def test_a_geopackage_is_read_as_well(tmp_path: Path) -> None:
    pyogrio.raw.write(
        tmp_path / "layer.gpkg",
        geometry=np.array([shapely.to_wkb(shapely.box(0, 0, 3, 4))], object),
        field_data=[np.array(["x"], object)], fields=np.array(["name"], object),
        geometry_type="Polygon", crs=METRES, driver="GPKG",
    )  # fmt: skip

    layer = read_map_layer(tmp_path / "layer.gpkg", crs=METRES)

    assert layer.shapes[0].area == 12


def test_what_is_no_layer_is_refused(tmp_path: Path) -> None:
    (tmp_path / "cut.geojson").write_text('{"type": "FeatureColl', encoding="utf-8")
    (tmp_path / "no.gpkg").write_bytes(b"SQLite format 3\x00" + b"\xff" * 200)
    (tmp_path / "layer.docx").write_bytes(b"")

    assert rules(tmp_path / "cut.geojson") == ["geo_unreadable"]
    assert rules(tmp_path / "no.gpkg") == ["geo_unreadable"]
    assert rules(tmp_path / "layer.docx") == ["extension_unknown"]
    assert rules(tmp_path / "missing.geojson") == ["file_missing"]
    assert rules(written(tmp_path, geojson(SQUARE, None))) == ["shape_missing"]


@settings(max_examples=150, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(cut=st.integers(0, 400), swap=st.binary(max_size=6), at=st.integers(0, 400))
def test_any_damage_is_read_or_refused(tmp_path: Path, cut: int, swap: bytes, at: int) -> None:
    content = json.dumps(geojson(SQUARE, SQUARE)).encode()
    path = tmp_path / "damaged.geojson"
    damaged = content[:at] + swap + content[at + len(swap) :]
    path.write_bytes(damaged[: max(len(content) - cut, 0)])

    try:
        layer = read_map_layer(path, crs=METRES)
    except BadInput as refused:
        assert refused.problems
    else:
        assert not shapely.is_missing(layer.shapes).any()
