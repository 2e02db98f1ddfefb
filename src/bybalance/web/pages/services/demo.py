"""News of the demo: invented, said to be so, and set in Balby."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from bybalance.web.pages.models import HomePage, NewsIndex, NewsPage, PodcastEpisodePage
from bybalance.web.pages.services.adding import add_once

#: Language, word of the address, day, title, introduction, text.
NEWS = (
    (
        "da",
        "nyt-torv-i-balby",
        date(2026, 10, 5),
        "Balby Nord har fået et torv",
        "Torvet ligger mellem skolen og stationen og binder de to sider af Balby sammen.",
        "<p>Beboerne var med fra den første tegning. Nu er der plads til et marked om lørdagen, "
        "og stien til stationen er blevet fire minutter kortere.</p>",
    ),
    (
        "da",
        "lektiecafe-i-balby",
        date(2026, 9, 14),
        "Lektiecaféen i Balby søger frivillige",
        "To eftermiddage om ugen hjælper voksne fra hele byen med lektierne.",
        "<p>Caféen holder til på biblioteket. Du behøver ikke at bo i området for at være med.</p>",
    ),
    (
        "da",
        "beboermoede-i-balby",
        date(2026, 8, 20),
        "Godt fremmøde på beboermødet i Balby Vest",
        "Mødet handlede om de nye stier og om, hvor der skal være lys om aftenen.",
        "<p>Referatet ligger hos beboerforeningen.</p>",
    ),
    (
        "en",
        "new-square-in-balby",
        date(2026, 10, 5),
        "Balby Nord has a new square",
        "The square lies between the school and the station and joins the two sides of Balby.",
        "<p>Residents took part from the first drawing. There is now room for a market on "
        "Saturdays, and the path to the station is four minutes shorter.</p>",
    ),
)


def load_demo_pages() -> int:
    """Add the news that are missing, and highlight something on a bare front page."""
    with transaction.atomic():
        added = sum(_load(*one) for one in NEWS)
        for home in HomePage.objects.all():
            if not home.highlights:
                _highlight(home)
    return added


def _load(language: str, slug: str, day: date, title: str, intro: str, text: str) -> int:
    index = NewsIndex.objects.get(locale__language_code=language)
    page = NewsPage(
        title=title,
        slug=slug,
        published_on=day,
        intro=intro,
        body=[("text", text)],
        is_invented=True,
    )
    return add_once(index, page)


def _highlight(home: HomePage) -> None:
    newest = NewsPage.objects.live().filter(locale=home.locale).order_by("-published_on").first()
    episode = PodcastEpisodePage.objects.live().filter(locale=home.locale).first()
    home.highlights = [("page", page) for page in (newest, episode) if page]
    home.save_revision().publish()
