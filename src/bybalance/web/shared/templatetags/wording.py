"""How words are set on a page."""

from __future__ import annotations

from django import template
from django.template.defaultfilters import stringfilter
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.filter
@stringfilter
def breakable(words: str) -> SafeString:
    """Words that may break after a slash, as the names of double areas must on a narrow page."""
    return mark_safe(conditional_escape(words).replace("/", "/<wbr>"))  # noqa: S308
