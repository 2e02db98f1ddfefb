"""Who may see and change people and their roles, and what a role covers."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils.translation import gettext as _

from bybalance.web.accounts.models import RoleAssignment, User
from bybalance.web.shared.access import ALLOWED, Decision, Viewer
from bybalance.web.shared.permissions import PermissionPolicy
from bybalance.web.shared.roles import Role


def holds(
    user: User | AnonymousUser,
    role: Role,
    *,
    municipality: str | None = None,
    area: str | None = None,
) -> bool:
    """Whether ``user`` now has ``role`` for the place named, or everywhere."""
    if isinstance(user, AnonymousUser):
        return False
    covering = {"everywhere", f"municipality:{municipality}", f"area:{area}"}
    return any(held.role == role and held.scope in covering for held in user.current_assignments)


class PeoplePolicy(PermissionPolicy[User]):
    """Administrators see everyone; everybody else only themselves."""

    def visible_to(self, user: Viewer) -> models.QuerySet[User]:
        if not isinstance(user, User):
            return User.objects.none()
        if holds(user, Role.ADMINISTRATOR):
            return User.objects.all()
        return User.objects.filter(pk=user.pk)

    def may_administer(self, user: User) -> Decision:
        """Whether ``user`` may invite people and give and end roles."""
        if holds(user, Role.ADMINISTRATOR):
            return ALLOWED
        return Decision(allowed=False, reason=_("Only an administrator may do this."))

    def may_end(self, user: User, assignment: RoleAssignment) -> Decision:
        """As :meth:`may_administer`, but nobody ends their own administrator role."""
        if assignment.user_id == user.pk and assignment.role == Role.ADMINISTRATOR:
            return Decision(
                allowed=False,
                reason=_("You cannot end your own role as administrator. Ask another one."),
            )
        return self.may_administer(user)


people = PeoplePolicy()
