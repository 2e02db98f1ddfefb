"""Everything that changes the programme; each step is logged in its own transaction."""

from __future__ import annotations

from bybalance.web.programme.services.campaign import load_campaign

__all__ = ["load_campaign"]
