from __future__ import annotations

import gzip

import numpy as np
import pytest
from django.test import Client
from django.urls import reverse
from tests.atlas.tile_reader import ReadLayer, read_tile

from bybalance.atlas.tiles import world_places
from bybalance.web.accounts.models import User
from bybalance.web.atlas.models import Build, Release
from bybalance.web.atlas.queries import opened

ZOOM = 12


def tile_url(build: Build, *, group: str = "low_income", k: int = 400, year: int = 2024) -> str:
    return reverse("atlas:tile", args=[build.run_id, group, k, year, ZOOM, *middle(build)])


def middle(build: Build) -> tuple[int, int]:
    west, south, east, north = build.manifest["bounds_m"]
    x, y = world_places([(west + east) / 2], [(south + north) / 2], crs=build.manifest["crs"])
    return int(x[0] * 2**ZOOM), int(y[0] * 2**ZOOM)


def layers_at(client: Client, address: str) -> dict[str, ReadLayer]:
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/vnd.mapbox-vector-tile"
    return read_tile(answer.content)


def test_a_tile_holds_class_codes_and_nothing_else(client: Client, public_build: Build) -> None:
    (layer,) = layers_at(client, tile_url(public_build)).values()

    assert layer.keys == ["c"]
    assert set(layer.values) <= set(range(7))
    assert all(set(feature.tags) == {"c"} for feature in layer.features)
    assert len(layer.features) > 500


def test_the_codes_are_those_of_the_published_classes(client: Client, public_build: Build) -> None:
    """All tiles of the city together have each cell once, in the class that its file tells."""
    atlas = opened.open_build(public_build)
    west, south, east, north = atlas.manifest.bounds_m
    x, y = world_places([west, east], [north, south], crs=atlas.manifest.crs)
    found: dict[tuple[int, int], int] = {}
    for column in range(int(x[0] * 2**ZOOM) - 1, int(x[1] * 2**ZOOM) + 2):
        for row in range(int(y[0] * 2**ZOOM) - 1, int(y[1] * 2**ZOOM) + 2):
            address = reverse(
                "atlas:tile",
                args=[public_build.run_id, "low_income", 400, 2024, ZOOM, column, row],
            )
            layer = read_tile(client.get(address).content).get("cells")
            for feature in layer.features if layer else []:
                right, down = feature.paths[0][0]
                found[right + 4096 * column, down + 4096 * row] = feature.tags["c"]

    frame = atlas.artefact.contexts(2024).frame
    classes = frame["ctx_low_income_k400_class"].to_numpy()
    breaks = np.array(atlas.breaks("low_income"))
    wanted = (classes[:, np.newaxis] >= breaks).sum(axis=1)
    wanted[atlas.cells(2024).people == 0] = opened.NO_FIGURE_CODE
    assert len(found) == frame.height
    assert sorted(found.values()) == sorted(wanted.tolist())


def test_the_ground_has_names_and_kinds_only(client: Client, public_build: Build) -> None:
    address = reverse("atlas:ground_tile", args=[public_build.run_id, ZOOM, *middle(public_build)])

    layers = layers_at(client, address)

    assert set(layers) >= {"outline", "water", "roads", "areas"}
    for name, layer in layers.items():
        allowed = {"area_id", "name", "kind"} if name == "areas" else {"kind"}
        assert set(layer.keys) <= allowed
        assert all(isinstance(value, str) for value in layer.values)


def test_a_browser_keeps_a_tile_for_good_under_the_name_of_the_run(
    client: Client, public_build: Build
) -> None:
    answer = client.get(tile_url(public_build))

    kept = answer["Cache-Control"]
    assert "immutable" in kept
    assert "private" in kept
    assert "max-age=31536000" in kept
    assert public_build.run_id in answer["ETag"]
    again = client.get(tile_url(public_build), headers={"if-none-match": answer["ETag"]})
    assert again.status_code == 304
    assert again.content == b""


def test_a_tile_is_packed_for_who_takes_it_so(client: Client, public_build: Build) -> None:
    plain = client.get(tile_url(public_build))
    packed = client.get(tile_url(public_build), headers={"accept-encoding": "gzip"})

    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert len(packed.content) < len(plain.content) / 2


def test_beside_the_city_there_is_nothing(client: Client, public_build: Build) -> None:
    address = reverse("atlas:tile", args=[public_build.run_id, "low_income", 400, 2024, 12, 1, 1])

    assert client.get(address).status_code == 204


@pytest.mark.parametrize(
    ("group", "k", "year", "z"),
    [
        ("no_group", 400, 2024, 12),
        ("low_income", 200, 2024, 12),
        ("low_income", 401, 2024, 12),
        ("low_income", 400, 2023, 12),
        ("low_income", 400, 2024, 9),
        ("low_income", 400, 2024, 15),
    ],
)
def test_what_the_build_does_not_have_is_not_there(
    client: Client, public_build: Build, group: str, k: int, year: int, z: int
) -> None:
    address = reverse("atlas:tile", args=[public_build.run_id, group, k, year, z, 100, 100])

    assert client.get(address).status_code == 404


@pytest.mark.parametrize("who", ["stranger", "municipal_planner", None])
def test_a_draft_has_no_tiles_for_others(
    client: Client, draft: Release, who: str | None, request: pytest.FixtureRequest
) -> None:
    if who:
        client.force_login(request.getfixturevalue(who))

    assert client.get(tile_url(draft.build)).status_code == 404
    ground = reverse("atlas:ground_tile", args=[draft.build.run_id, ZOOM, *middle(draft.build)])
    assert client.get(ground).status_code == 404


def test_an_officer_sees_a_draft_and_no_browser_keeps_it(
    client: Client, draft: Release, programme_officer: User
) -> None:
    client.force_login(programme_officer)

    answer = client.get(tile_url(draft.build))

    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
