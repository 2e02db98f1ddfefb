from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from tests.atlas.tile_reader import read_tile

from bybalance.atlas.tiles import CellTiles, ShapeLayer, ShapeTiles, mvt, world_places
from bybalance.model.errors import InvalidSetting

CRS = "EPSG:25832"
EAST, NORTH = 623_500, 6_237_500


def cells(count: int) -> CellTiles:
    """A row of cells from west to east."""
    return CellTiles.of(
        [EAST + 100 * at for at in range(count)], [NORTH] * count, cell_size_m=100, crs=CRS
    )


def tile_of(east: float, north: float, z: int) -> tuple[int, int, int]:
    x, y = world_places([east], [north], crs=CRS)
    return z, math.floor(x[0] * 2**z), math.floor(y[0] * 2**z)


def area(ring: list[tuple[int, int]]) -> float:
    """Twice the signed area; above zero for an outer ring of the format."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:] + ring[:1], strict=True))


@given(st.integers(0, 2**27))
def test_one_number_and_many_are_written_alike(number: int) -> None:
    assert mvt.varints(np.array([number, 1])) == mvt.varint(number) + mvt.varint(1)


def test_every_cell_is_a_square_with_its_code_and_nothing_else() -> None:
    z, x, y = tile_of(EAST + 150, NORTH + 50, 13)

    layers = read_tile(cells(3).tile(np.array([4, 0, 4]), z=z, x=x, y=y))

    (layer,) = layers.values()
    assert (layer.name, layer.extent, layer.version, layer.keys) == ("cells", 4096, 2, ["c"])
    assert sorted(layer.values) == [0, 4]
    assert [feature.tags for feature in layer.features] == [{"c": 4}, {"c": 0}, {"c": 4}]
    for feature in layer.features:
        (ring,) = feature.paths
        assert feature.kind == 3
        assert len(ring) == 4
        assert area(ring) > 0


def test_cells_lie_where_the_projection_puts_them_and_share_their_corners() -> None:
    z, x, y = tile_of(EAST + 100, NORTH + 50, 14)

    layer = read_tile(cells(2).tile(np.array([1, 2]), z=z, x=x, y=y))["cells"]

    first, second = (feature.paths[0] for feature in layer.features)
    east, south = world_places([EAST, EAST + 100], [NORTH + 100, NORTH + 100], crs=CRS)
    wanted = [
        (round((a * 2**z - x) * 4096), round((b * 2**z - y) * 4096))
        for a, b in zip(east, south, strict=True)
    ]
    assert first[:2] == wanted
    assert (first[1], first[2]) == (second[0], second[3])


def test_a_cell_below_zero_is_left_out_and_an_empty_tile_has_no_bytes() -> None:
    z, x, y = tile_of(EAST, NORTH, 12)

    tiles = cells(2)

    assert len(read_tile(tiles.tile(np.array([-1, 3]), z=z, x=x, y=y))["cells"].features) == 1
    assert tiles.tile(np.array([-1, -1]), z=z, x=x, y=y) == b""
    assert tiles.tile(np.array([1, 1]), z=z, x=x + 5, y=y) == b""


@pytest.mark.parametrize(
    "codes", [np.array([0.2, 0.4]), np.array([3, 4_000]), np.array([1]), np.array([[1, 2]])]
)
def test_anything_but_class_codes_is_refused(codes: np.ndarray) -> None:
    with pytest.raises(InvalidSetting, match="class code"):
        cells(2).tile(codes, z=12, x=2190, y=1270)


@pytest.mark.parametrize(("z", "x", "y"), [(9, 0, 0), (15, 0, 0), (10, 1024, 0), (10, 0, -1)])
def test_an_address_without_a_tile_is_refused(z: int, x: int, y: int) -> None:
    with pytest.raises(InvalidSetting, match="no tile"):
        cells(1).tile(np.array([1]), z=z, x=x, y=y)


def test_every_cell_is_on_some_tile_of_every_zoom() -> None:
    row = cells(40)
    for z in (10, 12, 14):
        seen = set()
        (_, x0, y0), (_, x1, y1) = (
            tile_of(EAST - 200, NORTH + 300, z),
            tile_of(EAST + 4_200, NORTH - 300, z),
        )
        for x in range(x0, x1 + 1):
            for y in range(y0, y1 + 1):
                layer = read_tile(row.tile(np.ones(40, int), z=z, x=x, y=y)).get("cells")
                for feature in layer.features if layer else []:
                    right, down = feature.paths[0][0]
                    seen.add((right + 4096 * x, down + 4096 * y))
        assert len(seen) == 40


def test_shapes_are_clipped_and_keep_their_words_and_holes() -> None:
    square = shapely.box(EAST, NORTH, EAST + 800, NORTH + 800).difference(
        shapely.box(EAST + 300, NORTH + 300, EAST + 500, NORTH + 500)
    )
    road = shapely.LineString([(EAST - 5_000, NORTH + 400), (EAST + 5_000, NORTH + 400)])
    tiles = ShapeTiles(
        [
            ShapeLayer(name="areas", shapes=(square,), tags=({"name": "Balby Nord"},)),
            ShapeLayer(name="roads", shapes=(road,), tags=({"kind": "motorway"},)),
        ],
        crs=CRS,
    )
    z, x, y = tile_of(EAST + 400, NORTH + 400, 14)

    layers = read_tile(tiles.tile(z=z, x=x, y=y))

    (outline,) = layers["areas"].features
    assert outline.tags == {"name": "Balby Nord"}
    assert [area(ring) > 0 for ring in outline.paths] == [True, False]
    (line,) = layers["roads"].features
    assert (line.kind, line.tags) == (2, {"kind": "motorway"})
    reach = [place for path in line.paths for corner in path for place in corner]
    assert min(reach) >= -129
    assert max(reach) <= 4096 + 129
    assert tiles.tile(z=z, x=x, y=y + 4) == b""
