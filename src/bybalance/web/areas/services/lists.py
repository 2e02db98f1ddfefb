"""Bring the areas and municipalities of the published lists into the database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from bybalance.model import areas as model
from bybalance.web.areas.models import Area, Municipality


@dataclass(frozen=True)
class LoadedAreas:
    """How many rows were added or corrected; a second load changes nothing."""

    area_count: int
    changed_count: int


@transaction.atomic
def load_areas(areas: Iterable[model.Area]) -> LoadedAreas:
    """Add what is new and correct what has another name; never delete, others refer to it."""
    wanted = list(areas)
    changed = 0
    municipalities = {}
    for municipality in dict.fromkeys(area.municipality for area in wanted):
        row, is_changed = _put_municipality(municipality)
        municipalities[municipality.code] = row
        changed += is_changed
    for area in wanted:
        changed += _put_area(area, municipalities[area.municipality.code])
    return LoadedAreas(area_count=len(wanted), changed_count=changed)


def _put_municipality(municipality: model.Municipality) -> tuple[Municipality, bool]:
    row = Municipality.objects.filter(code=municipality.code).first()
    if row and (row.name, row.region) == (municipality.name, municipality.region):
        return row, False
    row = row or Municipality(code=municipality.code)
    row.name, row.region = municipality.name, municipality.region
    row.save()
    return row, True


def _put_area(area: model.Area, municipality: Municipality) -> bool:
    row = Area.objects.filter(area_id=area.area_id).first()
    if row and (row.name, row.municipality_id) == (area.name, municipality.pk):
        return False
    row = row or Area(area_id=area.area_id)
    row.name, row.municipality = area.name, municipality
    row.save()
    return True
