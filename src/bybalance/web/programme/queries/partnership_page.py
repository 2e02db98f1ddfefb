"""A partnership by the five conditions of collective impact: what is in place, and what is missing.

The conditions are those of Kania and Kramer (FSG, 2011), as Realdania puts them: a common agenda
with concrete goals, shared measurement, committing activities, frequent and open communication, a
common secretariat. A condition is in place when there is evidence on this site, never because
somebody says so.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bybalance.web.programme import permissions
from bybalance.web.programme.models import (
    Commitment,
    CommunicationEntry,
    Node,
    PartnerRole,
    Partnership,
    Statement,
)
from bybalance.web.programme.queries import words
from bybalance.web.shared.access import Viewer
from bybalance.web.shared.tables import Cell, Column, Table


@dataclass(frozen=True)
class Evidence:
    """Something that shows a condition to be in place; ``url`` leads to it.

    ``lacks`` says in sentences what it would need to be whole.
    """

    text: str
    url: str = ""
    lacks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Condition:
    """One of the five conditions: what shows it to be in place, and what is missing."""

    key: str
    heading: str
    meaning: str
    evidence: tuple[Evidence, ...]
    missing: tuple[str, ...]
    table: Table | None = None

    @property
    def state(self) -> str:
        """``in_place`` with nothing missing, ``missing`` without evidence, else ``partly``."""
        if not self.evidence:
            return "missing"
        return "partly" if self.missing else "in_place"

    @property
    def state_sign(self) -> str:
        """The sign beside the words: what is in place is calm, what is missing stands out."""
        return {"in_place": "not-met", "partly": "unknown", "missing": "met"}[self.state]

    @property
    def state_text(self) -> str:
        """The state in words."""
        return {
            "in_place": _("In place"),
            "partly": _("Partly in place"),
            "missing": _("Not in place"),
        }[self.state]


@dataclass(frozen=True)
class PartnershipPage:
    """The five conditions of one partnership."""

    partnership: Partnership
    sentence: str
    conditions: tuple[Condition, ...]
    may_edit: bool


def partnership_page(
    partnership: Partnership,
    *,
    viewer: Viewer,
    indicators: Iterable[Evidence] = (),
    meetings: Iterable[Evidence] = (),
) -> PartnershipPage:
    """The page of a partnership; what the parts of the site above know of it is given.

    ``indicators`` show that the parties measure together, ``meetings`` that they talk.
    """
    node = partnership.node
    conditions = (
        _common_agenda(partnership),
        _shared_measurement(tuple(indicators)),
        _activities(partnership),
        _communication(partnership, tuple(meetings)),
        _backbone(partnership),
    )
    in_place = sum(one.state == "in_place" for one in conditions)
    return PartnershipPage(
        partnership=partnership,
        sentence=ngettext(
            "%(count)d of the five conditions for working together is in place, as far as this "
            "site shows.",
            "%(count)d of the five conditions for working together are in place, as far as this "
            "site shows.",
            in_place,
        )
        % {"count": in_place},
        conditions=conditions,
        may_edit=permissions.may_edit_node(viewer, node).allowed,
    )


def _common_agenda(partnership: Partnership) -> Condition:
    kinds = (Statement.Kind.GOAL, Statement.Kind.AIM)
    goals = list(partnership.node.statements.filter(kind__in=kinds))
    evidence = [Evidence(str(goal), url=f"{partnership.node.get_absolute_url()}#aims")
                for goal in goals]  # fmt: skip
    if partnership.agenda:
        evidence.insert(0, Evidence(partnership.agenda))
    missing = []
    if not goals:
        missing.append(_("No goal is written down."))
    if not partnership.agenda and not any(one.kind == Statement.Kind.GOAL for one in goals):
        missing.append(_("The parties have not written an agenda or goals of their own together."))
    return Condition(
        key="agenda",
        heading=_("A common agenda"),
        meaning=_("The parties agree on the problem and on concrete goals."),
        evidence=tuple(evidence),
        missing=tuple(missing),
    )


def _shared_measurement(indicators: tuple[Evidence, ...]) -> Condition:
    return Condition(
        key="measurement",
        heading=_("Shared measurement"),
        meaning=_("The parties follow the same figures, with a baseline and a target."),
        evidence=indicators,
        missing=tuple(text for one in indicators for text in one.lacks)
        if indicators
        else (_("No indicator is tied to the goals."),),
    )


def _activities(partnership: Partnership) -> Condition:
    rows = list(partnership.commitments.select_related("organisation"))
    parties = _parties(partnership.node)
    promising = {row.organisation_id for row in rows if row.status != Commitment.Status.DROPPED}
    silent = [role.organisation.name for role in parties if role.organisation_id not in promising]
    missing = []
    if rows and silent:
        names = ", ".join(dict.fromkeys(silent))
        missing.append(_("No commitment from: %(names)s.") % {"names": names})
    if not rows:
        missing.append(_("No party has written down what it commits itself to."))
    return Condition(
        key="activities",
        heading=_("Activities that strengthen one another"),
        meaning=_("Each party has said what it will do, and does it."),
        evidence=tuple(
            Evidence(f"{row.organisation.name}: {row.text} ({row.get_status_display()})")
            for row in rows
            if row.status != Commitment.Status.DROPPED
        ),
        missing=tuple(missing),
    )


def _parties(node: Node) -> list[PartnerRole]:
    roles = PartnerRole.objects.filter(Q(node=node) | Q(area__in=node.areas.all()))
    return list(
        roles.filter(role__in=(PartnerRole.Role.OWNER, PartnerRole.Role.PARTNER)).select_related(
            "organisation"
        )
    )


def _communication(partnership: Partnership, meetings: tuple[Evidence, ...]) -> Condition:
    rows = list(partnership.communication.all())
    evidence = list(meetings)
    if rows:
        evidence.append(
            Evidence(
                ngettext(
                    "%(count)d line in the communication log",
                    "%(count)d lines in the communication log",
                    len(rows),
                )
                % {"count": len(rows)}
            )
        )
    return Condition(
        key="communication",
        heading=_("Frequent and open communication"),
        meaning=_("The parties meet, and tell one another and others what happens."),
        evidence=tuple(evidence),
        missing=() if rows else (_("Nothing is written in the communication log."),),
        table=_log_table(rows) if rows else None,
    )


def _log_table(rows: list[CommunicationEntry]) -> Table:
    return Table(
        caption=_("Communication log"),
        columns=(
            Column(_("Date")),
            Column(_("How")),
            Column(_("What about")),
            Column(_("To whom")),
        ),
        rows=tuple(
            (
                Cell(words.day(row.on)),
                Cell(row.get_channel_display()),
                Cell(row.subject),
                Cell(row.audience or "–"),
            )
            for row in rows
        ),
    )


def _backbone(partnership: Partnership) -> Condition:
    node = partnership.node
    secretariats = node.partner_roles.filter(role=PartnerRole.Role.SECRETARIAT)
    evidence = [
        Evidence(
            _("Secretariat: %(name)s") % {"name": role.organisation.name},
            url=role.organisation.get_absolute_url(),
        )
        for role in secretariats.select_related("organisation")
    ]
    missing = [] if evidence else [_("No secretariat is named.")]
    if partnership.chair:
        who = ": ".join(
            filter(None, (partnership.chair_note or _("Chair"), str(partnership.chair)))
        )
        evidence.append(Evidence(who))
    else:
        missing.append(_("No chair is named."))
    return Condition(
        key="backbone",
        heading=_("A secretariat with a chair"),
        meaning=_("Somebody has the time and the mandate to hold it together."),
        evidence=tuple(evidence),
        missing=tuple(missing),
    )
