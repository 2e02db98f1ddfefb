"""Files behind a check, and feeds; the pages themselves are served by Wagtail."""

from __future__ import annotations

from bybalance.web.pages.views.feeds import NewsAtom, NewsRss, podcast
from bybalance.web.pages.views.files import picture, recording

__all__ = ["NewsAtom", "NewsRss", "picture", "podcast", "recording"]
