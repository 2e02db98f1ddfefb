"""Chart markup in a template."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.filter
def svg_markup(markup: str) -> SafeString:
    """Markup drawn by ``shared.charts``, which escapes everything it is given."""
    return mark_safe(markup)  # noqa: S308
