"""What time alone sets off: requests are pruned, deliveries forgotten, the demo is loaded."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from tests.web import factories

from bybalance.web.events import services as event_services
from bybalance.web.newsletter import services, tasks
from bybalance.web.newsletter.models import Delivery, Issue, SignUp
from bybalance.web.shared.models import OutboxMessage

pytestmark = pytest.mark.django_db

NOW = datetime(2089, 12, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def test_a_request_that_is_not_confirmed_is_deleted() -> None:
    services.ask_to_subscribe(email="rikke@balby.example", language="da", now=NOW)

    tasks.beat(now=NOW + timedelta(days=7) - MINUTE)
    assert SignUp.objects.exists()

    tasks.beat(now=NOW + timedelta(days=7))
    assert not SignUp.objects.exists()


def test_who_got_an_issue_is_forgotten_and_how_many_is_kept() -> None:
    factories.SubscriberFactory.create_batch(2)
    issue = factories.IssueFactory.create(
        state="scheduled", send_at=NOW, things=[("event", factories.EventFactory.create())]
    )
    services.queue_letters(issue, now=NOW)

    tasks.beat(now=NOW + timedelta(days=90) - MINUTE)
    assert Delivery.objects.count() == 2

    tasks.beat(now=NOW + timedelta(days=90))
    assert Delivery.objects.count() == 0
    assert Issue.objects.get().recipient_count == 2


def test_the_demo_is_loaded_once_invented_and_sent_to_nobody() -> None:
    event_services.load_demo_events(now=timezone.now())

    first, second = (services.load_demo_newsletter(now=timezone.now()) for _ in range(2))

    assert (first, second) == (2, 0)
    assert not Issue.objects.filter(is_invented=False).exists()
    assert Issue.objects.get(number=1).items.count() > 0
    assert not OutboxMessage.objects.exists()
