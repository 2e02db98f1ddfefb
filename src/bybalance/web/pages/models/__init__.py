"""Page types; each is a row of Wagtail's tree of pages and one of its own."""

from __future__ import annotations

from bybalance.web.pages.models.base import EditorialPage, TextPage
from bybalance.web.pages.models.indexes import (
    IdeaIndex,
    NewsIndex,
    PodcastIndex,
    PublicationIndex,
    TextIndex,
)
from bybalance.web.pages.models.podcast import PodcastEpisodePage, PodcastSeriesPage
from bybalance.web.pages.models.texts import (
    AreaTextPage,
    ArticlePage,
    CampaignTextPage,
    HomePage,
    IdeaPage,
    NewsPage,
    PublicationPage,
)

__all__ = [
    "AreaTextPage",
    "ArticlePage",
    "CampaignTextPage",
    "EditorialPage",
    "HomePage",
    "IdeaIndex",
    "IdeaPage",
    "NewsIndex",
    "NewsPage",
    "PodcastEpisodePage",
    "PodcastIndex",
    "PodcastSeriesPage",
    "PublicationIndex",
    "PublicationPage",
    "TextIndex",
    "TextPage",
]
