"""What writes editorial pages beside their editors: the first tree, and what the demo shows."""

from __future__ import annotations

from bybalance.web.pages.services.campaign import load_campaign_pages
from bybalance.web.pages.services.demo import load_demo_pages
from bybalance.web.pages.services.layout import lay_out_site

__all__ = ["lay_out_site", "load_campaign_pages", "load_demo_pages"]
