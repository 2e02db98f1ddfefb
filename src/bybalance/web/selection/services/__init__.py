"""Everything that changes a selection; each step is logged in its own transaction."""

from __future__ import annotations

from bybalance.web.selection.services.demo import load_demo_selection
from bybalance.web.selection.services.refusal import Refused
from bybalance.web.selection.services.requests import make_run, request_run
from bybalance.web.selection.services.runs import (
    comment,
    publish,
    run_selection,
    withdraw,
)
from bybalance.web.selection.services.scoring import (
    close_scoring,
    declare_conflict,
    hand_in,
    lift_conflict,
    reopen_scoring,
    save_scores,
    take_back,
)
from bybalance.web.selection.services.setup import (
    add_candidate,
    appoint_assessor,
    change_cost,
    change_settings,
    create_selection,
    dismiss_assessor,
    open_scoring,
    remove_candidate,
    remove_criterion,
    save_criterion,
)
from bybalance.web.selection.services.weights import set_weights

__all__ = [
    "Refused",
    "add_candidate",
    "appoint_assessor",
    "change_cost",
    "change_settings",
    "close_scoring",
    "comment",
    "create_selection",
    "declare_conflict",
    "dismiss_assessor",
    "hand_in",
    "lift_conflict",
    "load_demo_selection",
    "make_run",
    "open_scoring",
    "publish",
    "remove_candidate",
    "remove_criterion",
    "reopen_scoring",
    "request_run",
    "run_selection",
    "save_criterion",
    "save_scores",
    "set_weights",
    "take_back",
    "withdraw",
]
