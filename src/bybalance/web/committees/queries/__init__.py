"""What the pages about groups and meetings read; every question asks the permission policies."""

from __future__ import annotations

from bybalance.web.committees.queries.related import area_section

__all__ = ["area_section"]
