"""Whether a release, beside all that was released of its city before, tells about too few."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import shapely

from bybalance.atlas.disclosure import register
from bybalance.atlas.disclosure.register import Cell, Objection
from bybalance.atlas.disclosure.rules import disclosure_rules
from bybalance.web.atlas.models import Release, ReleaseStep
from bybalance.web.atlas.queries import opened


def objections_to(release: Release) -> list[Objection]:
    """Pairs of areas, in it and in all that was ever published, that differ by too few (D10)."""
    atlas = opened.open_build(release.build)
    year = atlas.manifest.years[-1]
    earlier = register.ReleaseRegister(
        releases=tuple(_as_release(one) for one in earlier_releases(release)),
        rules=disclosure_rules(atlas.manifest.rules_id),
    )
    return earlier.objections(_as_release(release), people_by_cell=_people(atlas, year))


def check_report(release: Release) -> dict[str, Any]:
    """What the check looked at, as it is kept with the approval."""
    manifest = opened.open_build(release.build).manifest
    return {
        "rules": manifest.rules_id,
        "earlier_runs": [one.build.run_id for one in earlier_releases(release)],
        "area_count": len(manifest.areas),
        "objection_count": 0,
    }


def earlier_releases(release: Release) -> list[Release]:
    """Every other release of the city that was public at any time."""
    return list(
        Release.objects.filter(city=release.city, steps__kind=ReleaseStep.Kind.PUBLISHED)
        .exclude(pk=release.pk)
        .select_related("build")
        .distinct()
        .order_by("pk")
    )


def _as_release(release: Release) -> register.Release:
    """The areas with figures, each as the cells it is made of."""
    atlas = opened.open_build(release.build)
    told = {area.area_id for area in atlas.manifest.areas if area.is_told}
    cells = atlas.cells(atlas.manifest.years[-1])
    half = atlas.manifest.cell_size_m / 2
    middles = shapely.points(cells.eastings_m + half, cells.northings_m + half)
    places = list(zip(cells.eastings_m.tolist(), cells.northings_m.tolist(), strict=True))
    return register.Release(
        release_id=release.build.run_id,
        areas={
            shape.area_id: frozenset(
                places[at] for at in np.flatnonzero(shapely.covers(shape.outline, middles))
            )
            for shape in atlas.area_shapes()
            if shape.area_id in told
        },
    )


def _people(atlas: opened.OpenAtlas, year: int) -> Mapping[Cell, tuple[int, int]]:
    cells = atlas.cells(year)
    return {
        (int(east), int(north)): (int(people), int(homes))
        for east, north, people, homes in zip(
            cells.eastings_m, cells.northings_m, cells.people, cells.households, strict=True
        )
    }
