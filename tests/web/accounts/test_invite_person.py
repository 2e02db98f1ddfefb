from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest
from django.core import mail
from django.db import connections, models
from django.test import Client

from bybalance.web.accounts import services
from bybalance.web.accounts.models import User
from bybalance.web.shared import audit

pytestmark = pytest.mark.django_db(transaction=True)

ADDRESS = "/konto/personer/inviter/"
INVITATION = {"email": "ny@balby.example", "name": "Nina Ny", "language": "da"}


class TestInvitePerson:
    def test_it_makes_an_account_without_password_and_mails_the_owner(
        self, client: Client, administrator: User
    ) -> None:
        client.force_login(administrator)

        page = client.post(ADDRESS, INVITATION)

        person = User.objects.get(email="ny@balby.example")
        assert page.url == f"/konto/personer/{person.pk}/"
        assert not person.has_usable_password()
        [letter] = mail.outbox
        assert letter.to == ["ny@balby.example"]
        assert letter.subject == "Du er inviteret til Bybalance"
        assert "/konto/adgangskode/glemt/" in letter.body
        [entry] = audit.entries_about(person)
        assert (entry.action, entry.actor_key) == ("person_invited", administrator.audit_key)

    def test_it_refuses_a_planner_with_the_reason(
        self, client: Client, municipal_planner: User
    ) -> None:
        client.force_login(municipal_planner)

        page = client.post(ADDRESS, INVITATION)

        assert page.status_code == 403
        assert "Administrator" in page.content.decode()
        assert not User.objects.filter(email="ny@balby.example").exists()

    def test_it_sends_a_visitor_to_the_sign_in_page(self, resident: Client) -> None:
        assert resident.post(ADDRESS, INVITATION).url.startswith("/konto/log-ind/")

    @pytest.mark.parametrize("email", ["not-an-address", "", "FREMMED@balby.example"])
    def test_it_rejects_a_bad_or_known_address(
        self, client: Client, administrator: User, stranger: User, email: str
    ) -> None:
        client.force_login(administrator)

        page = client.post(ADDRESS, {**INVITATION, "email": email})

        assert page.status_code == 400
        assert mail.outbox == []

    def test_it_rejects_delete(self, client: Client, administrator: User) -> None:
        client.force_login(administrator)

        assert client.delete(ADDRESS).status_code == 405

    def test_of_two_invitations_at_once_one_is_told_of_the_other(
        self, administrator: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        administrator.current_roles()  # read once, before both threads share it
        both_have_looked = threading.Barrier(2)
        look = models.QuerySet.exists
        outcomes: list[str] = []

        def look_and_wait(rows: models.QuerySet[User]) -> bool:
            found = look(rows)
            both_have_looked.wait(timeout=30)
            return found

        def invite() -> None:
            try:
                services.invite_person(
                    **INVITATION, by=administrator, now=datetime(2026, 3, 1, tzinfo=UTC)
                )
                outcomes.append("invited")
            except services.AlreadyKnown:
                outcomes.append("known already")
            finally:
                connections.close_all()

        monkeypatch.setattr(models.QuerySet, "exists", look_and_wait)
        threads = [threading.Thread(target=invite) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=60)
        monkeypatch.undo()

        assert sorted(outcomes) == ["invited", "known already"]
        assert User.objects.filter(email="ny@balby.example").count() == 1
        assert len(mail.outbox) == 1
