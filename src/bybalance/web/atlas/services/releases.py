"""From a built artefact to a public one: registered, approved by a second person, published."""

from __future__ import annotations

import json
import shutil
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from bybalance.atlas.disclosure.register import Objection
from bybalance.model.errors import InvalidArtefact
from bybalance.pipelines import atlas_build
from bybalance.web.accounts.models import User
from bybalance.web.atlas import permissions
from bybalance.web.atlas.models import Build, City, Release, ReleaseStep
from bybalance.web.atlas.queries import differencing
from bybalance.web.atlas.services.refusal import Refused
from bybalance.web.shared import audit, locks

Kind = ReleaseStep.Kind


def register_build(folder: Path, *, by: User, now: datetime) -> Build:
    """Take in a built artefact: check every file of it, keep a copy, begin its release as a draft.

    The same artefact a second time is the build that is there already.
    """
    permissions.may_manage(by).require()
    try:
        manifest = atlas_build.open_artefact(folder).manifest
    except InvalidArtefact as error:
        raise Refused(_("The build was not taken in: %(why)s") % {"why": error}) from error
    with locks.alone("atlas-register"):
        there = Build.objects.filter(run_id=manifest.run_id).first()
        if there is not None:
            return there
        city, _made = City.objects.get_or_create(
            key=manifest.key,
            defaults={"name": manifest.name, "is_invented": manifest.is_invented},
        )
        if city.is_invented != manifest.is_invented:
            raise Refused(
                _("%(city)s is real in one build and invented in the other. Use another key.")
                % {"city": city.name}
            )
        build = Build(
            city=city,
            run_id=manifest.run_id,
            manifest=json.loads(manifest.to_json()),
            byte_count=sum(each.byte_count for each in manifest.files),
            registered_by_key=by.audit_key,
            registered_at=now,
        )
        _copy_at_once(folder, build.folder)
        build.save()
        release = Release.objects.create(city=city, build=build)
        ReleaseStep.objects.create(
            release=release, kind=Kind.REGISTERED, by_key=by.audit_key, at=now
        )
        audit.record("atlas_registered", release, by=by, at=now, after={"run": build.run_id})
    return build


def approve_release(release: Release, *, by: User, now: datetime) -> None:
    """Let a second person say yes, after the check against all that was released before."""
    with locks.locked(release) as current:
        permissions.may_approve(by, current).require()
        found = differencing.objections_to(current)
        if found:
            raise Refused(_objection_text(found))
        report = differencing.check_report(current)
        current.state = Release.State.APPROVED
        _take(current, Kind.APPROVED, by=by, now=now, check_report=report)


def publish_release(release: Release, *, by: User, now: datetime) -> None:
    """Show it to everybody; what was published of the city until now is withdrawn."""
    with locks.alone(f"atlas-publish-{release.city_id}"), locks.locked(release) as current:
        permissions.may_publish(by, current).require()
        found = differencing.objections_to(current)
        if found:  # something else was published since it was approved
            raise Refused(_objection_text(found))
        earlier = Release.objects.filter(city=current.city, state=Release.State.PUBLISHED)
        for one in earlier.select_related("build"):
            one.state = Release.State.WITHDRAWN
            _take(one, Kind.WITHDRAWN, by=by, now=now, reason=_("Replaced by a newer build."))
        current.state, current.published_at = Release.State.PUBLISHED, now
        _take(current, Kind.PUBLISHED, by=by, now=now)


def withdraw_release(release: Release, *, reason: str, by: User, now: datetime) -> None:
    """Take it off the public pages, or give it up before it got there; say why."""
    with locks.locked(release) as current:
        permissions.may_withdraw(by, current).require()
        current.state = Release.State.WITHDRAWN
        _take(current, Kind.WITHDRAWN, by=by, now=now, reason=reason)


def _take(
    release: Release,
    kind: ReleaseStep.Kind,
    *,
    by: User,
    now: datetime,
    reason: str = "",
    check_report: dict[str, Any] | None = None,
) -> None:
    """Write the new state, the step and the line in the log."""
    release.save(update_fields=("state", "published_at"))
    ReleaseStep.objects.create(
        release=release,
        kind=kind,
        by_key=by.audit_key,
        at=now,
        reason=reason,
        check_report=check_report or {},
    )
    after = {"run": release.build.run_id, "reason": reason}
    audit.record(f"atlas_{kind.value}", release, by=by, at=now, after=after)


def _objection_text(found: list[Objection]) -> str:
    return _(
        "%(first)s and %(second)s differ by so few people that the difference would tell about "
        "them. Build with the same areas as before, or with areas that differ by more."
    ) % {"first": found[0].first, "second": found[0].second}


def _copy_at_once(source: Path, target: Path) -> None:
    """Copy a folder so that it is there as a whole or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
    if target.exists():  # left by a registration that the database then did not keep
        shutil.rmtree(target)
    beside = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}-"))
    try:
        shutil.copytree(source, beside, dirs_exist_ok=True)
        beside.replace(target)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
