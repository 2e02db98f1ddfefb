"""All cities that the reader may know of."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from bybalance.web.atlas import permissions
from bybalance.web.atlas.models import Build
from bybalance.web.shared.access import Viewer


@dataclass(frozen=True)
class CityEntry:
    """A city in the list, by the build that is public."""

    name: str
    url: str
    is_invented: bool
    years: str
    area_count: int


@dataclass(frozen=True)
class IndexPage:
    """Cities with a published atlas, and whether the reader manages atlases."""

    cities: tuple[CityEntry, ...]
    can_manage: bool


def index_page(viewer: Viewer) -> IndexPage:
    """Every city with a published build."""
    found = Build.objects.filter(release__state="published").select_related("city")
    return IndexPage(
        cities=tuple(_entry(build) for build in found.order_by("city__name")),
        can_manage=permissions.manages(viewer),
    )


def _entry(build: Build) -> CityEntry:
    years = build.manifest["years"]
    return CityEntry(
        name=build.city.name,
        url=reverse("atlas:city", args=[build.city.key]),
        is_invented=build.city.is_invented,
        years=f"{min(years)}–{max(years)}" if len(years) > 1 else f"{years[0]}",
        area_count=len(build.manifest["areas"]),
    )
