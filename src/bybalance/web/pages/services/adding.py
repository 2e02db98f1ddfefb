"""Adding a published page below another, once."""

from __future__ import annotations

from typing import Any, TypeVar

from wagtail.models import Page

P = TypeVar("P", bound=Page)


def add_once(parent: Page, page: P, *, areas: list[Any] | None = None) -> bool:
    """Add and publish ``page``, unless one with its word of the address is there already."""
    if parent.get_children().filter(slug=page.slug).exists():
        return False
    page.locale = parent.locale
    parent.add_child(instance=page)
    if areas:
        page.areas.set(areas)
    page.save_revision().publish()
    return True
