"""Which build a page shows, and how it is marked when it is not the public one."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404
from django.utils.translation import gettext as _

from bybalance.web.atlas import permissions
from bybalance.web.atlas.models import Build, City, Release
from bybalance.web.atlas.queries import opened, words
from bybalance.web.atlas.queries.opened import OpenAtlas
from bybalance.web.shared.access import Viewer


@dataclass(frozen=True)
class ShownBuild:
    """A city with the build that is shown; ``label`` warns where it is not public."""

    city: City
    build: Build
    atlas: OpenAtlas
    label: str

    @property
    def is_public(self) -> bool:
        """Whether everybody sees this."""
        return not self.label

    @property
    def query(self) -> str:
        """What links of the pages carry on, so that an officer stays in a build."""
        return "" if self.is_public else f"run={self.build.run_id}"

    @property
    def note(self) -> str:
        """The sentence that belongs to the city, such as that it is invented."""
        return words.note(self.atlas.manifest)

    def with_query(self, url: str, **more: object) -> str:
        """An address with the build, and more that the page asked for."""
        parts = [self.query, *(f"{name}={value}" for name, value in more.items())]
        asked = "&".join(part for part in parts if part)
        return f"{url}?{asked}" if asked else url


def shown_build(city_key: str, run_id: str, *, viewer: Viewer) -> ShownBuild:
    """The published build of a city, or the one asked for by those who may see it; else 404."""
    city = permissions.cities.get(viewer, key=city_key)
    visible = permissions.builds.visible_to(viewer).filter(city=city)
    if run_id:
        build = visible.filter(run_id=run_id).first()
    else:
        build = visible.filter(release__state=Release.State.PUBLISHED).first()
    if build is None:
        raise Http404
    return ShownBuild(city=city, build=build, atlas=opened.open_build(build), label=_label(build))


def _label(build: Build) -> str:
    if build.release.is_public:
        return ""
    return _("Not public: %(state)s. Only those who manage the atlas see this.") % {
        "state": build.release.get_state_display()
    }
