from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core import mail
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings
from tests.web import factories

from bybalance.web.accounts.models import User

SIGN_IN = "/konto/log-ind/"


def sign_in(client: Client, email: str, password: str = factories.PASSWORD) -> bool:
    client.post(SIGN_IN, {"login": email, "password": password})
    return "_auth_user_id" in client.session


@pytest.mark.django_db
class TestSignIn:
    def test_the_right_password_lets_one_in_whatever_the_case_of_the_address(
        self, client: Client, stranger: User
    ) -> None:
        assert sign_in(client, "Fremmed@Balby.example")

    def test_a_wrong_password_does_not(self, client: Client, stranger: User) -> None:
        assert not sign_in(client, stranger.email, "forkert")

    def test_a_person_who_may_no_longer_sign_in_is_kept_out(
        self, client: Client, stranger: User
    ) -> None:
        User.objects.update(is_active=False)

        assert not sign_in(client, stranger.email)

    def test_the_session_gets_a_new_key(self, client: Client, stranger: User) -> None:
        client.get(SIGN_IN)
        session = client.session
        session["seen"] = True
        session.save()
        client.cookies["sessionid"] = key_before = session.session_key

        sign_in(client, stranger.email)

        assert client.session.session_key != key_before

    def test_after_ten_failures_even_the_right_password_is_refused(self, stranger: User) -> None:
        for _ in range(10):
            sign_in(Client(), stranger.email, "forkert")

        assert not sign_in(Client(), stranger.email)

    def test_the_failures_of_one_person_do_not_shut_out_another(
        self, stranger: User, administrator: User
    ) -> None:
        for _ in range(10):
            sign_in(Client(), stranger.email, "forkert")

        assert sign_in(Client(), administrator.email)

    def test_passwords_are_kept_with_argon2(self, settings: Settings) -> None:
        from bybalance.web.site.settings import base

        settings.PASSWORD_HASHERS = base.PASSWORD_HASHERS
        person = factories.UserFactory.create()

        assert person.password.startswith("argon2$argon2id$")


@pytest.mark.django_db
class TestSignUp:
    NEW = {"email": "ny@balby.example", "password1": "x" * 20, "password2": "x" * 20}

    def test_it_is_closed(self, client: Client) -> None:
        page = client.post("/konto/opret/", self.NEW)

        assert page.status_code == 200
        assert not User.objects.exists()

    def test_it_can_be_opened(self, client: Client, settings: Settings) -> None:
        settings.SIGNUP_OPEN = True

        client.post("/konto/opret/", self.NEW)

        assert User.objects.get().email == "ny@balby.example"


@pytest.mark.django_db(transaction=True)
class TestForgottenPassword:
    def test_the_mail_leads_to_a_new_password(self, client: Client, stranger: User) -> None:
        client.post("/konto/adgangskode/glemt/", {"email": stranger.email})
        [letter] = mail.outbox
        found = re.search(r"http://testserver(/konto/adgangskode/ny/\S+)", letter.body)
        assert found
        form = client.get(found[1], follow=True)

        client.post(
            form.request["PATH_INFO"],
            {"password1": "et-helt-nyt-kodeord", "password2": "et-helt-nyt-kodeord"},
        )

        assert sign_in(Client(), stranger.email, "et-helt-nyt-kodeord")

    def test_an_unknown_address_cannot_be_told_from_a_known_one(
        self, client: Client, stranger: User
    ) -> None:
        known = client.post("/konto/adgangskode/glemt/", {"email": stranger.email})
        unknown = client.post("/konto/adgangskode/glemt/", {"email": "ukendt@balby.example"})

        assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])


@pytest.mark.django_db
class TestTwoSteps:
    @pytest.fixture
    def secret(self, stranger: User) -> str:
        Authenticator.objects.create(
            user=stranger,
            type=Authenticator.Type.TOTP,
            data={"secret": get_mfa_adapter().encrypt("JBSWY3DPEHPK3PXP")},
        )
        return "JBSWY3DPEHPK3PXP"

    def test_the_password_alone_does_not_let_one_in(
        self, client: Client, stranger: User, secret: str
    ) -> None:
        assert not sign_in(client, stranger.email)

    def test_the_code_of_the_app_lets_one_in(
        self, client: Client, stranger: User, secret: str
    ) -> None:
        sign_in(client, stranger.email)
        counter = next(iter(yield_hotp_counters_from_time()))

        client.post(
            "/konto/to-trin/kode/", {"code": format_hotp_value(hotp_value(secret, counter))}
        )

        assert "_auth_user_id" in client.session


@pytest.mark.django_db
class TestSessionLifetime:
    @pytest.fixture
    def signed_in_at(self, client: Client, stranger: User) -> datetime:
        client.force_login(stranger)
        client.get("/konto/")
        return timezone.now()

    def status_at(self, client: Client, moment: datetime, patched: pytest.MonkeyPatch) -> int:
        with patched.context() as clock:
            clock.setattr("bybalance.web.site.middleware.timezone.now", lambda: moment)
            return client.get("/konto/").status_code

    def test_it_outlives_a_pause_of_just_under_eight_hours(
        self, client: Client, signed_in_at: datetime, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        moment = signed_in_at + timedelta(hours=7, minutes=59)

        assert self.status_at(client, moment, monkeypatch) == 200

    def test_it_ends_after_a_pause_of_eight_hours(
        self, client: Client, signed_in_at: datetime, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        moment = signed_in_at + timedelta(hours=8, minutes=1)

        assert self.status_at(client, moment, monkeypatch) == 302

    def test_it_ends_after_seven_days_however_often_it_is_used(
        self, client: Client, signed_in_at: datetime, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        hours = [*range(0, 24 * 7, 6), 24 * 7 + 1]

        statuses = [
            self.status_at(client, signed_in_at + timedelta(hours=hour), monkeypatch)
            for hour in hours
        ]

        assert statuses == [200] * (len(hours) - 1) + [302]
