"""Headers of mail, mail of the libraries, and how long mail is kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives, send_mail
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st
from tests.web import factories

from bybalance.web.shared import outbox, tasks
from bybalance.web.shared.models import OutboxMessage

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)


class TestHeaders:
    @pytest.mark.django_db(transaction=True)
    def test_they_leave_with_the_mail(self) -> None:
        with transaction.atomic():
            outbox.put(
                "a@balby.example",
                subject="Hej",
                body_text="Tekst",
                headers={"List-Id": "Bybalance <news.balby.example>"},
                at=NOW,
            )

        [letter] = mail.outbox
        assert letter.message()["List-Id"] == "Bybalance <news.balby.example>"
        assert letter.message()["Message-ID"] == OutboxMessage.objects.get().message_id

    @pytest.mark.parametrize("name", ["Bcc", "To", "From", "Subject", "X-Anything", "list-id"])
    def test_no_other_can_be_set(self, name: str) -> None:
        with pytest.raises(outbox.BadHeader, match="may not be set"):
            outbox.checked_headers({name: "x"})

    @given(st.text(min_size=1, max_size=60))
    def test_no_value_begins_another_header(self, value: str) -> None:
        is_plain = value.isascii() and value.isprintable()
        try:
            outbox.checked_headers({"List-Id": value})
        except outbox.BadHeader as fault:
            assert not is_plain
            assert "List-Id" in str(fault)
        else:
            assert is_plain

    @pytest.mark.parametrize("value", ["", "a\nBcc: b@c", "a\r\n b", "æ", "a" * 1000, "a\n"])
    def test_a_bad_value_is_refused(self, value: str) -> None:
        with pytest.raises(outbox.BadHeader, match="List-Unsubscribe"):
            outbox.checked_headers({"List-Unsubscribe": value})

    @pytest.mark.django_db
    def test_nothing_is_written_with_a_bad_one(self) -> None:
        with pytest.raises(outbox.BadHeader), transaction.atomic():
            outbox.put("a@balby.example", subject="", body_text="", headers={"Bcc": "b@c"}, at=NOW)

        assert not OutboxMessage.objects.exists()


@pytest.mark.django_db(transaction=True)
class TestMailOfLibraries:
    @pytest.fixture(autouse=True)
    def _as_on_the_site(self, settings: Any) -> None:
        settings.EMAIL_BACKEND = "bybalance.web.shared.outbox_backend.OutboxBackend"

    def test_it_goes_through_the_outbox_and_out(self) -> None:
        count = send_mail("Emne", "Tekst", None, ["a@balby.example", "b@balby.example"])

        assert count == 1
        assert [one.recipient for one in OutboxMessage.objects.all()] == [
            "a@balby.example",
            "b@balby.example",
        ]
        assert [letter.to for letter in mail.outbox] == [["a@balby.example"], ["b@balby.example"]]

    def test_it_shares_the_fate_of_the_step(self) -> None:
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            send_mail("Emne", "Tekst", None, ["a@balby.example"])
            raise ZeroDivisionError

        assert not OutboxMessage.objects.exists()
        assert mail.outbox == []

    def test_all_that_we_can_carry_is_carried(self) -> None:
        letter = EmailMultiAlternatives(
            "Emne",
            "Tekst",
            to=["a@balby.example"],
            reply_to=["svar@balby.example"],
            headers={"Auto-Submitted": "auto-generated", "X-Other": "1"},
        )
        letter.attach_alternative("<p>Tekst</p>", "text/html")
        letter.attach("bilag.txt", "Bilag", "text/plain")

        letter.send()

        [sent] = mail.outbox
        assert sent.extra_headers["Auto-Submitted"] == "auto-generated"
        assert sent.extra_headers["Reply-To"] == "svar@balby.example"
        assert "X-Other" not in sent.extra_headers
        assert sent.alternatives[0][0] == "<p>Tekst</p>"
        message = OutboxMessage.objects.get()
        assert message.attachments.get().file_name == "bilag.txt"


@pytest.mark.django_db
def test_what_was_sent_long_ago_is_deleted_with_its_address() -> None:
    sent = factories.OutboxMessageFactory.create(sent_at=NOW)
    waiting = factories.OutboxMessageFactory.create(sent_at=None, due_at=NOW + timedelta(days=99))

    tasks.beat(now=NOW + timedelta(days=30) - timedelta(minutes=1))
    assert OutboxMessage.objects.filter(pk=sent.pk).exists()

    tasks.beat(now=NOW + timedelta(days=30))
    assert [one.pk for one in OutboxMessage.objects.all()] == [waiting.pk]
