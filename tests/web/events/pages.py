"""What a page says, with ordinary spaces."""

from __future__ import annotations

import re

from django.http import HttpResponse


def said(answer: HttpResponse) -> str:
    """The page's text with every kind of space as one."""
    return re.sub(r"\s+", " ", answer.content.decode())
