"""An issue of the demo: invented, said to be so, and sent to nobody."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from bybalance.web.newsletter.models import Issue, IssueItem
from bybalance.web.newsletter.queries import things
from bybalance.web.newsletter.queries.things import Kind

#: How many of each kind the demo's issue tells of.
MOST_OF_EACH = 2


@transaction.atomic
def load_demo_newsletter(*, now: datetime) -> int:
    """Add a sent issue and a draft, unless there are issues; return how many were added."""
    if Issue.objects.exists():
        return 0
    day = now - timedelta(days=7)
    sent = Issue.objects.create(
        number=1,
        title_da="Nyt fra Balby i efteråret",
        title_en="News from Balby this autumn",
        intro_da="Torvet er åbnet, og der er brug for dig til næste arrangement.",
        intro_en="The square is open, and you are needed at the next event.",
        is_invented=True,
        state=Issue.State.SENT,
        send_at=day,
        begun_at=day,
        worked_at=day,
        sent_at=day,
        created_at=day,
        updated_at=day,
    )
    keys = [
        (kind.value, pk)
        for kind in (Kind.NEWS, Kind.EVENT)
        for pk in things.public_rows(kind)
        .filter(is_invented=True)
        .order_by("pk")
        .values_list("pk", flat=True)[:MOST_OF_EACH]
    ]
    told = {language: things.told_in(language, keys) for language in things.LANGUAGES}
    IssueItem.objects.bulk_create(
        IssueItem(
            issue=sent,
            kind=kind,
            thing_id=pk,
            position=number,
            frozen={language: told[language][kind, pk].as_frozen() for language in told},
        )
        for number, (kind, pk) in enumerate(keys, 1)
    )
    Issue.objects.create(
        title_da="Nyt fra Balby til vinter",
        title_en="News from Balby this winter",
        is_invented=True,
        created_at=now,
        updated_at=now,
    )
    return 2
