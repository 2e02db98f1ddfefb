"""What all editorial pages share."""

from __future__ import annotations

from typing import Any, ClassVar
from urllib.parse import unquote

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.urls import resolve
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from bybalance.web.areas.models import Area
from bybalance.web.pages import blocks

#: The route by which published pages are served; any other route would hide a page.
PAGE_ROUTE = "wagtail_serve"


class EditorialPage(Page):
    """A page that editors write. Wagtail keeps its drafts, versions, workflow and history."""

    is_invented = models.BooleanField(
        _("invented"),
        default=False,
        help_text=_("Tick this for an example: the page then says that it is invented."),
    )

    show_in_menus_default = False
    #: A page is published or it is not; Wagtail's own pages for passwords and sign-in are left out.
    private_page_options: ClassVar[list[str]] = []
    promote_panels: ClassVar = [FieldPanel("slug"), FieldPanel("search_description")]

    class Meta:
        abstract = True

    def clean(self) -> None:
        """Refuse an address at which another page of the site is shown."""
        super().clean()
        if not self.slug:
            return
        try:
            address = self._address_to_be()
        except AttributeError:  # not yet in the tree, so without an address
            return
        if address and resolve(unquote(address)).url_name != PAGE_ROUTE:
            raise ValidationError(
                {"slug": _("Another page of the site has this address. Choose another word.")}
            )

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        line = self.get_ancestors(inclusive=True).filter(depth__gte=2).select_related("locale")
        above = [page for page in line if page.pk != self.pk and page.live]
        return {
            **context,
            "crumbs": [(page.title, page.get_url(request)) for page in above],
            "address_by_language": self._address_by_language(list(line), request),
        }

    def _address_by_language(self, line: list[Page], request: HttpRequest) -> dict[str, str]:
        """Where each other language has this page, or else the nearest page above it."""
        nearest_first = [page.translation_key for page in reversed(line)]
        others = (
            Page.objects.live()
            .filter(translation_key__in=nearest_first)
            .exclude(locale_id=self.locale_id)
            .select_related("locale")
        )
        found: dict[str, str] = {}
        for other in sorted(others, key=lambda page: nearest_first.index(page.translation_key)):
            found.setdefault(other.locale.language_code, other.get_url(request))
        return found

    def _address_to_be(self) -> str | None:
        """The address of this page with the slug it is about to get."""
        parent = self.get_parent()
        if parent is None or parent.is_root():
            return None
        with translation.override(self.locale.language_code):
            above = parent.specific.get_url_parts()
        return f"{above[2]}{self.slug}/" if above and above[2] else None


class TextPage(EditorialPage):
    """A page with an introduction and a text, tied to the areas that it is about."""

    intro = models.TextField(
        _("introduction"),
        max_length=500,
        blank=True,
        help_text=_("One or two sentences; also shown in lists, feeds and newsletters."),
    )
    body: StreamField = blocks.body_field()
    areas = ParentalManyToManyField(
        Area, blank=True, related_name="%(class)s_set", verbose_name=_("housing areas")
    )

    content_panels: ClassVar = [
        *Page.content_panels,
        FieldPanel("intro"),
        FieldPanel("body"),
        FieldPanel("areas"),
        FieldPanel("is_invented"),
    ]

    class Meta:
        abstract = True
