"""Who may see and change organisations and people."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext as _

from bybalance.web.accounts.models import User
from bybalance.web.accounts.permissions import holds
from bybalance.web.directory.models import Affiliation, Organisation, Person
from bybalance.web.shared.access import ALLOWED, Decision, Viewer
from bybalance.web.shared.permissions import PermissionPolicy
from bybalance.web.shared.roles import Role

EDITING_ROLES = (Role.PROGRAMME_OFFICER, Role.ADMINISTRATOR)


def may_edit_directory(user: Viewer) -> Decision:
    """Whether ``user`` may change organisations and people."""
    if isinstance(user, User) and any(holds(user, role) for role in EDITING_ROLES):
        return ALLOWED
    return Decision(
        allowed=False,
        reason=_("Only programme officers and administrators may change the directory."),
    )


class OrganisationPolicy(PermissionPolicy[Organisation]):
    """Which organisations take part is public."""

    def visible_to(self, user: Viewer) -> models.QuerySet[Organisation]:
        return Organisation.objects.all()


class PersonPolicy(PermissionPolicy[Person]):
    """The list of people is for those who keep it; others meet them where they take part."""

    def visible_to(self, user: Viewer) -> models.QuerySet[Person]:
        if may_edit_directory(user):
            return Person.objects.all()
        return Person.objects.none()


class AffiliationPolicy(PermissionPolicy[Affiliation]):
    """As the people they are about."""

    def visible_to(self, user: Viewer) -> models.QuerySet[Affiliation]:
        if may_edit_directory(user):
            return Affiliation.objects.all()
        return Affiliation.objects.none()


organisations = OrganisationPolicy()
people = PersonPolicy()
affiliations = AffiliationPolicy()
