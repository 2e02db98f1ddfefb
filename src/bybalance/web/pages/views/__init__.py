"""Files behind a check, and feeds; the pages themselves are served by Wagtail."""

from __future__ import annotations

from bybalance.web.pages.views.feeds import news_atom, news_rss, podcast
from bybalance.web.pages.views.files import picture, recording

__all__ = ["news_atom", "news_rss", "picture", "podcast", "recording"]
