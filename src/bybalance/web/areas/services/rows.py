"""Add, change, remove and bring back areas and what is known of them."""

from __future__ import annotations

from datetime import datetime

from bybalance.web.accounts.models import User
from bybalance.web.areas import permissions
from bybalance.web.areas.models import Area, AreaBoundary, AreaName, AreaPart
from bybalance.web.areas.services.boundaries import ReadBoundary
from bybalance.web.shared import rows

AreaFact = AreaName | AreaPart | AreaBoundary


def save_area(area: Area, *, by: User, now: datetime) -> bool:
    """Add or change an area. It is never removed: its id is not given to another."""
    permissions.may_edit_areas(by).require()
    return rows.save(area, by=by, now=now)


def save_fact(fact: AreaFact, *, by: User, now: datetime) -> bool:
    """Add or change a name, a part or a boundary."""
    permissions.may_edit_areas(by).require()
    return rows.save(fact, by=by, now=now)


def save_boundary(
    boundary: AreaBoundary, read: ReadBoundary | None, *, by: User, now: datetime
) -> bool:
    """As :func:`save_fact`; ``read`` is the polygon of a file that was sent along, if any."""
    if read is not None:
        boundary.geometry_wkb = read.geometry.wkb
        (
            boundary.min_easting_m,
            boundary.min_northing_m,
            boundary.max_easting_m,
            boundary.max_northing_m,
        ) = read.geometry.bounds
    return save_fact(boundary, by=by, now=now)


def remove_fact(fact: AreaFact, *, by: User, now: datetime) -> None:
    """Hide a name, a part or a boundary."""
    permissions.may_edit_areas(by).require()
    rows.remove(fact, by=by, now=now)


def restore_fact(fact: AreaFact, *, by: User, now: datetime) -> None:
    """Bring a removed name, part or boundary back."""
    permissions.may_edit_areas(by).require()
    rows.restore(fact, by=by, now=now)
