"""The programme: nodes, who takes part in them, what is said of them, money and partnership."""

from __future__ import annotations

from bybalance.web.programme.models.content import Document, KeyFigure, Reference, Statement
from bybalance.web.programme.models.funds import Fund, FundTerm
from bybalance.web.programme.models.nodes import Node, PartnerRole
from bybalance.web.programme.models.partnerships import (
    Commitment,
    CommunicationEntry,
    Partnership,
)

__all__ = [
    "Commitment",
    "CommunicationEntry",
    "Document",
    "Fund",
    "FundTerm",
    "KeyFigure",
    "Node",
    "PartnerRole",
    "Partnership",
    "Reference",
    "Statement",
]
