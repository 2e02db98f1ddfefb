from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from tests.web.selection.panels import panel

from bybalance.web.accounts.models import User

pytestmark = pytest.mark.django_db


def listed(client: Client) -> str:
    return client.get(reverse("selection:index")).content.decode()


def test_a_resident_sees_public_outcomes_only(client: Client) -> None:
    hidden, public = panel(title_da="Hemmelig"), panel(title_da="Åben")
    public.publish()

    page = listed(client)

    assert "Åben" in page
    assert hidden.selection.title_da not in page


def test_an_assessor_sees_their_own_when_the_scoring_has_begun(client: Client) -> None:
    draft, open_case = panel(state="draft", title_da="Kladde"), panel(title_da="Bedømmes nu")
    draft.first.user = open_case.people[0]
    draft.first.save(update_fields=("user",))
    client.force_login(open_case.people[0])

    page = listed(client)

    assert "Bedømmes nu" in page
    assert "Kladde" not in page


def test_an_officer_sees_all_and_may_begin_one(client: Client, programme_officer: User) -> None:
    panel(state="draft", title_da="Kladde")
    client.force_login(programme_officer)

    page = listed(client)

    assert "Kladde" in page
    assert reverse("selection:new") in page


def test_an_empty_list_says_what_will_come(client: Client) -> None:
    assert "Intet resultat er offentligt endnu" in listed(client)
