"""What people fill in about plans."""

from __future__ import annotations

from bybalance.web.plans.forms.parts import PARTS, IndicatorForm, PartForm, PartKind, part_kind
from bybalance.web.plans.forms.plans import (
    DutiesForm,
    PlanDetailsForm,
    PlansFilterForm,
    PublishForm,
)

__all__ = [
    "PARTS",
    "DutiesForm",
    "IndicatorForm",
    "PartForm",
    "PartKind",
    "PlanDetailsForm",
    "PlansFilterForm",
    "PublishForm",
    "part_kind",
]
