"""What the pages about people read."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Prefetch, Q

from bybalance.web.accounts import permissions
from bybalance.web.accounts.models import RoleAssignment, User


def people_list(*, seen_by: User, search: str, at: datetime) -> models.QuerySet[User]:
    """Everyone ``seen_by`` may see whose name or e-mail holds ``search``, with roles in force."""
    in_force = RoleAssignment.objects.in_force(at=at)
    people = permissions.people.visible_to(seen_by).prefetch_related(
        Prefetch("role_assignments", queryset=in_force, to_attr="roles_in_force")
    )
    if search:
        people = people.filter(Q(name__icontains=search) | Q(email__icontains=search))
    return people


def role_history(person: User) -> models.QuerySet[RoleAssignment]:
    """Every role ``person`` has or had, newest first."""
    return person.role_assignments.select_related("given_by").order_by("-valid_from", "-id")


def demo_people() -> models.QuerySet[User]:
    """The demo's accounts, for the list on the sign-in page."""
    return User.objects.filter(is_demo=True).prefetch_related("role_assignments").order_by("pk")
