"""Everything that changes development plans; each step is logged in its own transaction."""

from __future__ import annotations

from bybalance.web.plans.services.campaign import load_campaign_plans
from bybalance.web.plans.services.demo import load_demo_plan
from bybalance.web.plans.services.parts import (
    NotRestored,
    remove_part,
    restore_part,
    save_indicator,
    save_part,
)
from bybalance.web.plans.services.plans import (
    NothingNew,
    PlanDetails,
    change_plan,
    make_plan,
    publish_version,
    withdraw_plan,
)

__all__ = [
    "NotRestored",
    "NothingNew",
    "PlanDetails",
    "change_plan",
    "load_campaign_plans",
    "load_demo_plan",
    "make_plan",
    "publish_version",
    "remove_part",
    "restore_part",
    "save_indicator",
    "save_part",
    "withdraw_plan",
]
