from __future__ import annotations

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.test import Client
from pytest_django.fixtures import Settings
from tests.web import factories

from bybalance.web.accounts.models import User
from bybalance.web.shared.roles import STAFF, Role
from bybalance.web.site import environment

pytestmark = pytest.mark.django_db

PEOPLE, SETUP = "/konto/personer/", "/konto/to-trin/app/"


@pytest.fixture(autouse=True)
def asked_for(settings: Settings) -> None:
    settings.STAFF_TWO_STEP = True


@pytest.fixture
def signed_in(client: Client, administrator: User) -> Client:
    client.force_login(administrator)
    return client


def turn_on(person: User) -> None:
    Authenticator.objects.create(
        user=person,
        type=Authenticator.Type.TOTP,
        data={"secret": get_adapter().encrypt("JBSWY3DPEHPK3PXP")},
    )


class TestStaffTwoStep:
    @pytest.mark.parametrize("method", ["get", "post"])
    def test_staff_without_it_are_led_to_set_it_up(self, signed_in: Client, method: str) -> None:
        answer = getattr(signed_in, method)(PEOPLE)

        assert (answer.status_code, answer["Location"]) == (302, SETUP)

    def test_they_are_told_why(self, signed_in: Client) -> None:
        signed_in.get(PEOPLE)

        assert "Din rolle kræver" in signed_in.get("/konto/").content.decode()

    def test_staff_with_it_go_on(self, signed_in: Client, administrator: User) -> None:
        turn_on(administrator)

        assert signed_in.get(PEOPLE).status_code == 200

    @pytest.mark.parametrize("path", ["/", "/konto/", "/konto/adgangskode/", "/lister/"])
    def test_public_pages_and_ones_own_account_stay_open(
        self, signed_in: Client, path: str
    ) -> None:
        assert signed_in.get(path).status_code == 200

    def test_the_way_to_it_is_no_circle(self, signed_in: Client) -> None:
        assert signed_in.get(SETUP).get("Location") != SETUP

    @pytest.mark.parametrize("role", [role for role in Role if role not in STAFF])
    def test_others_are_not_asked(self, client: Client, role: Role, stranger: User) -> None:
        factories.RoleAssignmentFactory.create(user=stranger, role=role)
        client.force_login(stranger)

        assert client.get(PEOPLE).status_code == 403

    @pytest.mark.parametrize("role", sorted(STAFF))
    def test_every_staff_role_is_asked(self, client: Client, role: Role, stranger: User) -> None:
        factories.RoleAssignmentFactory.create(user=stranger, role=role)
        client.force_login(stranger)

        assert client.get(PEOPLE)["Location"] == SETUP

    def test_a_visitor_is_sent_to_sign_in_first(self, client: Client) -> None:
        assert client.get(PEOPLE)["Location"].startswith("/konto/log-ind/")

    def test_nobody_is_asked_where_it_is_off(self, signed_in: Client, settings: Settings) -> None:
        settings.STAFF_TWO_STEP = False

        assert signed_in.get(PEOPLE).status_code == 200


@pytest.mark.parametrize(
    ("mode", "said", "is_on"),
    [
        ("dev", "", False), ("production", "", True), ("dev", "on", True),
        ("production", "off", False), ("production", "auto", True),
    ],
)  # fmt: skip
def test_it_is_on_in_production_unless_said_otherwise(mode: str, said: str, is_on: bool) -> None:
    given = {"BYBALANCE_MODE": mode, "BYBALANCE_STAFF_TWO_STEP": said}

    assert environment.read_environment(given).asks_staff_for_two_steps is is_on
