"""What is published is public; everything before and after is for those who run the programme."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext as _

from bybalance.web.accounts.models import User
from bybalance.web.accounts.permissions import holds
from bybalance.web.atlas.models import Build, BuildOrder, City, Release
from bybalance.web.shared.access import ALLOWED, Decision, Viewer
from bybalance.web.shared.permissions import PermissionPolicy
from bybalance.web.shared.roles import Role

MANAGING_ROLES = (Role.PROGRAMME_OFFICER, Role.ADMINISTRATOR)


def manages(user: Viewer) -> bool:
    """Whether ``user`` builds, approves and publishes atlases."""
    return isinstance(user, User) and any(holds(user, role) for role in MANAGING_ROLES)


def may_manage(user: Viewer) -> Decision:
    """As :func:`manages`, with the reason why not."""
    if manages(user):
        return ALLOWED
    return Decision(
        allowed=False,
        reason=_("Only programme officers and administrators build and publish atlases."),
    )


def may_approve(user: Viewer, release: Release) -> Decision:
    """A second person approves: never the one who registered the build."""
    if not manages(user):
        return may_manage(user)
    if release.state != Release.State.DRAFT:
        return Decision(allowed=False, reason=_("Only a draft can be approved."))
    if isinstance(user, User) and user.audit_key == release.build.registered_by_key:
        return Decision(
            allowed=False,
            reason=_("You registered the build yourself. Another person must approve it."),
        )
    return ALLOWED


def may_publish(user: Viewer, release: Release) -> Decision:
    """What is approved may be published."""
    if not manages(user):
        return may_manage(user)
    if release.state != Release.State.APPROVED:
        return Decision(
            allowed=False, reason=_("The release must be approved before it is published.")
        )
    return ALLOWED


def may_withdraw(user: Viewer, release: Release) -> Decision:
    """Whatever is not withdrawn yet may be."""
    if not manages(user):
        return may_manage(user)
    if release.state == Release.State.WITHDRAWN:
        return Decision(allowed=False, reason=_("The release has been withdrawn."))
    return ALLOWED


class BuildPolicy(PermissionPolicy[Build]):
    """Published builds are for everyone, the others for those who manage them."""

    def visible_to(self, user: Viewer) -> models.QuerySet[Build]:
        """Every build ``user`` may look at."""
        found = Build.objects.select_related("city", "release")
        if manages(user):
            return found
        return found.filter(release__state=Release.State.PUBLISHED)


class CityPolicy(PermissionPolicy[City]):
    """A city is known when something of it is published, or to those who manage atlases."""

    def visible_to(self, user: Viewer) -> models.QuerySet[City]:
        """Every city ``user`` may know of."""
        if manages(user):
            return City.objects.all()
        return City.objects.filter(releases__state=Release.State.PUBLISHED).distinct()


class ReleasePolicy(PermissionPolicy[Release]):
    """The work pages: only for those who manage atlases."""

    def visible_to(self, user: Viewer) -> models.QuerySet[Release]:
        """Every release, or none."""
        found = Release.objects.select_related("city", "build__city")
        return found if manages(user) else found.none()


class OrderPolicy(PermissionPolicy[BuildOrder]):
    """Orders are seen by those who can make them."""

    def visible_to(self, user: Viewer) -> models.QuerySet[BuildOrder]:
        """Every order, or none."""
        found = BuildOrder.objects.select_related("build__release", "ordered_by")
        return found if manages(user) else found.none()


builds = BuildPolicy()
cities = CityPolicy()
releases = ReleasePolicy()
orders = OrderPolicy()
