"""Editorial pages, pictures and recordings; all of them about Balby."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.files.base import ContentFile
from PIL import Image as Pillow
from wagtail.images import get_image_model
from wagtail.models import Page

from bybalance.web.areas.models import Area
from bybalance.web.pages import services
from bybalance.web.pages.models import (
    NewsIndex,
    NewsPage,
    PodcastEpisodePage,
    PodcastIndex,
    PodcastSeriesPage,
    PublicationIndex,
    PublicationPage,
)

#: A few frames of silence as they begin in every MP3 file; enough for what is checked of it.
MP3 = b"ID3\x04\x00\x00\x00\x00\x00\x00" + b"\xff\xfb\x90\x00" + bytes(4000)


def picture_bytes(*, width: int = 60, height: int = 40, kind: str = "PNG") -> bytes:
    """A plain picture."""
    content = io.BytesIO()
    Pillow.new("RGB", (width, height), "#1f5f73").save(content, kind)
    return content.getvalue()


def picture(*, description: str = "Gavle i Balby", **size: int) -> Any:
    """A picture as an editor has uploaded it."""
    file = ContentFile(picture_bytes(**size), name="balby.png")
    return get_image_model().objects.create(title="Balby", description=description, file=file)


def news(
    *, live: bool = True, language: str = "da", areas: Iterable[Area] = (), **fields: Any
) -> NewsPage:
    """A piece of news in its list, published or still a draft."""
    services.lay_out_site()
    index = NewsIndex.objects.get(locale__language_code=language)
    given = {"title": "Nyt torv i Balby", "published_on": date(2026, 3, 1), **fields}
    return _under(index, NewsPage(**given), live=live, areas=areas)


def publication(*, live: bool = True, **fields: Any) -> PublicationPage:
    """A publication in its list."""
    services.lay_out_site()
    index = PublicationIndex.objects.get(locale__language_code="da")
    return _under(index, PublicationPage(**{"title": "Rapport om Balby", **fields}), live=live)


def series(*, live: bool = True, **fields: Any) -> PodcastSeriesPage:
    """A podcast series."""
    services.lay_out_site()
    index = PodcastIndex.objects.get(locale__language_code="da")
    given = {"title": "Balby i øret", "intro": "Om Balby.", "publisher": "Balby", **fields}
    return _under(index, PodcastSeriesPage(**given), live=live)


def episode(
    parent: PodcastSeriesPage, *, live: bool = True, recording: bytes = MP3, **fields: Any
) -> PodcastEpisodePage:
    """An episode with a recording, its length and its transcript."""
    given = {"title": "Torvet", "length": "12:30", "transcript": "Anna: Goddag.", **fields}
    page = PodcastEpisodePage(**given)
    if recording:
        page.recording.save("torvet.mp3", ContentFile(recording), save=False)
        page.recording_bytes = len(recording)
    return _under(parent, page, live=live)


def _under(parent: Page, page: Any, *, live: bool, areas: Iterable[Area] = ()) -> Any:
    page.live = live
    page.locale = parent.locale
    parent.refresh_from_db()
    parent.add_child(instance=page)
    if areas:
        page.areas.set(areas)
        page.save()
    revision = page.save_revision()
    if live:
        revision.publish()
    page.refresh_from_db()
    return page
