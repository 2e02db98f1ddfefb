"""The front page, articles, news, publications, ideas and texts about areas and campaigns."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.blocks import PageChooserBlock
from wagtail.fields import StreamField
from wagtail.models import Page

from bybalance.web.areas.models import Area
from bybalance.web.pages.models.base import EditorialPage, TextPage
from bybalance.web.programme.models import Node


def today() -> date:
    """The day in Denmark."""
    return timezone.localdate()


class HomePage(EditorialPage):
    """What editors say on the front page, beside the figures that the site finds itself."""

    intro = models.TextField(
        _("introduction"),
        max_length=600,
        blank=True,
        help_text=_("Shown at the top of the front page, under the heading."),
    )
    highlights = StreamField(
        [("page", PageChooserBlock(label=_("Page")))],
        blank=True,
        max_num=4,
        verbose_name=_("highlighted pages"),
        help_text=_("At most four. A page that is not published is left out."),
    )

    content_panels: ClassVar = [
        *Page.content_panels,
        FieldPanel("intro"),
        FieldPanel("highlights"),
    ]
    parent_page_types: ClassVar = ["wagtailcore.Page"]
    template = "pages/home.html"

    class Meta:
        verbose_name = _("front page")

    def highlighted_pages(self) -> list[Page]:
        """Those of the highlighted pages that are published, in the editor's order."""
        wanted = [block.value.pk for block in self.highlights if block.value]
        found = Page.objects.live().public().filter(pk__in=wanted).specific().in_bulk()
        return [found[key] for key in wanted if key in found]


class ArticlePage(TextPage):
    """A longer text with its writer."""

    author = models.CharField(_("written by"), max_length=120, blank=True)
    written_on = models.DateField(_("date"), default=today)

    content_panels: ClassVar = [
        *TextPage.content_panels,
        FieldPanel("author"),
        FieldPanel("written_on"),
    ]
    parent_page_types: ClassVar = ["pages.HomePage"]
    subpage_types: ClassVar[list[str]] = []
    template = "pages/text.html"

    class Meta:
        verbose_name = _("article")

    @property
    def shown_on(self) -> date:
        return self.written_on


class NewsPage(TextPage):
    """A piece of news, in the list, the feeds and the newsletter."""

    published_on = models.DateField(_("date"), default=today)

    content_panels: ClassVar = [*TextPage.content_panels, FieldPanel("published_on")]
    parent_page_types: ClassVar = ["pages.NewsIndex"]
    subpage_types: ClassVar[list[str]] = []
    template = "pages/text.html"

    class Meta:
        verbose_name = _("piece of news")
        verbose_name_plural = _("news")

    @property
    def shown_on(self) -> date:
        return self.published_on


class PublicationPage(TextPage):
    """A report or another work: who made it, when, and where it is found."""

    authors = models.CharField(
        _("authors"), max_length=300, blank=True, help_text=_("With commas between.")
    )
    year = models.PositiveSmallIntegerField(
        _("year"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1800), MaxValueValidator(2200)],
    )
    publisher = models.CharField(_("publisher"), max_length=200, blank=True)
    address = models.URLField(_("address on the web"), max_length=500, blank=True)
    work_language = models.CharField(
        _("language of the work"),
        max_length=2,
        choices=(("da", _("Danish")), ("en", _("English"))),
        default="da",
    )
    topics = models.CharField(
        _("topics"), max_length=300, blank=True, help_text=_("With commas between.")
    )

    content_panels: ClassVar = [
        *TextPage.content_panels,
        FieldPanel("authors"),
        FieldPanel("year"),
        FieldPanel("publisher"),
        FieldPanel("address"),
        FieldPanel("work_language"),
        FieldPanel("topics"),
    ]
    parent_page_types: ClassVar = ["pages.PublicationIndex"]
    subpage_types: ClassVar[list[str]] = []
    template = "pages/publication.html"

    class Meta:
        verbose_name = _("publication")

    @property
    def topic_list(self) -> list[str]:
        """The topics one by one."""
        return [topic.strip() for topic in self.topics.split(",") if topic.strip()]


class IdeaPage(TextPage):
    """An idea of the catalogue: what could be done, and where it has been tried."""

    tried_in = models.CharField(_("tried in"), max_length=200, blank=True)

    content_panels: ClassVar = [*TextPage.content_panels, FieldPanel("tried_in")]
    parent_page_types: ClassVar = ["pages.IdeaIndex"]
    subpage_types: ClassVar[list[str]] = []
    template = "pages/text.html"

    class Meta:
        verbose_name = _("idea")


class AreaTextPage(TextPage):
    """What editors write about one housing area; the area's own page leads here."""

    area = models.ForeignKey(
        Area, on_delete=models.PROTECT, related_name="+", verbose_name=_("housing area")
    )

    content_panels: ClassVar = [
        *Page.content_panels,
        FieldPanel("area"),
        FieldPanel("intro"),
        FieldPanel("body"),
        FieldPanel("is_invented"),
    ]
    parent_page_types: ClassVar = ["pages.TextIndex"]
    subpage_types: ClassVar[list[str]] = []
    template = "pages/text.html"

    class Meta:
        verbose_name = _("text about an area")


class CampaignTextPage(TextPage):
    """What editors write about a campaign or another part of the programme."""

    node = models.ForeignKey(
        Node,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("part of the programme"),
    )

    content_panels: ClassVar = [
        *Page.content_panels,
        FieldPanel("node"),
        FieldPanel("intro"),
        FieldPanel("body"),
        FieldPanel("areas"),
        FieldPanel("is_invented"),
    ]
    parent_page_types: ClassVar = ["pages.TextIndex"]
    subpage_types: ClassVar[list[str]] = []
    template = "pages/text.html"

    class Meta:
        verbose_name = _("text about a campaign")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return {**context, "node": self.node if self.node.is_published else None}
