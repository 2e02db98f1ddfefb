"""What the public pages, the feeds and other parts of the site read of the editorial pages."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.http import Http404
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.images import get_image_model
from wagtail.models import Page, ReferenceIndex

from bybalance.model import formatting
from bybalance.web.areas.models import Area
from bybalance.web.pages import permissions
from bybalance.web.pages.models import (
    AreaTextPage,
    ArticlePage,
    CampaignTextPage,
    HomePage,
    IdeaPage,
    NewsPage,
    PodcastEpisodePage,
    PodcastSeriesPage,
    PublicationPage,
    TextPage,
)
from bybalance.web.programme.models import Node
from bybalance.web.shared.access import Viewer
from bybalance.web.shared.related import Awaited, RelatedLink, RelatedSection
from bybalance.web.shared.together import Questions

#: Kinds of pages that are tied to areas, in the order in which a section lists them.
TIED_KINDS: tuple[type[TextPage], ...] = (
    ArticlePage,
    NewsPage,
    PublicationPage,
    PodcastEpisodePage,
    IdeaPage,
    CampaignTextPage,
)
#: How many of each kind a section of another page shows.
SHOWN_IN_A_SECTION = 10


def published(kind: type[models.Model], *, language: str = "") -> models.QuerySet[Page]:
    """The published pages of one kind, in the reader's language or the one given."""
    pages: models.QuerySet[Page] = kind.objects.live()  # type: ignore[attr-defined]
    return pages.filter(
        permissions.is_open_to_all(), locale__language_code=language or get_language()
    )


def address_of(page: Page) -> str:
    """The address of a page in its own language; Wagtail's own way asks the cache for each."""
    with translation.override(page.locale.language_code):
        return reverse("wagtail_serve", args=["/".join(page.url_path.split("/")[2:])])


def front_text() -> HomePage | None:
    """What editors say on the front page in the reader's language."""
    found: HomePage | None = published(HomePage).first()
    return found


def newest_news(*, most: int = 30) -> models.QuerySet[Page]:
    """Published news in the reader's language, newest first."""
    return published(NewsPage).order_by("-published_on", "-id")[:most]


def series_with_feed(page_id: int) -> PodcastSeriesPage:
    """A published series that has a feed: one with a cover; otherwise 404."""
    found: PodcastSeriesPage | None = (
        PodcastSeriesPage.objects.live().public().filter(pk=page_id).exclude(artwork=None).first()
    )
    if found is None:
        raise Http404
    return found


def cover_of(series: PodcastSeriesPage) -> Any:
    """The cover as JPEG, which every podcast program can show."""
    if series.artwork is None:
        raise Http404
    return series.artwork.get_rendition("original|format-jpeg")


def episodes_in_feed(series: PodcastSeriesPage) -> list[PodcastEpisodePage]:
    """Published episodes with a recording of ours and a known day, newest first."""
    episodes = series.published_episodes().exclude(recording="").exclude(aired_at=None)
    return list(episodes.order_by("-aired_at", "-id"))


def recording(page_id: int, *, seen_by: Viewer) -> PodcastEpisodePage:
    """The episode whose recording ``seen_by`` may hear; 404 when absent or hidden, alike."""
    episode: PodcastEpisodePage = permissions.episodes.get(seen_by, pk=page_id)
    if not episode.recording:
        raise Http404
    return episode


def picture_file(name: str, *, seen_by: Viewer) -> tuple[models.Model, bool]:
    """The picture (or a size of it) stored as ``name``, and whether everyone may see it.

    A picture is public while a published page shows it; until then only editors see it.
    """
    picture_model = get_image_model()
    found = picture_model.objects.filter(file=name).first()
    picture = found
    if found is None:
        found = picture_model.get_rendition_model().objects.filter(file=name).first()
        picture = found.image if found else None
    if found is None or picture is None:
        raise Http404
    if is_on_a_published_page(picture):
        return found, True
    if not permissions.is_editor(seen_by):
        raise Http404
    return found, False


def is_on_a_published_page(picture: models.Model) -> bool:
    """Whether a published page refers to ``picture``."""
    users = ReferenceIndex.objects.filter(
        to_content_type=ContentType.objects.get_for_model(picture), to_object_id=str(picture.pk)
    )
    kinds = list(ContentType.objects.get_for_models(*_page_kinds()).values())
    keys = users.filter(content_type__in=kinds).values_list("object_id", flat=True)
    return bool(Page.objects.live().public().filter(pk__in=[int(key) for key in keys]).exists())


def _page_kinds() -> list[type[models.Model]]:
    return [PodcastSeriesPage, AreaTextPage, HomePage, *TIED_KINDS]


def area_section(area: Area, viewer: Viewer, questions: Questions) -> Awaited:
    """Texts, news, publications and episodes about an area, for its page."""
    asked = [
        questions.add(_for_section(AreaTextPage, area=area)),
        *(questions.add(_for_section(kind, areas=area)) for kind in TIED_KINDS),
    ]
    return lambda: RelatedSection(
        key="texts",
        heading=_("Texts and publications"),
        links=tuple(_link(page) for pages in asked for page in pages),
    )


def node_section(node: Node, viewer: Viewer, questions: Questions) -> Awaited:
    """What editors have written about a part of the programme, for its page."""
    texts = questions.add(_for_section(CampaignTextPage, node=node))
    return lambda: RelatedSection(
        key="texts", heading=_("Texts"), links=tuple(_link(page) for page in texts)
    )


def _for_section(kind: type[TextPage], **tied: models.Model) -> models.QuerySet[Any]:
    """The newest published pages of a kind that are tied to something, without their long text."""
    found = published(kind).filter(**tied).order_by("-first_published_at", "-pk")
    return found.defer_streamfields()[:SHOWN_IN_A_SECTION]  # type: ignore[attr-defined,no-any-return]


def _link(page: TextPage) -> RelatedLink:
    return RelatedLink(
        label=page.title, url=page.url, note=note_of(page), is_invented=page.is_invented
    )


def note_of(page: Page) -> str:
    """The kind of a page and its date or year, in one line."""
    kind = str(page._meta.verbose_name)
    parts = [kind[:1].upper() + kind[1:], date_of(page)]
    return ", ".join(part for part in parts if part)


def date_of(page: Page) -> str:
    """The date or year of a page, where it has one."""
    if isinstance(page, PublicationPage):
        return str(page.year or "")
    day = getattr(page, "shown_on", None)
    if not day:
        return ""
    return formatting.long_date(day, language=formatting.language_of(get_language() or "da"))
