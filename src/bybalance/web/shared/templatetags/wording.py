"""How words are set on a page."""

from __future__ import annotations

import re
from urllib.parse import unquote

from django import template
from django.template.defaultfilters import stringfilter
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

#: From when until when, as in "15.00–17.00": a line never ends at the dash.
_HOURS = re.compile(r"\d\d[.:]\d\d–\d\d[.:]\d\d")


@register.filter
@stringfilter
def readable_address(url: str) -> SafeString:
    """An address as people read it: without its protocol, with its own letters, and breakable."""
    bare = url.split("://", 1)[-1].removeprefix("www.").rstrip("/")
    return _broken(unquote(bare))


@register.filter
@stringfilter
def breakable(words: str) -> SafeString:
    """Words that may break after a slash, as the names of double areas must on a narrow page.

    Hours from when until when stay on one line.
    """
    return _broken(words)


def _broken(words: str) -> SafeString:
    open_slashes = conditional_escape(words).replace("/", "/<wbr>")
    return mark_safe(_HOURS.sub(r'<span class="unbroken">\g<0></span>', open_slashes))  # noqa: S308
