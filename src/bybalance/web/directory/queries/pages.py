"""Organisations and people as pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Prefetch, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bybalance.web.directory import permissions
from bybalance.web.directory.models import Affiliation, Organisation, Person
from bybalance.web.shared.access import Viewer
from bybalance.web.shared.periods import period_text
from bybalance.web.shared.tables import Cell, Column, Table

ROWS_ON_A_PAGE = 50


@dataclass(frozen=True)
class ListPage:
    """One page of a list."""

    table: Table
    page: Page[Any]
    sentence: str
    may_edit: bool


def organisations_page(
    *, viewer: Viewer, search: str = "", kind: str = "", page_number: str = ""
) -> ListPage:
    """Organisations of a name and kind."""
    found = permissions.organisations.visible_to(viewer).select_related("municipality")
    if search:
        found = found.filter(Q(name__icontains=search) | Q(short_name__icontains=search))
    if kind:
        found = found.filter(kind=kind)
    page = Paginator(found, ROWS_ON_A_PAGE).get_page(page_number)
    count = page.paginator.count
    return ListPage(
        table=Table(
            caption=_("Organisations"),
            columns=(Column(_("Name")), Column(_("Kind")), Column(_("Municipality"))),
            rows=tuple(_organisation_row(row) for row in page),
        ),
        page=page,
        sentence=ngettext("%(count)d organisation.", "%(count)d organisations.", count)
        % {"count": count},
        may_edit=permissions.may_edit_directory(viewer).allowed,
    )


def _organisation_row(row: Organisation) -> tuple[Cell, ...]:
    return (
        Cell(row.name, url=row.get_absolute_url(), note=_("invented") if row.is_invented else ""),
        Cell(row.get_kind_display()),
        Cell(row.municipality.name if row.municipality else "–"),
    )


def people_page(*, viewer: Viewer, search: str = "", page_number: str = "") -> ListPage:
    """People of a name or of an organisation's name, with where they work."""
    found = permissions.people.visible_to(viewer)
    if search:
        where = Affiliation.objects.filter(organisation__name__icontains=search)
        found = found.filter(Q(name__icontains=search) | Q(pk__in=where.values("person")))
    posts = Affiliation.objects.select_related("organisation")
    found = found.prefetch_related(Prefetch("affiliations", queryset=posts))
    page = Paginator(found, ROWS_ON_A_PAGE).get_page(page_number)
    count = page.paginator.count
    return ListPage(
        table=Table(
            caption=_("People"),
            columns=(Column(_("Name")), Column(_("Where they work"))),
            rows=tuple(_person_row(row) for row in page),
        ),
        page=page,
        sentence=ngettext("%(count)d person.", "%(count)d people.", count) % {"count": count},
        may_edit=permissions.may_edit_directory(viewer).allowed,
    )


def _person_row(row: Person) -> tuple[Cell, ...]:
    posts = "; ".join(_post(post) for post in row.affiliations.all())
    return (
        Cell(
            row.name,
            url=reverse("directory:person", args=[row.key]),
            note=_("invented") if row.is_invented else "",
        ),
        Cell(posts or "–"),
    )


def _post(row: Affiliation) -> str:
    text = ", ".join(filter(None, (row.title, row.organisation.name)))
    period = period_text(row.from_on, row.until_on)
    return f"{text} ({period})" if period else text


@dataclass(frozen=True)
class PersonPage:
    """A person with their posts, those removed apart."""

    person: Person
    posts: tuple[Affiliation, ...]
    removed: tuple[Affiliation, ...]


def person_page(person: Person) -> PersonPage:
    """Everything the directory holds of a person."""
    rows = Affiliation.with_removed.filter(person=person).select_related("organisation")
    return PersonPage(
        person=person,
        posts=tuple(row for row in rows if row.removed_at is None),
        removed=tuple(row for row in rows if row.removed_at is not None),
    )


@dataclass(frozen=True)
class OrganisationPage:
    """An organisation; how many people work there is no secret, who they are stands elsewhere."""

    organisation: Organisation
    people_count: int
    may_edit: bool


def organisation_page(organisation: Organisation, *, viewer: Viewer) -> OrganisationPage:
    """What the directory holds of an organisation."""
    counted = Affiliation.objects.filter(organisation=organisation, person__removed_at=None)
    count = counted.aggregate(count=Count("person", distinct=True))["count"]
    return OrganisationPage(
        organisation=organisation,
        people_count=count,
        may_edit=permissions.may_edit_directory(viewer).allowed,
    )


@dataclass(frozen=True)
class RemovedRow:
    """A removed organisation or person, as the page that brings it back names it."""

    kind_name: str
    key: str
    name: str


def removed_rows() -> tuple[RemovedRow, ...]:
    """Organisations and people that have been removed."""
    organisations = Organisation.with_removed.exclude(removed_at=None)
    people = Person.with_removed.exclude(removed_at=None)
    return (
        *(RemovedRow("organisation", row.key, row.name) for row in organisations),
        *(RemovedRow("person", row.key, row.name) for row in people),
    )
