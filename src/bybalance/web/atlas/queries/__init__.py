"""Reads of the atlas: pages, maps, tables, tiles."""

from __future__ import annotations

from bybalance.web.atlas.queries.related import area_section

__all__ = ["area_section"]
