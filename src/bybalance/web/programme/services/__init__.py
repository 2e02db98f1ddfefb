"""Everything that changes the programme; each step is logged in its own transaction."""

from __future__ import annotations

from bybalance.web.programme.services.campaign import load_campaign
from bybalance.web.programme.services.nodes import (
    HasChildren,
    Part,
    publish_node,
    remove_node,
    remove_part,
    restore_node,
    restore_part,
    save_node,
    save_part,
    save_partnership,
    unpublish_node,
)

__all__ = [
    "HasChildren",
    "Part",
    "load_campaign",
    "publish_node",
    "remove_node",
    "remove_part",
    "restore_node",
    "restore_part",
    "save_node",
    "save_part",
    "save_partnership",
    "unpublish_node",
]
