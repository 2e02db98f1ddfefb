"""Which ways lead on from every page; a page that is not installed is left out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Entry:
    """A page that is linked from the frame, by the name of its route.

    ``path`` is the address of an editorial page, as the route of those pages takes it.
    """

    label: str | Promise
    route: str
    path: str | Promise = ""


@dataclass(frozen=True)
class Link:
    """An entry as one reader sees it; ``current`` is the value of ``aria-current``, or empty."""

    label: str | Promise
    url: str
    current: str


MAIN = (
    Entry(_("The programme"), "programme:front"),
    Entry(_("News"), "wagtail_serve", _("news/")),
    Entry(_("Atlas"), "atlas:index"),
    Entry(_("The lists"), "lists:lists"),
    Entry(_("What if"), "lists:what_if"),
    Entry(_("Classify"), "lists:classify"),
    Entry(_("Rules"), "lists:rules"),
)
TOOLS = (Entry(_("Search"), "search:search"),)
FOOTER = (
    Entry(_("Publications"), "wagtail_serve", _("publications/")),
    Entry(_("Podcasts"), "wagtail_serve", _("podcast/")),
    Entry(_("Catalogue of ideas"), "wagtail_serve", _("ideas/")),
    Entry(_("Events"), "events:events"),
    Entry(_("Newsletter"), "newsletter:sign_up"),
    Entry(_("Programme archive"), "archive:tables"),
    Entry(_("Committees and talks"), "committees:committees"),
    Entry(_("Selection of areas"), "selection:index"),
    Entry(_("About Bybalance"), "about"),
    Entry(_("Sources and doubts"), "sources"),
    Entry(_("Accessibility statement"), "accessibility"),
    Entry(_("Privacy"), "privacy"),
)


def links(entries: Iterable[Entry], *, path: str) -> list[Link]:
    """Those entries that have a page; the one nearest above ``path`` is marked as current."""
    addresses = [(entry, address) for entry in entries if (address := _address_of(entry))]
    nearest = max(
        (address for _, address in addresses if path.startswith(address)), key=len, default=""
    )
    return [
        Link(entry.label, address, _current(address, nearest=nearest, path=path))
        for entry, address in addresses
    ]


def _address_of(entry: Entry) -> str:
    try:
        return reverse(entry.route, args=[str(entry.path)] if entry.path else None)
    except NoReverseMatch:
        return ""


def _current(address: str, *, nearest: str, path: str) -> str:
    if address != nearest:
        return ""
    return "page" if address == path else "true"
