"""A part of the programme to be worked on: every row that hangs on it, also what was removed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bybalance.web.programme.models import (
    Commitment,
    CommunicationEntry,
    Document,
    Fund,
    FundTerm,
    KeyFigure,
    Node,
    PartnerRole,
    Partnership,
    Reference,
    Statement,
)
from bybalance.web.programme.queries import words
from bybalance.web.shared.together import Questions


@dataclass(frozen=True)
class PartKind:
    """A kind of row that hangs on a node: its name in addresses and its words."""

    slug: str
    model: type[Any]
    heading: str | Promise
    add_label: str | Promise
    edit_label: str | Promise
    of_partnership: bool = False

    def rows_of(self, node: Node) -> QuerySet[Any]:
        """Every row of ``node``, removed or not."""
        rows: QuerySet[Any] = self.model.with_removed.all()
        if self.model is FundTerm:
            return rows.filter(fund__node=node).select_related("fund")
        if self.model is PartnerRole:
            of_node = Q(node=node) | Q(area__in=node.areas.all())
            return rows.filter(of_node).select_related("organisation", "area")
        if self.of_partnership:
            return rows.filter(partnership__node=node).select_related("partnership__node")
        return rows.filter(node=node)


PARTS = {
    kind.slug: kind
    for kind in (
        PartKind("partners", PartnerRole, _("Partners"), _("Add a partner"), _("Change a partner")),
        PartKind(
            "sentences",
            Statement,
            _("Aims, approach and other sentences"),
            _("Add a sentence"),
            _("Change a sentence"),
        ),
        PartKind(
            "figures", KeyFigure, _("Key figures"), _("Add a key figure"), _("Change a key figure")
        ),
        PartKind(
            "documents", Document, _("Documents"), _("Add a document"), _("Change a document")
        ),
        PartKind(
            "references", Reference, _("References"), _("Add a reference"), _("Change a reference")
        ),
        PartKind("funds", Fund, _("Funds"), _("Add a fund"), _("Change a fund")),
        PartKind("terms", FundTerm, _("Terms of the funds"), _("Add a term"), _("Change a term")),
        PartKind(
            "commitments",
            Commitment,
            _("Commitments of the parties"),
            _("Add a commitment"),
            _("Change a commitment"),
            of_partnership=True,
        ),
        PartKind(
            "communication",
            CommunicationEntry,
            _("Communication log"),
            _("Add a line to the log"),
            _("Change a line of the log"),
            of_partnership=True,
        ),
    )
}


@dataclass(frozen=True)
class PartRow:
    """A row on the page where a node is worked on."""

    pk: int
    text: str
    note: str
    is_removed: bool


@dataclass(frozen=True)
class PartGroup:
    """The rows of one kind; ``can_add`` is false where what they hang on is missing."""

    kind: PartKind
    rows: tuple[PartRow, ...]
    can_add: bool


@dataclass(frozen=True)
class WorkPage:
    """Everything that hangs on a node."""

    node: Node
    groups: tuple[PartGroup, ...]
    has_partnership: bool


def work_page(node: Node) -> WorkPage:
    """What hangs on ``node``, kind by kind."""
    has_partnership = Partnership.objects.filter(node=node).exists()
    questions = Questions()
    asked = {slug: questions.add(kind.rows_of(node)) for slug, kind in PARTS.items()}
    rows = {slug: tuple(_row(row) for row in answer) for slug, answer in asked.items()}
    has_fund = any(not row.is_removed for row in rows["funds"])
    return WorkPage(
        node=node,
        groups=tuple(
            PartGroup(
                kind=kind,
                rows=rows[slug],
                can_add=(has_partnership or not kind.of_partnership)
                and (has_fund or kind.model is not FundTerm),
            )
            for slug, kind in PARTS.items()
        ),
        has_partnership=has_partnership,
    )


def _row(row: Any) -> PartRow:
    note = row.get_kind_display() if hasattr(row, "get_kind_display") else ""
    if isinstance(row, PartnerRole) and row.area:
        note = row.area.name
    text = str(row)
    if isinstance(row, KeyFigure):
        text = " ".join(
            part for part in (row.qualifier, words.number(row.number), row.unit, text) if part
        )
    return PartRow(row.pk, text, str(note), is_removed=row.removed_at is not None)


def removed_nodes() -> QuerySet[Node]:
    """Parts of the programme that have been removed, newest first."""
    return Node.with_removed.exclude(removed_at=None).order_by("-removed_at")
