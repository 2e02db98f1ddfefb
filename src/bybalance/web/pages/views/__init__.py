"""Published pages, files behind a check, and feeds."""

from __future__ import annotations

from bybalance.web.pages.views.feeds import news_atom, news_rss, podcast
from bybalance.web.pages.views.files import picture, recording
from bybalance.web.pages.views.serving import serve

__all__ = ["news_atom", "news_rss", "picture", "podcast", "recording", "serve"]
