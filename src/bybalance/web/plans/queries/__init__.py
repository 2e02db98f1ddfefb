"""Everything that pages read of development plans."""

from __future__ import annotations

from bybalance.web.plans.queries.budget import budget_page
from bybalance.web.plans.queries.duties import duties_page
from bybalance.web.plans.queries.effects import effects_page, indicator_page, indicators_table
from bybalance.web.plans.queries.lists import (
    area_section,
    comparison_table,
    node_section,
    plans_page,
)
from bybalance.web.plans.queries.map_page import map_page
from bybalance.web.plans.queries.plan_pages import follow_up_page, measures_page, overview
from bybalance.web.plans.queries.shared_measurement import indicators_as_evidence
from bybalance.web.plans.queries.shown import ShownPlan, shown_plan
from bybalance.web.plans.queries.timeline import timeline as timeline_page
from bybalance.web.plans.queries.versions import (
    difference_page,
    publish_page,
    removed_parts,
    versions_page,
)

__all__ = [
    "ShownPlan",
    "area_section",
    "budget_page",
    "comparison_table",
    "difference_page",
    "duties_page",
    "effects_page",
    "follow_up_page",
    "indicator_page",
    "indicators_as_evidence",
    "indicators_table",
    "map_page",
    "measures_page",
    "node_section",
    "overview",
    "plans_page",
    "publish_page",
    "removed_parts",
    "shown_plan",
    "timeline_page",
    "versions_page",
]
