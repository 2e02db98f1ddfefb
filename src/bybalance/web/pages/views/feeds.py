"""News as RSS and Atom, and a podcast feed as directories of podcasts want it."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed, Enclosure, Rss201rev2Feed, SyndicationFeed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bybalance.web.pages import blocks, queries
from bybalance.web.pages.models import NewsPage, PodcastEpisodePage, PodcastSeriesPage
from bybalance.web.shared import access

ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"


class NewsRss(Feed):  # type: ignore[type-arg]
    """The newest published news in the language of the address."""

    feed_type: type[SyndicationFeed] = Rss201rev2Feed

    def title(self) -> str:
        return _("News from Bybalance")

    def description(self) -> str:
        return _("What happens in the programme.")

    def link(self) -> str:
        return reverse("front")

    def feed_url(self) -> str:
        return reverse("pages:news_rss")

    def items(self) -> list[NewsPage]:
        return list(queries.newest_news())

    def item_title(self, item: NewsPage) -> str:
        return f"{item.title} ({_('invented')})" if item.is_invented else item.title

    def item_description(self, item: NewsPage) -> str:
        return item.intro

    def item_link(self, item: NewsPage) -> str:
        address: str = item.url
        return address

    def item_guid(self, item: NewsPage) -> str:
        return f"urn:uuid:{item.translation_key}:{item.locale.language_code}"

    item_guid_is_permalink = False

    def item_pubdate(self, item: NewsPage) -> datetime:
        return timezone.make_aware(datetime.combine(item.published_on, time(12)))

    def item_updateddate(self, item: NewsPage) -> datetime | None:
        changed: datetime | None = item.last_published_at
        return changed


class NewsAtom(NewsRss):
    """The same as Atom."""

    feed_type = Atom1Feed
    subtitle = NewsRss.description

    def feed_url(self) -> str:
        return reverse("pages:news_atom")


@access.public
@require_safe
def news_rss(request: HttpRequest) -> HttpResponse:
    """Published news as RSS."""
    return NewsRss()(request)


@access.public
@require_safe
def news_atom(request: HttpRequest) -> HttpResponse:
    """Published news as Atom."""
    return NewsAtom()(request)


class PodcastFeed(Rss201rev2Feed):
    """RSS with the elements that podcast programs add to it."""

    content_type = "application/rss+xml; charset=utf-8"

    def rss_attributes(self) -> dict[str, str]:
        return {**super().rss_attributes(), "xmlns:itunes": ITUNES}

    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)
        own = self.feed
        handler.addQuickElement("itunes:author", own["publisher"])
        handler.addQuickElement("itunes:summary", own["description"])
        handler.addQuickElement("itunes:type", "episodic")
        handler.addQuickElement("itunes:explicit", own["explicit"])
        handler.addQuickElement("itunes:image", attrs={"href": own["artwork"]})
        handler.startElement("image", {})
        for name, text in (
            ("url", own["artwork"]), ("title", own["title"]), ("link", own["link"]),
        ):  # fmt: skip
            handler.addQuickElement(name, text)
        handler.endElement("image")
        handler.startElement("itunes:category", {"text": "Society & Culture"})
        handler.addQuickElement("itunes:category", attrs={"text": "Places & Travel"})
        handler.endElement("itunes:category")
        if own["contact_email"]:
            handler.startElement("itunes:owner", {})
            handler.addQuickElement("itunes:name", own["publisher"])
            handler.addQuickElement("itunes:email", own["contact_email"])
            handler.endElement("itunes:owner")

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        handler.addQuickElement("itunes:title", item["title"])
        handler.addQuickElement("itunes:duration", str(item["length_s"]))
        handler.addQuickElement("itunes:explicit", item["explicit"])
        handler.addQuickElement("itunes:episodeType", "full")
        if item["episode_number"]:
            handler.addQuickElement("itunes:episode", str(item["episode_number"]))


@access.public
@require_safe
def podcast(request: HttpRequest, page_id: int) -> HttpResponse:
    """The feed of a published series that has a cover."""
    series = queries.series_with_feed(page_id)
    feed = _feed_of(series, request)
    for episode in queries.episodes_in_feed(series):
        _add_episode(feed, episode, request)
    return HttpResponse(feed.writeString("utf-8"), content_type=PodcastFeed.content_type)


def _feed_of(series: PodcastSeriesPage, request: HttpRequest) -> PodcastFeed:
    artwork = queries.cover_of(series)
    return PodcastFeed(
        title=series.title,
        link=request.build_absolute_uri(series.url),
        description=series.intro,
        language=series.locale.language_code,
        feed_url=request.build_absolute_uri(),
        publisher=series.publisher,
        contact_email=series.contact_email,
        artwork=request.build_absolute_uri(artwork.url),
        explicit=_yes_or_no(series.is_explicit),
    )


def _add_episode(feed: PodcastFeed, episode: PodcastEpisodePage, request: HttpRequest) -> None:
    address = reverse("pages:recording", args=[episode.pk])
    feed.add_item(
        title=f"{episode.title} ({_('invented')})" if episode.is_invented else episode.title,
        link=request.build_absolute_uri(episode.url),
        description=_notes(episode),
        pubdate=episode.aired_at,
        unique_id=f"urn:uuid:{episode.guid}",
        unique_id_is_permalink=False,
        enclosures=[
            Enclosure(
                request.build_absolute_uri(address),
                str(episode.recording_bytes),
                episode.content_type_of_recording,
            )
        ],
        length_s=episode.length_s,
        explicit=_yes_or_no(episode.is_explicit),
        episode_number=episode.episode_number,
    )


def _notes(episode: PodcastEpisodePage) -> str:
    """The introduction, then each chapter with its time, which many programs turn into links."""
    chapters = [
        f"{blocks.clock_of(second)} {chapter['title']}" for second, chapter in episode.chapter_list
    ]
    return "\n".join([episode.intro or episode.title, *chapters])


def _yes_or_no(value: bool) -> str:
    return "true" if value else "false"
