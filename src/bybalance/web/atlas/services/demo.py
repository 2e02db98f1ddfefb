"""The invented city of the demo: built, approved by another, published."""

from __future__ import annotations

import shutil
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Final

from bybalance.pipelines import atlas_build
from bybalance.web.accounts.models import User
from bybalance.web.atlas.models import Release
from bybalance.web.atlas.queries import sources
from bybalance.web.atlas.services import releases
from bybalance.web.atlas.services.orders import settings_file

_REGISTRAR: Final = "programleder"
_APPROVER: Final = "administrator"


def load_demo_atlas(*, now: datetime) -> None:
    """Build Balby and publish it, by two people of the demo; a second call changes nothing."""
    if Release.objects.filter(city__key=sources.BALBY, state=Release.State.PUBLISHED).exists():
        return
    people = {item.email.split("@")[0]: item for item in User.objects.filter(is_demo=True)}
    folder = Path(tempfile.mkdtemp(prefix="bybalance-balby-"))
    try:
        city = atlas_build.read_city_settings(settings_file(sources.BALBY, folder))
        atlas_build.build_atlas(city, folder / "built")
        build = releases.register_build(folder / "built", by=people[_REGISTRAR], now=now)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    release = Release.objects.get(build=build)
    if release.state == Release.State.DRAFT:
        releases.approve_release(release, by=people[_APPROVER], now=now)
        release.refresh_from_db()
    if release.state == Release.State.APPROVED:
        releases.publish_release(release, by=people[_APPROVER], now=now)
