"""What the campaign's own page names: an episode of a podcast, and documents."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from bybalance.pipelines import campaign
from bybalance.web.areas.models import Area
from bybalance.web.pages.models import (
    PodcastEpisodePage,
    PodcastIndex,
    PodcastSeriesPage,
    PublicationIndex,
    PublicationPage,
)
from bybalance.web.pages.services.adding import add_once

#: The documents that are publications, with their year where a source gives it.
PUBLICATIONS: dict[str, int | None] = {
    "research-overview": 2019,
    "boligliv-report-summary": 2016,
    "boligliv-idea-catalogue": 2016,
    "programme-vaerebro-park": None,
    "programme-taastrup": None,
    "programme-stengaardsvej": None,
}
NAMED = "Nævnt som dokument på kampagnens side. Selve dokumentet ligger ikke her."
LANGUAGE = "da"


def load_campaign_pages() -> int:
    """Add the pages that are missing, as facts and no more; return how many that was."""
    facts = campaign.facts()
    with transaction.atomic():
        return _load_podcast(facts) + sum(
            _load_publication(document, address=facts["meta"]["source_url"])
            for document in facts["documents"]
            if document["key"] in PUBLICATIONS
        )


def _load_podcast(facts: dict[str, Any]) -> int:
    podcast, words = facts["podcast"], campaign.words()["podcast"]
    index = PodcastIndex.objects.get(locale__language_code=LANGUAGE)
    added = add_once(
        index,
        PodcastSeriesPage(
            title=podcast["series"],
            slug="paa-tur",
            intro="En podcastserie, som kampagnens side henviser til.",
            found_at=facts["meta"]["source_url"],
        ),
    )
    series = PodcastSeriesPage.objects.child_of(index).get(slug="paa-tur")
    guests = [
        {"name": one["name"], "title": one["title"] or "", "workplace": one["organisation"] or ""}
        for one in podcast["guests"]
    ]
    episode = PodcastEpisodePage(
        title=words["subject_da"],
        slug=f"afsnit-{podcast['episode']}",
        episode_number=podcast["episode"],
        aired_at=None,
        guests=[("guests", guests)],
    )
    return added + add_once(series, episode)


def _load_publication(document: dict[str, Any], *, address: str) -> int:
    key = document["key"]
    page = PublicationPage(
        title=document["title_da"],
        slug=key,
        intro=NAMED,
        year=PUBLICATIONS[key],
        address=address,
        work_language=LANGUAGE,
    )
    index = PublicationIndex.objects.get(locale__language_code=LANGUAGE)
    areas = list(Area.objects.filter(area_id=document["belongs_to"]))
    return add_once(index, page, areas=areas)
