"""Writes of the atlas: orders, builds, releases."""

from __future__ import annotations

from bybalance.web.atlas.services.demo import load_demo_atlas
from bybalance.web.atlas.services.orders import carry_out, order_build
from bybalance.web.atlas.services.refusal import Refused
from bybalance.web.atlas.services.releases import (
    approve_release,
    publish_release,
    register_build,
    withdraw_release,
)

__all__ = [
    "Refused",
    "approve_release",
    "carry_out",
    "load_demo_atlas",
    "order_build",
    "publish_release",
    "register_build",
    "withdraw_release",
]
