"""Periods in words."""

from __future__ import annotations

from datetime import date

from django import template

from bybalance.web.shared.periods import period_text

register = template.Library()


@register.simple_tag
def period(from_on: date | None, until_on: date | None) -> str:
    """The half-open period, its last day included; empty where neither end is known."""
    return period_text(from_on, until_on)
