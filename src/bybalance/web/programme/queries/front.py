"""The front page of the programme, and what it says on other pages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from bybalance.web.areas.models import Area, AreaPart
from bybalance.web.directory.models import Organisation
from bybalance.web.programme import permissions
from bybalance.web.programme.models import Node, PartnerRole
from bybalance.web.programme.queries import words
from bybalance.web.programme.queries.node_page import node_link, partners_table
from bybalance.web.shared.access import Viewer
from bybalance.web.shared.related import Awaited, RelatedLink, RelatedSection
from bybalance.web.shared.tables import Cell, Column, Table
from bybalance.web.shared.together import Questions


@dataclass(frozen=True)
class InitiativeGroup:
    """An initiative with its campaigns; the first group of a page may be without initiative."""

    initiative: Node | None
    campaigns: tuple[Node, ...]


@dataclass(frozen=True)
class FrontPage:
    """Initiatives, their campaigns, and what stands alone."""

    groups: tuple[InitiativeGroup, ...]
    others: tuple[RelatedLink, ...]
    may_edit: bool
    is_empty: bool


def front_page(*, viewer: Viewer) -> FrontPage:
    """What ``viewer`` may see of the programme, from the top."""
    top = Q(kind__in=(Node.Kind.INITIATIVE, Node.Kind.CAMPAIGN)) | Q(parent=None)
    nodes = list(permissions.nodes.visible_to(viewer).filter(top))
    initiatives = [node for node in nodes if node.kind == Node.Kind.INITIATIVE]
    campaigns = [node for node in nodes if node.kind == Node.Kind.CAMPAIGN]
    known = {node.pk for node in initiatives}
    loose = tuple(one for one in campaigns if one.parent_id not in known)
    groups = [
        InitiativeGroup(
            initiative=initiative,
            campaigns=tuple(one for one in campaigns if one.parent_id == initiative.pk),
        )
        for initiative in initiatives
    ]
    if loose:
        groups.append(InitiativeGroup(initiative=None, campaigns=loose))
    rest = [one for one in nodes if one not in initiatives and one not in campaigns]
    return FrontPage(
        groups=tuple(groups),
        others=tuple(node_link(one) for one in rest),
        may_edit=permissions.may_edit_programme(viewer).allowed,
        is_empty=not nodes,
    )


def area_section(area: Area, viewer: Viewer, questions: Questions) -> Awaited:
    """Initiatives, campaigns, efforts and projects that the area takes part in."""
    found = permissions.nodes.visible_to(viewer).filter(areas__in=_with_wholes(area)).distinct()
    nodes = questions.add(found.order_by("kind", "name_da"))
    return lambda: RelatedSection(
        key="programme",
        heading=_("Campaigns, efforts and projects"),
        links=tuple(node_link(node) for node in nodes),
        empty_text=_("No campaign or project of this site takes place here."),
    )


def area_partners(area: Area, questions: Questions) -> Awaited:
    """The partners of the area itself and of the whole that it is a part of."""
    found = PartnerRole.objects.filter(area__in=_with_wholes(area))
    roles = questions.add(found.select_related("organisation", "area"))
    return lambda: RelatedSection(
        key="partners",
        heading=_("Partners"),
        table=partners_table(roles, here=area),
        empty_text=_("No partner of the area is written down on this site."),
    )


def organisation_section(organisation: Organisation, viewer: Viewer) -> RelatedSection:
    """What an organisation takes part in, of what ``viewer`` may see."""
    visible = permissions.nodes.visible_to(viewer).values("pk")
    roles = organisation.partner_roles.filter(Q(node__in=visible) | Q(node=None))
    return RelatedSection(
        key="roles",
        heading=_("Takes part in"),
        table=roles_table(roles.select_related("node", "area")),
        empty_text=_("The organisation takes part in nothing that is published."),
    )


def roles_table(roles: Iterable[PartnerRole]) -> Table:
    """What one organisation is to whom, when and with what."""
    table = Table(
        caption=_("Takes part in"),
        columns=(
            Column(_("What")),
            Column(_("Role")),
            Column(_("Period")),
            Column(_("Contribution")),
        ),
        rows=tuple(
            (
                Cell(str(subject), url=subject.get_absolute_url()),
                Cell(role.get_role_display()),
                Cell(words.period_of(role)),
                Cell(words.contribution(role) or "–"),
            )
            for role in roles
            if (subject := role.node or role.area) is not None
        ),
    )
    return table.without_empty_columns()


def _with_wholes(area: Area) -> QuerySet[Area, Any]:
    """The area and those it is a part of, as a part of a question."""
    wholes = AreaPart.objects.filter(part=area).values("whole")
    return Area.objects.filter(Q(pk=area.pk) | Q(pk__in=wholes)).values("pk")
