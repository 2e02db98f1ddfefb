"""A part of the programme as a page: what it wants, where, with whom, and what is known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from bybalance.web.areas.models import Area, AreaName, AreaPart
from bybalance.web.directory.models import Organisation
from bybalance.web.programme import permissions
from bybalance.web.programme.models import (
    Document,
    Fund,
    FundTerm,
    KeyFigure,
    Node,
    PartnerRole,
    Reference,
    Statement,
)
from bybalance.web.programme.queries import words
from bybalance.web.shared import together
from bybalance.web.shared.access import Viewer
from bybalance.web.shared.periods import period_text
from bybalance.web.shared.related import RelatedLink
from bybalance.web.shared.tables import Cell, Column, Table
from bybalance.web.shared.together import Answer, Questions

#: Partners of an area that stand beside it in the table of areas, so not among the partners.
KINDS_BESIDE_THEIR_AREA = (
    Organisation.Kind.MUNICIPALITY,
    Organisation.Kind.HOUSING_ORGANISATION,
)


@dataclass(frozen=True)
class Figure:
    """A key figure as ``_key_figure.html`` shows it."""

    figure: str
    unit: str
    label: str
    as_of: str
    source_title: str
    source_url: str


@dataclass(frozen=True)
class FundPage:
    """A fund with what its sources say."""

    fund: Fund
    amount: str
    deadline: str
    eligibility: tuple[FundTerm, ...]
    examples: tuple[FundTerm, ...]


@dataclass(frozen=True)
class NodeContent:
    """What is said of one node; also shown inside the page of what followed it."""

    node: Node
    period: str
    figures: tuple[Figure, ...]
    statements: dict[str, list[Statement]]
    partners: Table | None
    documents: Table | None
    references: dict[str, list[Reference]]


@dataclass(frozen=True)
class NodePage:
    """Everything that the programme itself knows of a node."""

    content: NodeContent
    lead_figure: Figure | None
    parent: Node | None
    preceded_by: tuple[NodeContent, ...]
    followed_by: tuple[Node, ...]
    children: tuple[RelatedLink, ...]
    areas: Table | None
    funds: tuple[FundPage, ...]
    partnership_url: str
    may_edit: bool

    @property
    def other_figures(self) -> tuple[Figure, ...]:
        """The figures that do not stand large at the top."""
        return self.content.figures[1:] if self.lead_figure else self.content.figures


def node_page(node: Node, viewer: Viewer, questions: Questions) -> Callable[[], NodePage]:
    """The page of ``node``, for someone who may see it."""
    asked = _Asked.of(node, viewer, questions)
    return lambda: _node_page(node, asked, viewer)


def _node_page(node: Node, asked: _Asked, viewer: Viewer) -> NodePage:
    related = asked.related.rows
    before: list[Node] = [one for one in related if one.is_before]
    children: list[Node] = [one for one in related if one.parent_id == node.pk]
    areas = asked.areas_with_names()
    rows = asked.by_node()
    content = _content(node, rows, areas=areas, children=children)
    own_figures = rows.figures[node.pk]
    return NodePage(
        content=content,
        lead_figure=content.figures[0] if own_figures and own_figures[0].is_lead else None,
        parent=next((one for one in related if one.pk == node.parent_id), None),
        preceded_by=tuple(_content(one, rows) for one in before),
        followed_by=tuple(one for one in related if one.is_after),
        children=tuple(node_link(one) for one in children),
        areas=_areas_table(areas, rows.roles) if areas else None,
        funds=tuple(_fund_page(fund) for fund in rows.funds),
        partnership_url=_partnership_url(node),
        may_edit=permissions.may_edit_node(viewer, node).allowed,
    )


@dataclass(frozen=True)
class _Rows:
    """The rows of several nodes, each table asked once."""

    statements: dict[int, list[Statement]]
    figures: dict[int, list[KeyFigure]]
    documents: dict[int, list[Document]]
    references: dict[int, list[Reference]]
    roles: list[PartnerRole]
    funds: list[Fund]


@dataclass(frozen=True)
class _Asked:
    """Everything that the page of a node asks the database, in one go."""

    related: Answer[Any]
    areas: Answer[Area]
    names: Answer[AreaName]
    parts: Answer[AreaPart]
    statements: Answer[Statement]
    figures: Answer[KeyFigure]
    documents: Answer[Document]
    references: Answer[Reference]
    roles: Answer[PartnerRole]
    funds: Answer[Fund]
    terms: Answer[FundTerm]

    @classmethod
    def of(cls, node: Node, viewer: Viewer, questions: Questions) -> _Asked:
        """What belongs to the node and to what came before it; children's documents too."""
        visible = permissions.nodes.visible_to(viewer)
        earlier = Node.preceded_by.through.objects.filter(from_node=node).values("to_node")
        shown = Q(node=node) | Q(node__in=visible.filter(pk__in=earlier).values("pk"))
        children = Q(node__in=visible.filter(parent=node).values("pk"))
        here = Node.areas.through.objects.filter(node=node).values("area")
        roles = PartnerRole.objects.filter(shown | Q(area__in=here))
        parts = AreaPart.objects.filter(whole__in=here)
        return cls(
            related=questions.add(_related(node, viewer=viewer)),
            areas=questions.add(node.areas.select_related("municipality")),
            names=questions.add(AreaName.objects.filter(area__in=here)),
            parts=questions.add(parts.select_related("part")),
            statements=questions.add(Statement.objects.filter(shown)),
            figures=questions.add(KeyFigure.objects.filter(shown)),
            documents=questions.add(Document.objects.filter(shown | children)),
            references=questions.add(Reference.objects.filter(shown)),
            roles=questions.add(roles.select_related("organisation", "area")),
            funds=questions.add(Fund.objects.filter(node=node)),
            terms=questions.add(FundTerm.objects.filter(fund__node=node)),
        )

    def areas_with_names(self) -> list[Area]:
        """The areas, each with its other names and its parts."""
        together.attach(self.areas, "other_names", self.names, by="area_id")
        together.attach(self.areas, "parts", self.parts, by="whole_id")
        return self.areas.rows

    def by_node(self) -> _Rows:
        """The rows, by the node that they belong to."""
        together.attach(self.funds, "terms", self.terms, by="fund_id")
        return _Rows(
            statements=_by_node(self.statements),
            figures=_by_node(self.figures),
            documents=_by_node(self.documents),
            references=_by_node(self.references),
            roles=self.roles.rows,
            funds=self.funds.rows,
        )


def _by_node(rows: Iterable[Any]) -> dict[int, list[Any]]:
    grouped: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        grouped[row.node_id].append(row)
    return grouped


def _related(node: Node, *, viewer: Viewer) -> QuerySet[Node]:
    """Parent, children, what came before and after: those that ``viewer`` may see."""
    pairs = Node.preceded_by.through.objects
    before = Exists(pairs.filter(from_node=node, to_node=OuterRef("pk")))
    after = Exists(pairs.filter(from_node=OuterRef("pk"), to_node=node))
    found = permissions.nodes.visible_to(viewer)
    found = found.filter(Q(parent=node) | Q(pk=node.parent_id) | before | after)
    return found.annotate(is_before=before, is_after=after)


def _content(
    node: Node, rows: _Rows, *, areas: Iterable[Area] = (), children: Iterable[Node] = ()
) -> NodeContent:
    area_ids = {area.pk for area in areas}
    roles = [
        role
        for role in rows.roles
        if role.node_id == node.pk
        or (role.area_id in area_ids and role.organisation.kind not in KINDS_BESIDE_THEIR_AREA)
    ]
    documents = [one for owner in (node, *children) for one in rows.documents[owner.pk]]
    return NodeContent(
        node=node,
        period=period_text(node.from_on, node.until_on),
        figures=tuple(_figure(row) for row in rows.figures[node.pk]),
        statements=_by_kind(rows.statements[node.pk]),
        partners=partners_table(roles) if roles else None,
        documents=documents_table(documents) if documents else None,
        references=_by_kind(rows.references[node.pk]),
    )


def _by_kind(rows: Iterable[Any]) -> dict[str, list[Any]]:
    """Rows by kind, with an empty list for a kind that has none: a template may name any."""
    rows = list(rows)
    kinds = [*Statement.Kind.values, *Reference.Kind.values]
    return {kind: [row for row in rows if row.kind == kind] for kind in kinds}


def _figure(row: KeyFigure) -> Figure:
    figure = words.number(row.number)
    return Figure(
        figure=f"{row.qualifier} {figure}".strip(),
        unit=row.unit,
        label=row.label,
        as_of=_("As of %(day)s") % {"day": words.day(row.as_of_on)} if row.as_of_on else "",
        source_title=row.source_title,
        source_url=row.source_url,
    )


def node_link(node: Node) -> RelatedLink:
    """A node as a link with its kind, period and status."""
    facts = (
        node.get_kind_display(),
        period_text(node.from_on, node.until_on),
        str(node.get_status_display()).lower(),
        "" if node.is_published else _("draft"),
    )
    return RelatedLink(
        node.name, node.get_absolute_url(), ", ".join(filter(None, facts)), node.is_invented
    )


def partners_table(roles: Iterable[PartnerRole], *, here: Area | None = None) -> Table:
    """Who takes part as what, where (unless it is ``here``), when and with what."""
    table = Table(
        caption=_("Partners"),
        columns=(
            Column(_("Organisation")),
            Column(_("Role")),
            Column(_("Where")),
            Column(_("Period")),
            Column(_("Contribution")),
        ),
        rows=tuple(
            (
                Cell(
                    role.organisation.name,
                    url=role.organisation.get_absolute_url(),
                    note=_("invented") if role.organisation.is_invented else "",
                ),
                Cell(role.get_role_display()),
                Cell(role.area.name if role.area and role.area != here else "–"),
                Cell(words.period_of(role)),
                Cell(words.contribution(role) or "–"),
            )
            for role in sorted(roles, key=_partner_order)
        ),
    )
    return table.without_empty_columns()


def _partner_order(role: PartnerRole) -> tuple[bool, str, int, str]:
    """The node's own partners by role, then those of each area."""
    order = PartnerRole.Role.values.index(role.role)
    return (bool(role.area_id), role.area.name if role.area else "", order, role.organisation.name)


def documents_table(documents: Iterable[Document]) -> Table:
    """Documents, and for each whether it is here, elsewhere or only known by its name."""
    return Table(
        caption=_("Documents"),
        columns=(
            Column(_("Document")),
            Column(_("Kind")),
            Column(_("Belongs to")),
            Column(_("Where it is")),
        ),
        rows=tuple(
            (
                Cell(document.title, url=document_url(document)),
                Cell(document.get_kind_display()),
                Cell(document.belongs_to or "–"),
                Cell(_whereabouts(document)),
            )
            for document in sorted(documents, key=lambda one: (one.position, one.pk))
        ),
    )


def document_url(document: Document) -> str:
    """Where the document can be read; empty where only its name is known."""
    if document.file:
        return reverse("programme:document", args=[document.pk])
    return document.url


def _whereabouts(document: Document) -> str:
    if document.file:
        return _("Here, as a file")
    if document.url:
        return _("Elsewhere, at its address")
    if document.is_only_named:
        return _("Only named")
    return _("Read, but not kept here")


def _areas_table(areas: list[Area], roles: list[PartnerRole]) -> Table:
    return Table(
        caption=_("Housing areas"),
        columns=(
            Column(_("Housing area")),
            Column(_("Town")),
            Column(_("Municipality")),
            Column(_("Housing organisations")),
        ),
        rows=tuple(
            (
                Cell(area.name, url=area.get_absolute_url(), note=_area_note(area)),
                Cell(area.town or "–"),
                Cell(_partners_of(area, roles, municipal=True) or area.municipality.name),
                Cell(_partners_of(area, roles, municipal=False) or "–"),
            )
            for area in areas
        ),
    )


def _area_note(area: Area) -> str:
    parts = ", ".join(row.part.name for row in area.parts.all())
    names = ", ".join(row.name for row in area.other_names.all())
    notes = (
        _("invented") if area.is_invented else "",
        _("Also called %(names)s") % {"names": names} if names else "",
        _("Parts: %(parts)s") % {"parts": parts} if parts else "",
    )
    return ". ".join(filter(None, notes))


def _partners_of(area: Area, roles: list[PartnerRole], *, municipal: bool) -> str:
    wanted = Organisation.Kind.MUNICIPALITY if municipal else None
    kinds = {wanted} if wanted else {Organisation.Kind.HOUSING_ORGANISATION}
    return ", ".join(
        role.organisation.short_name or role.organisation.name
        for role in roles
        if role.area_id == area.pk and role.organisation.kind in kinds
    )


def _fund_page(fund: Fund) -> FundPage:
    terms = list(fund.terms.all())
    return FundPage(
        fund=fund,
        amount=words.kroner(fund.amount_oere),
        deadline=words.day(fund.deadline_on) if fund.deadline_on else _("Not stated"),
        eligibility=tuple(one for one in terms if one.kind == FundTerm.Kind.ELIGIBILITY),
        examples=tuple(one for one in terms if one.kind == FundTerm.Kind.EXAMPLE),
    )


def _partnership_url(node: Node) -> str:
    return reverse("partnership", args=[node.key]) if hasattr(node, "partnership") else ""
