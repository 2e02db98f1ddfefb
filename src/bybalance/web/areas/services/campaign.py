"""The three areas of the campaign, as its page names them."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from bybalance.pipelines import campaign
from bybalance.web.areas.models import Area, AreaName, AreaPart, Municipality


@transaction.atomic
def load_campaign_areas() -> int:
    """Add what is missing of the campaign's areas and count it; what is here stays as it is."""
    source = {
        "source_title": campaign.words()["source_title_da"],
        "source_url": campaign.facts()["meta"]["source_url"],
    }
    added = sum(_add_municipality(code) for code in campaign.words()["municipality"])
    for fact in campaign.facts()["areas"]:
        area, is_new = _area(fact["key"], fact["name"], fact)
        added += is_new
        for name in fact["also_called"]:
            lookup = {"area": area, "name": name}
            added += AreaName.with_removed.get_or_create(**lookup, defaults=source)[1]
        for part in fact["parts"]:
            part_area, is_new = _area(part["key"], part["name"], {**fact, "composite": False})
            lookup = {"whole": area, "part": part_area}
            added += is_new
            added += AreaPart.with_removed.get_or_create(**lookup, defaults=source)[1]
    return added


def _add_municipality(code: str) -> bool:
    known = campaign.words()["municipality"][code]
    return Municipality.objects.get_or_create(code=code, defaults=known)[1]


def _area(area_id: str, name: str, fact: dict[str, Any]) -> tuple[Area, bool]:
    """The area, made unless the published lists have it already; its town is filled in."""
    [organisation] = campaign.organisation_keys(fact["municipality"])
    code = campaign.words()["organisation"][organisation]["municipality"]
    kind = Area.Kind.COMPOSITE if fact["composite"] else Area.Kind.ESTATE
    area, is_new = Area.objects.get_or_create(
        area_id=area_id,
        defaults={
            "name": name,
            "kind": kind,
            "town": fact["town"],
            "municipality": Municipality.objects.get(code=code),
        },
    )
    if not area.town:
        area.town = fact["town"]
        area.save(update_fields=("town",))
        return area, True
    return area, is_new
