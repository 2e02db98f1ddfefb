"""Events of the demo: invented, said to be so, and set in Balby."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from bybalance.web.events.models import Event

Kind = Event.Kind


@dataclass(frozen=True)
class DemoEvent:
    """An event so many days from the day the demo is first loaded."""

    key: str
    kind: Event.Kind
    title_da: str
    title_en: str
    text_da: str
    text_en: str
    in_days: int
    from_hour: int
    hours: int
    fields: dict[str, Any] = field(default_factory=dict)


DEMO_EVENTS: Final = (
    DemoEvent(
        "aabent-hus-i-balby",
        Kind.OPEN_HOUSE,
        "Åbent hus i Balby Nord",
        "Open house in Balby Nord",
        "Se tegningerne til den nye hovedgade, og fortæl, hvor du mangler en genvej.\n\n"
        "Der er kaffe, kage og et hjørne for børn.",
        "See the drawings of the new main street, and tell us where you miss a short cut.\n\n"
        "There is coffee, cake and a corner for children.",
        in_days=21,
        from_hour=15,
        hours=3,
        fields={"place": "Beboerhuset, Balby", "capacity": 80},
    ),
    DemoEvent(
        "byvandring-i-balby",
        Kind.WALK,
        "Byvandring langs Balby Å",
        "A walk along Balby Å",
        "Vi går langs åen og ser på, hvor en bro kan binde kvarteret sammen med byen. Der er "
        "plads til to.",
        "We walk along the stream and look at where a bridge could tie the quarter to the town. "
        "There is room for two.",
        in_days=30,
        from_hour=10,
        hours=2,
        fields={"place": "Balby Station", "capacity": 2, "max_seats": 2},
    ),
    DemoEvent(
        "konference-om-steder-i-balance",
        Kind.CONFERENCE,
        "Konference: Steder i balance",
        "Conference: Places in balance",
        "En dag om, hvad der virker, når et boligområde skal blive en levende del af byen.",
        "A day about what works when a housing area is to become a living part of the town.",
        in_days=120,
        from_hour=9,
        hours=7,
        fields={
            "place": "Kulturhuset, Balby",
            "online_url": "https://moede.example/balby",
            "capacity": 200,
            "opens_in_days": 60,
        },
    ),
    DemoEvent(
        "beboermoede-i-balby",
        Kind.RESIDENTS_MEETING,
        "Beboermøde om den grønne kile",
        "Residents' meeting about the green wedge",
        "Alle er velkomne. Du behøver ikke at melde dig til.",
        "Everyone is welcome. You need not register.",
        in_days=10,
        from_hour=19,
        hours=2,
        fields={"place": "Skolen i Balby", "has_registration": False},
    ),
    DemoEvent(
        "vaerksted-om-torvet-i-balby",
        Kind.WORKSHOP,
        "Værksted om torvet",
        "Workshop on the square",
        "Vi byggede modeller af et torv, hvor skole, bibliotek og butikker mødes.",
        "We built models of a square where school, library and shops meet.",
        in_days=-40,
        from_hour=16,
        hours=3,
        fields={"place": "Biblioteket, Balby", "capacity": 25},
    ),
)


@transaction.atomic
def load_demo_events(*, now: datetime) -> int:
    """Add the demo's events that are missing and count them; what is here stays as it is."""
    known = set(Event.objects.values_list("key", flat=True))
    missing = [one for one in DEMO_EVENTS if one.key not in known]
    for demo in missing:
        _add(demo, now=now)
    return len(missing)


def _add(demo: DemoEvent, *, now: datetime) -> None:
    fields = dict(demo.fields)
    opens_in_days = fields.pop("opens_in_days", None)
    starts_at = _day(now, demo.in_days).replace(hour=demo.from_hour)
    Event.objects.create(
        key=demo.key,
        kind=demo.kind,
        title_da=demo.title_da,
        title_en=demo.title_en,
        text_da=demo.text_da,
        text_en=demo.text_en,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=demo.hours),
        opens_at=None if opens_in_days is None else _day(now, opens_in_days).replace(hour=9),
        uid=f"demo-{demo.key}@bybalance",
        is_published=True,
        is_invented=True,
        created_at=now,
        updated_at=now,
        **fields,
    )


def _day(now: datetime, days: int) -> datetime:
    """Midnight in Denmark, so many days from today."""
    today = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    return today + timedelta(days=days)
