"""Pages that list the pages below them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest
from django.utils.translation import get_language_info, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from bybalance.web.pages.models.base import EditorialPage

PAGES_ON_A_PAGE = 50


@dataclass(frozen=True)
class LanguageLink:
    """The same list in another language, and how long it is there."""

    language: str
    label: str
    url: str


class IndexPage(EditorialPage):
    """A heading, an introduction, and the published pages below, in :attr:`listed_by` order."""

    intro = models.TextField(_("introduction"), max_length=500, blank=True)

    listed_by: ClassVar[tuple[str, ...]] = ("title",)
    #: Whether one can sign up for the newsletter on the page.
    offers_newsletter: ClassVar[bool] = False
    content_panels: ClassVar = [*Page.content_panels, FieldPanel("intro")]
    parent_page_types: ClassVar = ["pages.HomePage"]

    class Meta:
        abstract = True

    def published_pages(self) -> models.QuerySet[Any]:
        """The published pages below, as the list shows them."""
        [kind] = self.allowed_subpage_models()
        below: models.QuerySet[Any] = kind.objects.child_of(self).live().public()
        return below.select_related("locale").order_by(*self.listed_by)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        pages = Paginator(self.published_pages(), PAGES_ON_A_PAGE)
        return {
            **context,
            "listed": pages.get_page(request.GET.get("page")),
            "feeds": self.feeds(),
            "offers_newsletter": self.offers_newsletter,
            "elsewhere": [] if pages.count else self.elsewhere(request),
        }

    def elsewhere(self, request: HttpRequest) -> list[LanguageLink]:
        """The list in each other language in which something is published."""
        found = []
        for other in self.get_translations().live().select_related("locale"):
            count = other.published_pages().count()
            if not count:
                continue
            language = other.locale.language_code
            label = ngettext(
                "In %(language)s the list has %(count)d page",
                "In %(language)s the list has %(count)d pages",
                count,
            )
            told = {"language": get_language_info(language)["name_translated"], "count": count}
            found.append(LanguageLink(language, label % told, other.get_url(request)))
        return found

    def feeds(self) -> list[tuple[str, str]]:
        """Name of the route and label of each feed of what is listed."""
        return []


class NewsIndex(IndexPage):
    """All news, newest first."""

    listed_by = ("-published_on", "-id")
    offers_newsletter = True
    subpage_types: ClassVar = ["pages.NewsPage"]
    max_count_per_parent = 1
    template = "pages/index.html"

    class Meta:
        verbose_name = _("list of news")

    def feeds(self) -> list[tuple[str, str]]:
        return [("pages:news_rss", "RSS"), ("pages:news_atom", "Atom")]


class PublicationIndex(IndexPage):
    """All publications, newest first."""

    listed_by = ("-year", "title")
    subpage_types: ClassVar = ["pages.PublicationPage"]
    max_count_per_parent = 1
    template = "pages/index.html"

    class Meta:
        verbose_name = _("list of publications")


class IdeaIndex(IndexPage):
    """The catalogue of ideas."""

    subpage_types: ClassVar = ["pages.IdeaPage"]
    max_count_per_parent = 1
    template = "pages/index.html"

    class Meta:
        verbose_name = _("catalogue of ideas")


class TextIndex(IndexPage):
    """Where texts about areas and campaigns lie."""

    subpage_types: ClassVar = ["pages.AreaTextPage", "pages.CampaignTextPage"]
    max_count_per_parent = 1
    template = "pages/index.html"

    class Meta:
        verbose_name = _("list of texts")

    def published_pages(self) -> models.QuerySet[Any]:
        below: models.QuerySet[Any] = Page.objects.child_of(self).live().public().specific()
        return below.select_related("locale").order_by("title")


class PodcastIndex(IndexPage):
    """All podcast series."""

    subpage_types: ClassVar = ["pages.PodcastSeriesPage"]
    max_count_per_parent = 1
    template = "pages/index.html"

    class Meta:
        verbose_name = _("list of podcasts")
