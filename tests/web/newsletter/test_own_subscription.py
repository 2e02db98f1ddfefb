"""See one's own subscription, choose the language, leave it by the human page or one click."""

from __future__ import annotations

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.web import factories

from bybalance.web.accounts.models import User
from bybalance.web.newsletter import services
from bybalance.web.newsletter.models import Delivery, Subscriber, Unsubscription, fingerprint
from bybalance.web.shared import outbox
from bybalance.web.shared.models import AuditEntry, OutboxMessage

pytestmark = pytest.mark.django_db

ONE_CLICK = "List-Unsubscribe=One-Click"


@pytest.fixture
def rikke(db: None) -> Subscriber:
    return factories.SubscriberFactory.create(email="rikke@balby.example")


class TestPreferences:
    def test_they_show_what_is_kept(self, client: Client, rikke: Subscriber) -> None:
        page = client.get(rikke.own_path())

        assert "rikke@balby.example" in page.content.decode()
        assert page["X-Robots-Tag"] == "noindex"

    def test_the_language_can_be_changed(self, client: Client, rikke: Subscriber) -> None:
        path = reverse("newsletter:preferences", args=[rikke.token()])

        client.post(path, {"language": "en"})

        rikke.refresh_from_db()
        assert rikke.language == "en"
        assert AuditEntry.objects.get(action="subscriber_changed").after == {"language": "en"}

    def test_another_language_is_refused(self, client: Client, rikke: Subscriber) -> None:
        assert client.post(rikke.own_path(), {"language": "de"}).status_code == 400


class TestOneClick:
    """RFC 8058: a POST by the mail program, without cookies, sign-in or a second question."""

    @pytest.mark.parametrize(
        "kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=B"]
    )
    def test_a_mail_program_unsubscribes_with_one_post(self, rikke: Subscriber, kind: str) -> None:
        program = Client(enforce_csrf_checks=True)
        body = (
            ONE_CLICK
            if "urlencoded" in kind
            else '--B\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\n'
            "One-Click\r\n--B--\r\n"
        )

        answer = program.post(rikke.unsubscribe_path(), body, content_type=kind)

        assert answer.status_code == 200
        assert answer["Content-Type"].startswith("text/plain")
        assert not Subscriber.objects.exists()

    def test_twice_is_as_once(self, rikke: Subscriber) -> None:
        program = Client(enforce_csrf_checks=True)
        path = reverse("newsletter:unsubscribe", args=[rikke.token()])

        answers = [program.post(path, {"List-Unsubscribe": "One-Click"}) for _ in range(2)]

        assert [answer.status_code for answer in answers] == [200, 200]
        assert Unsubscription.objects.count() == 1
        assert AuditEntry.objects.filter(action="subscriber_left").count() == 1

    def test_a_forged_link_unsubscribes_nobody(self, rikke: Subscriber) -> None:
        path = rikke.unsubscribe_path()
        other = factories.SubscriberFactory.build(pk=rikke.pk)

        for forged in (other.unsubscribe_path(), path.replace("afmeld/", "afmeld/x")):
            Client().post(forged, {"List-Unsubscribe": "One-Click"})

        assert Subscriber.objects.count() == 1


class TestUnsubscribe:
    @pytest.mark.parametrize("method", ["get", "head"])
    def test_a_program_that_follows_links_unsubscribes_nobody(
        self, client: Client, rikke: Subscriber, method: str
    ) -> None:
        assert getattr(client, method)(rikke.unsubscribe_path()).status_code == 200
        assert Subscriber.objects.count() == 1

    def test_the_button_deletes_the_address_and_keeps_a_fingerprint(
        self, client: Client, rikke: Subscriber
    ) -> None:
        path = rikke.unsubscribe_path()
        assert "Vil du afmelde nyhedsbrevet?" in client.get(path).content.decode()

        answer = client.post(path)

        assert answer["Location"] == "/nyhedsbrev/afmeldt/"
        assert "Du er afmeldt" in client.get("/nyhedsbrev/afmeldt/").content.decode()
        assert not Subscriber.objects.exists()
        kept = Unsubscription.objects.get().fingerprint
        assert kept == fingerprint("RIKKE@balby.example")
        assert "rikke" not in kept
        assert client.get(path).status_code == 410
        assert client.get(rikke.own_path()).status_code == 410

    def test_letters_to_the_address_are_deleted_and_those_on_their_way_taken_back(
        self, client: Client, rikke: Subscriber
    ) -> None:
        issue = factories.IssueFactory.create(things=[("news", factories.news())])
        services.schedule_issue(issue, send_at=timezone.now(), by=_editor(), now=timezone.now())
        services.queue_letters(issue, now=timezone.now())
        assert OutboxMessage.objects.filter(recipient=rikke.email).exists()

        services.unsubscribe(rikke, now=timezone.now())

        assert not OutboxMessage.objects.filter(recipient=rikke.email).exists()
        assert not Delivery.objects.exists()
        outbox.send_due(now=timezone.now())
        assert mail.outbox == []


def _editor() -> User:
    person: User = factories.UserFactory.create()
    factories.RoleAssignmentFactory.create(user=person, role="editor")
    return person
