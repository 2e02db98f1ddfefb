"""What an editor puts an issue together from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import get_language

from bybalance.web.newsletter.models import Delivery, Issue, IssueItem, Subscriber
from bybalance.web.newsletter.queries import things
from bybalance.web.newsletter.queries.things import Kind, Told

#: How far back the first issue reaches.
FIRST_REACH: Final = timedelta(days=60)
#: More than this of one kind is no choice but a search.
MOST_OF_A_KIND: Final = 40


@dataclass(frozen=True)
class ChosenItem:
    """An item of an issue; ``told`` is missing where it is not public any more."""

    item: IssueItem
    told: Told | None
    is_first: bool
    is_last: bool


@dataclass(frozen=True)
class Offer:
    """Things of one kind that could be added."""

    label: str
    told: tuple[Told, ...]


@dataclass(frozen=True)
class Progress:
    """How far sending is."""

    total: int
    done: int


@dataclass(frozen=True)
class ComposePage:
    """One issue as its editors see it."""

    issue: Issue
    items: tuple[ChosenItem, ...]
    offers: tuple[Offer, ...]
    since: date
    reader_count: int
    progress: Progress

    @property
    def public_count(self) -> int:
        """How many of the items would be in the letters now."""
        return sum(chosen.told is not None for chosen in self.items)

    @property
    def hidden_count(self) -> int:
        """How many of the items are no longer public."""
        return len(self.items) - self.public_count


def compose_page(issue: Issue, *, since: date | None, now: datetime) -> ComposePage:
    """The issue with its items, and what is published since the one before."""
    language = get_language() or "da"
    items = list(issue.items.all())
    told = things.told_in(language, [(item.kind, item.thing_id) for item in items])
    begin = since or last_reach(now=now)
    return ComposePage(
        issue=issue,
        items=tuple(
            ChosenItem(
                item=item,
                told=told.get((item.kind, item.thing_id)),
                is_first=number == 0,
                is_last=number == len(items) - 1,
            )
            for number, item in enumerate(items)
        ),
        offers=offers(issue, since=begin, now=now) if issue.is_draft else (),
        since=begin,
        reader_count=Subscriber.objects.count(),
        progress=progress(issue),
    )


def last_reach(*, now: datetime) -> date:
    """The day on which the newest issue was sent; without one, some weeks ago."""
    newest = Issue.objects.exclude(begun_at=None).order_by("-begun_at").first()
    begun_at = newest.begun_at if newest else None
    return timezone.localtime(begun_at or now - FIRST_REACH).date()


def progress(issue: Issue) -> Progress:
    """How many letters there are to be, and how many are in the outbox."""
    waiting = Delivery.objects.filter(issue=issue, queued_at=None).count()
    return Progress(total=issue.recipient_count + waiting, done=issue.recipient_count)


def offers(issue: Issue, *, since: date, now: datetime) -> tuple[Offer, ...]:
    """What was published since a day, and what is coming, that no other issue had."""
    language = get_language() or "da"
    taken = _taken(issue)
    found = []
    for kind in Kind:
        keys = [(kind.value, pk) for pk in _candidates(kind, since=since, now=now)]
        wanted = [key for key in keys if key not in taken][:MOST_OF_A_KIND]
        told = things.told_in(language, wanted)
        if told:
            rows = tuple(told[key] for key in wanted if key in told)
            found.append(Offer(label=str(kind.label), told=rows))
    return tuple(found)


def _taken(issue: Issue) -> set[tuple[str, int]]:
    """What is in this issue, or was in one that has begun to be sent."""
    elsewhere = IssueItem.objects.exclude(issue__number=None)
    return {
        *issue.items.values_list("kind", "thing_id"),
        *elsewhere.values_list("kind", "thing_id"),
    }


def _candidates(kind: Kind, *, since: date, now: datetime) -> list[int]:
    rows = things.public_rows(kind)
    if kind is Kind.EVENT:
        coming = rows.filter(ends_at__gte=now, cancelled_at=None)
        return list(coming.order_by("starts_at").values_list("pk", flat=True))
    if kind is Kind.MEETING:
        wanted = rows.filter(held_on__gte=since).exclude(status="cancelled")
        return list(wanted.order_by("held_on", "pk").values_list("pk", flat=True))
    begin = timezone.make_aware(datetime.combine(since, datetime.min.time()))
    pages = rows.filter(first_published_at__gte=begin).order_by("-first_published_at", "-pk")
    return _one_of_each(pages)


def _one_of_each(pages: Any) -> list[int]:
    """Of a page and its translations only the Danish one, or else the first."""
    by_translation: dict[Any, int] = {}
    for page in pages:
        is_danish = page.locale.language_code == "da"
        if is_danish or page.translation_key not in by_translation:
            by_translation[page.translation_key] = page.pk
    return list(by_translation.values())
