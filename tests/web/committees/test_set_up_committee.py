from __future__ import annotations

import pytest
from django.test import Client
from tests.web.committees.conftest import assert_guarded

from bybalance.web.accounts.models import User
from bybalance.web.committees.models import Committee
from bybalance.web.shared import audit

pytestmark = pytest.mark.django_db

ADDRESS = "/udvalg/opret/"
GIVEN = {"kind": "change_committee", "name_da": "Udvalget for Balby Ø", "purpose_da": "Følger."}


class TestSetUpCommittee:
    def test_it_makes_a_draft_with_a_readable_address(
        self, secretary: Client, programme_officer: User
    ) -> None:
        page = secretary.post(ADDRESS, GIVEN)

        made = Committee.objects.get(key="udvalget-for-balby-oe")
        assert page.url == "/udvalg/udvalget-for-balby-oe/"
        assert not made.is_published
        [entry] = audit.entries_about(made)
        assert (entry.action, entry.actor_key) == (
            "committee_created",
            programme_officer.audit_key,
        )
        assert "Følger" not in str(entry.after)

    def test_a_second_group_of_the_same_name_gets_an_address_of_its_own(
        self, secretary: Client
    ) -> None:
        secretary.post(ADDRESS, GIVEN)

        page = secretary.post(ADDRESS, GIVEN)

        assert page.url == "/udvalg/udvalget-for-balby-oe-2/"

    def test_the_period_is_kept_with_its_last_day(self, secretary: Client) -> None:
        secretary.post(ADDRESS, {**GIVEN, "from_on": "2017-01-01", "last_on": "2020-12-31"})

        made = Committee.objects.get()
        assert (str(made.from_on), str(made.until_on)) == ("2017-01-01", "2021-01-01")

    def test_it_refuses_others(self, municipal_planner: User) -> None:
        assert_guarded(ADDRESS, municipal_planner)

    @pytest.mark.parametrize(
        ("field", "value"),
        [("name_da", ""), ("kind", "choir"), ("from_on", "i går"), ("last_on", "1999-01-01")],
    )
    def test_it_rejects_bad_input_and_keeps_what_was_typed(
        self, secretary: Client, field: str, value: str
    ) -> None:
        page = secretary.post(ADDRESS, {**GIVEN, "from_on": "2020-01-01", field: value})

        assert page.status_code == 400
        assert "Følger." in page.content.decode()
        assert not Committee.objects.exists()

    def test_it_rejects_delete(self, secretary: Client) -> None:
        assert secretary.delete(ADDRESS).status_code == 405
