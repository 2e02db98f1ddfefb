from __future__ import annotations

import pytest
from django.test import Client
from pytest_django.fixtures import Settings
from tests.web import factories

from bybalance.web.accounts import services
from bybalance.web.accounts.models import User
from bybalance.web.shared.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo_people(db: None) -> list[User]:
    return services.load_demo_accounts(now=factories.LONG_AGO)


def test_there_is_one_for_each_role(demo_people: list[User]) -> None:
    roles = [person.current_roles() for person in demo_people]

    assert roles == [frozenset({role}) for role in Role]


def test_loading_them_again_changes_nothing(demo_people: list[User]) -> None:
    again = services.load_demo_accounts(now=factories.LONG_AGO)

    assert [person.pk for person in again] == [person.pk for person in demo_people]
    assert User.objects.count() == len(demo_people)


def test_they_can_sign_in_with_the_password_shown(
    client: Client, demo_people: list[User], settings: Settings
) -> None:
    settings.DEMO = True
    page = client.get("/konto/log-ind/").content.decode()

    client.post(
        "/konto/log-ind/", {"login": demo_people[2].email, "password": services.DEMO_PASSWORD}
    )

    assert services.DEMO_PASSWORD in page
    assert all(person.email in page.replace("<wbr>", "") for person in demo_people)
    assert client.session["_auth_user_id"] == str(demo_people[2].pk)


def test_outside_the_demo_the_sign_in_page_shows_none(
    client: Client, demo_people: list[User]
) -> None:
    page = client.get("/konto/log-ind/").content.decode()

    assert services.DEMO_PASSWORD not in page
    assert "demo.bybalance.example" not in page


def test_they_are_labelled_on_their_profile(client: Client, demo_people: list[User]) -> None:
    client.force_login(demo_people[0])

    assert "demokonto" in client.get("/konto/").content.decode()
