"""What the pages about people read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.db import models
from django.db.models import Prefetch, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bybalance.web.accounts import permissions
from bybalance.web.accounts.models import RoleAssignment, User
from bybalance.web.shared.roles import names_of_places
from bybalance.web.shared.tables import Cell, Column, Table

PEOPLE_ON_A_PAGE = 50


@dataclass(frozen=True)
class PeoplePage:
    """One page of the list of people."""

    table: Table
    page: Page[User]
    sentence: str


def people_page(*, seen_by: User, search: str, page_number: str, at: datetime) -> PeoplePage:
    """People whose name or e-mail holds ``search``, with the roles they hold at ``at``."""
    in_force = RoleAssignment.objects.in_force(at=at)
    people = permissions.people.visible_to(seen_by).prefetch_related(
        Prefetch("role_assignments", queryset=in_force)
    )
    if search:
        people = people.filter(Q(name__icontains=search) | Q(email__icontains=search))
    page = Paginator(people, PEOPLE_ON_A_PAGE).get_page(page_number)
    found_count = page.paginator.count
    told = told_roles(one for person in page for one in person.role_assignments.all())
    return PeoplePage(
        table=Table(
            caption=_("People with an account"),
            columns=(Column(_("Name")), Column(_("E-mail")), Column(_("Roles"))),
            rows=tuple(_person_row(person, told) for person in page),
        ),
        page=page,
        sentence=ngettext("%(count)d person", "%(count)d people", found_count)
        % {"count": found_count},
    )


def _person_row(person: User, told: dict[int, str]) -> tuple[Cell, ...]:
    held = person.role_assignments.all()  # only those in force were fetched
    return (
        Cell(
            str(person),
            url=reverse("accounts:person", args=[person.pk]),
            note=_("Demo account") if person.is_demo else "",
        ),
        Cell(person.email),
        Cell(", ".join(told[assignment.pk] for assignment in held) or "–"),
    )


def told_roles(assignments: Iterable[RoleAssignment]) -> dict[int, str]:
    """Each role in words, with its place by name, by the assignment's number."""
    held = list(assignments)
    names = {
        kind: names_of_places(kind, {one.scope_key for one in held if one.scope_kind == kind})
        for kind in {one.scope_kind for one in held}
    }
    return {
        one.pk: _("%(role)s, %(place)s") % {"role": one.get_role_display(), "place": place}
        if (place := names[one.scope_kind].get(one.scope_key))
        else str(one)
        for one in held
    }


@dataclass(frozen=True)
class RoleLine:
    """A role a person has or had, and what it is called."""

    held: RoleAssignment
    words: str


def role_lines(assignments: Iterable[RoleAssignment]) -> list[RoleLine]:
    """The assignments in their order, in words."""
    held = list(assignments)
    told = told_roles(held)
    return [RoleLine(one, told[one.pk]) for one in held]


def role_history(person: User) -> models.QuerySet[RoleAssignment]:
    """Every role ``person`` has or had, newest first."""
    return person.role_assignments.select_related("given_by").order_by("-valid_from", "-id")


def demo_people() -> models.QuerySet[User]:
    """The demo's accounts, for the list on the sign-in page."""
    return User.objects.filter(is_demo=True).prefetch_related("role_assignments").order_by("pk")
