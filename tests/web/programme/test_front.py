"""The programme from the top."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from tests.web import factories

from bybalance.web.accounts.models import User

pytestmark = pytest.mark.django_db


def test_it_shows_initiatives_with_their_campaigns_and_what_stands_alone(
    resident: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    initiative = factories.NodeFactory.create(kind="initiative", name_da="Balby i gang")
    for number in range(5):
        factories.NodeFactory.create(parent=initiative, name_da=f"Kampagne nr. {number}")
    factories.NodeFactory.create(name_da="Uden initiativ")
    factories.NodeFactory.create(kind="project", name_da="Et projekt")

    with django_assert_max_num_queries(12):
        page = resident.get("/program/").content.decode()

    for words in ("Balby i gang", "Kampagne nr. 4", "Uden initiativ", "Et projekt", "opdigtet"):
        assert words in page


def test_a_draft_is_not_there_for_a_stranger(client: Client, stranger: User) -> None:
    factories.NodeFactory.create(name_da="KANARIEFUGL", is_published=False)
    client.force_login(stranger)

    for address in ("/program/", "/en/programme/"):
        page = client.get(address).content.decode()
        assert "KANARIEFUGL" not in page


def test_an_empty_programme_says_what_will_be_here(resident: Client) -> None:
    assert "Intet er offentliggjort endnu" in resident.get("/program/").content.decode()


def test_an_officer_sees_drafts_and_where_to_add(client: Client, programme_officer: User) -> None:
    factories.NodeFactory.create(name_da="Klar snart", is_published=False)
    client.force_login(programme_officer)

    page = client.get("/program/").content.decode()

    assert "Klar snart" in page
    assert "kladde" in page
    assert "/program/ny/" in page
