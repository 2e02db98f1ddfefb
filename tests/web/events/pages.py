"""What a page says, with ordinary spaces."""

from __future__ import annotations

import re

from django.http import HttpResponse


def said(answer: HttpResponse) -> str:
    """The page with every kind of space as one, and hours that stay on one line as plain text."""
    page = answer.content.decode()
    plain = re.sub(r'<span class="unbroken">([^<]*)</span>', r"\1", page)
    return re.sub(r"\s+", " ", plain)
