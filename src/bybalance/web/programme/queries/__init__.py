"""Everything that pages read of the programme."""

from __future__ import annotations

from bybalance.web.programme.queries.front import (
    area_partners,
    area_section,
    front_page,
    organisation_section,
)
from bybalance.web.programme.queries.node_page import NodePage, node_page
from bybalance.web.programme.queries.partnership_page import (
    Evidence,
    PartnershipPage,
    partnership_page,
)
from bybalance.web.programme.queries.work_page import PARTS, PartKind, removed_nodes, work_page

__all__ = [
    "PARTS",
    "Evidence",
    "NodePage",
    "PartKind",
    "PartnershipPage",
    "area_partners",
    "area_section",
    "front_page",
    "node_page",
    "organisation_section",
    "partnership_page",
    "removed_nodes",
    "work_page",
]
