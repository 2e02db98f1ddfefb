"""The organisations and people that the campaign's page names."""

from __future__ import annotations

from django.db import transaction

from bybalance.model import keys
from bybalance.pipelines import campaign
from bybalance.web.areas.models import Municipality
from bybalance.web.directory.models import Affiliation, Organisation, Person


@transaction.atomic
def load_campaign_directory() -> int:
    """Add organisations, people and their posts that are missing, and count them.

    Since when they hold a post, the page does not say. What is here stays as it is.
    """
    source = {
        "source_title": campaign.words()["source_title_da"],
        "source_url": campaign.facts()["meta"]["source_url"],
    }
    added = sum(_add_organisation(key, source) for key in campaign.words()["organisation"])
    added += _add_secretariat()
    organisations = {one.key: one for one in Organisation.with_removed.all()}
    for known in campaign.people():
        person, is_new = Person.with_removed.get_or_create(
            key=known.key, defaults={"name": known.name, **source}
        )
        added += is_new
        for title_da, organisation_key in known.posts:
            organisation = organisations[organisation_key]
            titles = {"title_da": title_da, "title_en": campaign.title_en(title_da)}
            added += Affiliation.with_removed.get_or_create(
                person=person, organisation=organisation, defaults={**titles, **source}
            )[1]
    return added


def _add_organisation(key: str, source: dict[str, str]) -> bool:
    known = campaign.words()["organisation"][key]
    code = known.get("municipality")
    return Organisation.with_removed.get_or_create(
        key=key,
        defaults={
            "name": known["name"],
            "short_name": known.get("short_name", ""),
            "kind": known["kind"],
            "municipality": Municipality.objects.get(code=code) if code else None,
            **source,
        },
    )[1]


def _add_secretariat() -> bool:
    known = campaign.words()["elsewhere"]["secretariat"]
    names = ("name", "kind", "source_title", "source_url")
    return Organisation.with_removed.get_or_create(
        key=keys.key_of(known["name"]), defaults={name: known[name] for name in names}
    )[1]
