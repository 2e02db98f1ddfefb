"""Small notes beside links to editorial pages, and times of a recording."""

from __future__ import annotations

from django import template
from wagtail.models import Page

from bybalance.web.pages import blocks, queries

register = template.Library()


@register.filter
def page_note(page: Page) -> str:
    return queries.note_of(page)


@register.filter
def page_date(page: Page) -> str:
    return queries.date_of(page)


@register.filter
def clock(seconds: int) -> str:
    return blocks.clock_of(seconds)
