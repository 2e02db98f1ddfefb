"""What the pages about selections read."""

from __future__ import annotations

from bybalance.web.selection.queries.case import (
    case_of,
    labels_of,
    missing_count,
    space_of,
    unscored_pairs,
    weighting_of,
)
from bybalance.web.selection.queries.initial import (
    conflicts_of,
    publish_initial,
    scores_initial,
    settings_initial,
    weights_initial,
)
from bybalance.web.selection.queries.outcome import (
    OutcomePage,
    area_section,
    node_section,
    outcome_page,
)
from bybalance.web.selection.queries.requests import run_request_page
from bybalance.web.selection.queries.results import RunPage, run_page
from bybalance.web.selection.queries.work import (
    IndexPage,
    SheetPage,
    WorkPage,
    criteria_of,
    index_page,
    scores_table,
    sheet_page,
    work_page,
)

__all__ = [
    "IndexPage",
    "OutcomePage",
    "RunPage",
    "SheetPage",
    "WorkPage",
    "area_section",
    "case_of",
    "conflicts_of",
    "criteria_of",
    "index_page",
    "labels_of",
    "missing_count",
    "node_section",
    "outcome_page",
    "publish_initial",
    "run_page",
    "run_request_page",
    "scores_initial",
    "scores_table",
    "settings_initial",
    "sheet_page",
    "space_of",
    "unscored_pairs",
    "weighting_of",
    "weights_initial",
    "work_page",
]
