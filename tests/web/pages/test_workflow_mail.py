"""Mail of the workflow: written into the outbox with the step that causes it."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.db import transaction
from tests.web import factories

from bybalance.web.accounts.models import User
from bybalance.web.shared.models import OutboxMessage
from bybalance.web.site.settings import base

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("templates_of_a_library", "editorial_pages"),
]


@pytest.fixture(autouse=True)
def _as_on_the_site(settings: Any) -> None:
    settings.EMAIL_BACKEND = base.EMAIL_BACKEND


def test_those_who_may_approve_hear_of_it_through_the_outbox(
    editor: User, administrator: User
) -> None:
    administrator.groups.set(editor.groups.all())
    page = factories.news(live=False, title="Nyt torv")

    page.get_workflow().start(page, editor)

    message = OutboxMessage.objects.get(recipient=administrator.email)
    assert "Nyt torv" in message.subject
    assert message.headers == {"Auto-Submitted": "auto-generated"}
    assert message.sent_at is not None
    assert administrator.email in [to for letter in mail.outbox for to in letter.to]
    assert not OutboxMessage.objects.filter(recipient=editor.email).exists()


def test_a_step_that_fails_tells_nobody(editor: User, administrator: User) -> None:
    administrator.groups.set(editor.groups.all())
    page = factories.news(live=False)

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        page.get_workflow().start(page, editor)
        raise ZeroDivisionError

    assert not OutboxMessage.objects.exists()
    assert mail.outbox == []
