from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import transaction
from tests.web import factories

from bybalance.web.shared import outbox
from bybalance.web.shared.models import OutboxMessage

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
SOON = NOW + timedelta(minutes=10)


class Crash(BaseException):
    """The process is killed."""


@pytest.fixture
def mail_server_is_down(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: EmailBackend, messages: object) -> int:
        raise ConnectionRefusedError

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)


@pytest.mark.django_db(transaction=True)
class TestPut:
    def test_the_mail_goes_out_when_the_step_is_done(self) -> None:
        with transaction.atomic():
            outbox.put("a@balby.example", subject="Hej", body_text="Tekst", at=NOW)
            assert mail.outbox == []

        assert [letter.to for letter in mail.outbox] == [["a@balby.example"]]
        assert not outbox.unsent().exists()

    def test_no_mail_goes_out_when_the_step_fails(self) -> None:
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            outbox.put("a@balby.example", subject="Hej", body_text="Tekst", at=NOW)
            raise ZeroDivisionError

        assert mail.outbox == []
        assert not OutboxMessage.objects.exists()

    def test_it_refuses_to_work_outside_a_transaction(self) -> None:
        with pytest.raises(RuntimeError, match="transaction"):
            outbox.put("a@balby.example", subject="Hej", body_text="Tekst", at=NOW)


@pytest.mark.django_db(transaction=True)
class TestSendDue:
    def test_mail_goes_out_in_the_order_it_was_written(self) -> None:
        for number in range(3):
            factories.OutboxMessageFactory.create(recipient="a@balby.example", subject=f"{number}")

        outbox.send_due(now=NOW)

        assert [letter.subject for letter in mail.outbox] == ["0", "1", "2"]

    def test_a_message_is_sent_once(self) -> None:
        factories.OutboxMessageFactory.create()

        outbox.send_due(now=NOW)
        outbox.send_due(now=SOON)

        assert len(mail.outbox) == 1

    def test_a_crash_after_sending_gives_a_second_copy_with_the_same_message_id(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        factories.OutboxMessageFactory.create()
        with monkeypatch.context() as patched, pytest.raises(Crash):
            send = EmailBackend.send_messages

            def send_and_die(self: EmailBackend, messages: list[mail.EmailMessage]) -> int:
                send(self, messages)
                raise Crash

            patched.setattr(EmailBackend, "send_messages", send_and_die)
            outbox.send_due(now=NOW)

        outbox.send_due(now=NOW + outbox.LEASE)

        ids = [letter.extra_headers["Message-ID"] for letter in mail.outbox]
        assert len(ids) == 2
        assert len(set(ids)) == 1

    def test_nobody_else_tries_a_message_while_one_process_sends_it(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        factories.OutboxMessageFactory.create()
        others: list[int] = []
        send = EmailBackend.send_messages

        def look_around_while_sending(self: EmailBackend, messages: list[object]) -> int:
            others.append(outbox.send_due(now=NOW))
            return send(self, messages)

        monkeypatch.setattr(EmailBackend, "send_messages", look_around_while_sending)
        outbox.send_due(now=NOW)

        assert others == [0]
        assert len(mail.outbox) == 1

    @pytest.mark.usefixtures("mail_server_is_down")
    def test_the_pauses_between_attempts_grow(self) -> None:
        message = factories.OutboxMessageFactory.create()
        moment, pauses = NOW, []

        for _ in range(6):
            outbox.send_due(now=moment)
            message.refresh_from_db()
            pauses.append(message.due_at - moment)
            moment = message.due_at

        assert pauses == [*outbox.PAUSES, outbox.PAUSES[-1]]
        assert message.last_error == "ConnectionRefusedError"

    @pytest.mark.usefixtures("mail_server_is_down")
    def test_a_later_mail_to_the_same_person_waits_for_the_earlier_one(self) -> None:
        first = factories.OutboxMessageFactory.create(recipient="a@balby.example")
        second = factories.OutboxMessageFactory.create(recipient="a@balby.example")
        other = factories.OutboxMessageFactory.create(recipient="b@balby.example")

        outbox.send_due(now=NOW)

        attempts = OutboxMessage.objects.in_bulk([first.pk, second.pk, other.pk])
        assert attempts[first.pk].attempt_count == 1
        assert attempts[second.pk].attempt_count == 0
        assert attempts[other.pk].attempt_count == 1


@pytest.mark.django_db(transaction=True)
def test_an_attachment_comes_out_as_it_went_in() -> None:
    content = "BEGIN:VCALENDAR\r\nSUMMARY:Møde\r\nEND:VCALENDAR\r\n".encode()
    with transaction.atomic():
        outbox.put(
            "a@balby.example",
            subject="Møde",
            body_text="Se bilag.",
            attachments=[outbox.Attachment("moede.ics", "text/calendar; method=REQUEST", content)],
            at=NOW,
        )

    [letter] = mail.outbox
    [part] = [one for one in letter.message().walk() if one.get_filename()]
    assert part.get_content_type() == "text/calendar"
    assert part.get_param("method") == "REQUEST"
    assert part.get_filename() == "moede.ics"
    assert part.get_payload(decode=True) == content
