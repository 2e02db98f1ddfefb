"""The page of a part of the programme, with what the parts of the site above it know."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from bybalance.web.events.queries import related as event_queries
from bybalance.web.pages import queries as page_queries
from bybalance.web.plans import queries as plan_queries
from bybalance.web.programme import permissions
from bybalance.web.programme import queries as programme_queries
from bybalance.web.programme.models import Node, Partnership
from bybalance.web.programme.queries import NodePage, PartnershipPage
from bybalance.web.selection.queries import outcome as selection_queries
from bybalance.web.shared.access import Viewer
from bybalance.web.shared.related import RelatedSection
from bybalance.web.shared.together import Questions
from bybalance.web.site import group_sections


@dataclass(frozen=True)
class ComposedNode:
    """A node's page, the sections of other parts of the site, and the way back."""

    page: NodePage
    sections: tuple[RelatedSection, ...]
    crumbs: tuple[tuple[str, str], ...]
    work_url: str


def composed_node(key: str, *, viewer: Viewer) -> ComposedNode:
    """Everything the site knows of a node; 404 for one that ``viewer`` may not see."""
    found = permissions.nodes.visible_to(viewer).select_related("partnership")
    node = found.filter(key=key).first()
    if node is None:
        raise Http404
    questions = Questions()
    awaited_page = programme_queries.node_page(node, viewer, questions)
    awaited = _awaited_sections(node, viewer, questions)
    page = awaited_page()
    crumbs = [(_("The programme"), reverse("programme:front"))]
    if page.parent is not None:
        crumbs.append((page.parent.name, page.parent.get_absolute_url()))
    return ComposedNode(
        page=page,
        sections=tuple(section for sections in awaited for section in sections()),
        crumbs=tuple(crumbs),
        work_url=reverse("programme:work", args=[key]),
    )


def composed_partnership(key: str, *, viewer: Viewer) -> PartnershipPage:
    """The partnership of a node that ``viewer`` may see; 404 where it has none."""
    node = permissions.nodes.get(viewer, key=key)
    found = Partnership.objects.filter(node=node).select_related("node", "chair").first()
    if found is None:
        raise Http404
    return programme_queries.partnership_page(
        found,
        viewer=viewer,
        indicators=plan_queries.indicators_as_evidence(node, viewer),
        meetings=group_sections.meetings_as_evidence(node, viewer),
    )


def _awaited_sections(
    node: Node, viewer: Viewer, questions: Questions
) -> tuple[Callable[[], tuple[RelatedSection, ...]], ...]:
    """What each part of the site has; a part without anything to say says nothing."""
    one_each = (
        plan_queries.node_section(node, viewer, questions),
        event_queries.node_section(node, viewer, questions),
        selection_queries.node_section(node, viewer, questions),
        page_queries.node_section(node, viewer, questions),
    )
    return (
        group_sections.group_sections(node, viewer, questions),
        lambda: tuple(section() for section in one_each),
    )
