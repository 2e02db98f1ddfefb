from __future__ import annotations

import pytest
from django.test import Client
from tests.web import factories

from bybalance.web.accounts.models import User

ADDRESS = "/konto/personer/"


class TestPeople:
    def test_it_lists_everyone_with_the_roles_they_hold(
        self, client: Client, administrator: User, municipal_planner: User
    ) -> None:
        client.force_login(administrator)

        text = client.get(ADDRESS).content.decode()

        assert "Agnes Admin" in text
        assert "Kommunal planlægger (Kommune 461)" in text
        assert "2 personer" in text

    def test_a_place_is_called_by_its_name_where_the_site_knows_it(
        self, client: Client, administrator: User, municipal_planner: User
    ) -> None:
        factories.MunicipalityFactory.create(code="461", name="Odense")
        client.force_login(administrator)

        for address in (ADDRESS, f"{ADDRESS}{municipal_planner.pk}/"):
            text = client.get(address).content.decode()
            assert "Kommunal planlægger, Odense Kommune" in text
            assert "Kommune 461" not in text

    def test_it_finds_by_a_part_of_the_name(
        self, client: Client, administrator: User, municipal_planner: User
    ) -> None:
        client.force_login(administrator)

        text = client.get(ADDRESS, {"search": "pia"}).content.decode()

        assert "plan@balby.example" in text
        assert "admin@balby.example" not in text.split("<table", 1)[1]

    def test_the_number_of_queries_does_not_grow_with_the_people(
        self, client: Client, administrator: User, django_assert_max_num_queries: object
    ) -> None:
        factories.RoleAssignmentFactory.create_batch(20, role="reviewer")
        client.force_login(administrator)

        with django_assert_max_num_queries(12):  # type: ignore[operator]
            client.get(ADDRESS)

    def test_it_refuses_everyone_else(self, client: Client, programme_officer: User) -> None:
        client.force_login(programme_officer)

        assert client.get(ADDRESS).status_code == 403

    @pytest.mark.django_db
    def test_it_sends_a_visitor_to_the_sign_in_page(self, resident: Client) -> None:
        assert resident.get(ADDRESS).status_code == 302

    def test_it_rejects_post(self, client: Client, administrator: User) -> None:
        client.force_login(administrator)

        assert client.post(ADDRESS).status_code == 405
