"""Areas are public; programme officers and administrators keep them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext as _

from bybalance.web.accounts.models import User
from bybalance.web.accounts.permissions import holds
from bybalance.web.areas.models import Area, Municipality
from bybalance.web.shared.access import ALLOWED, Decision, Viewer
from bybalance.web.shared.permissions import PermissionPolicy
from bybalance.web.shared.roles import Role

EDITING_ROLES = (Role.PROGRAMME_OFFICER, Role.ADMINISTRATOR)


def may_edit_areas(user: Viewer) -> Decision:
    """Whether ``user`` may change areas, their names, parts and boundaries."""
    if isinstance(user, User) and any(holds(user, role) for role in EDITING_ROLES):
        return ALLOWED
    return Decision(
        allowed=False, reason=_("Only programme officers and administrators may change areas.")
    )


class AreaPolicy(PermissionPolicy[Area]):
    """That a housing area exists is public."""

    def visible_to(self, user: Viewer) -> models.QuerySet[Area]:
        return Area.objects.select_related("municipality")


class MunicipalityPolicy(PermissionPolicy[Municipality]):
    """Municipalities are public."""

    def visible_to(self, user: Viewer) -> models.QuerySet[Municipality]:
        return Municipality.objects.all()


areas = AreaPolicy()
municipalities = MunicipalityPolicy()
