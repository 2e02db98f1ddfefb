from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from bybalance.web.accounts.models import User
from bybalance.web.shared import audit

ADDRESS = "/konto/"


class TestProfile:
    def test_it_shows_who_one_is_and_which_roles_one_has(
        self, client: Client, municipal_planner: User
    ) -> None:
        client.force_login(municipal_planner)

        page = client.get(ADDRESS)

        assert page.status_code == 200
        assert "plan@balby.example" in page.content.decode()
        assert "Kommunal planlægger" in page.content.decode()

    def test_it_saves_name_and_language_and_logs_it(self, client: Client, stranger: User) -> None:
        client.force_login(stranger)

        page = client.post(ADDRESS, {"name": "Frida Ny", "language": "en"})

        stranger.refresh_from_db()
        assert page.url == reverse("accounts:profile")
        assert (stranger.name, stranger.language) == ("Frida Ny", "en")
        assert [entry.action for entry in audit.entries_about(stranger)] == ["profile_changed"]

    def test_a_visitor_is_sent_to_the_sign_in_page(self, resident: Client) -> None:
        page = resident.get(ADDRESS)

        assert page.status_code == 302
        assert page.url == "/konto/log-ind/?next=/konto/"

    def test_it_rejects_a_language_that_the_site_does_not_have(
        self, client: Client, stranger: User
    ) -> None:
        client.force_login(stranger)

        page = client.post(ADDRESS, {"name": "Frida", "language": "xx"})

        assert page.status_code == 400
        assert not audit.entries_about(stranger).exists()

    @pytest.mark.parametrize("method", ["put", "delete"])
    def test_it_rejects_other_methods(self, client: Client, stranger: User, method: str) -> None:
        client.force_login(stranger)

        assert getattr(client, method)(ADDRESS).status_code == 405
