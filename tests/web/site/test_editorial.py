from __future__ import annotations

import pytest
from django.test import Client
from django.urls import NoReverseMatch, resolve, reverse
from django.utils import translation
from tests.web import factories

from bybalance.web.accounts.models import User
from bybalance.web.site import routes

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("templates_of_a_library", "editorial_pages"),
]


class TestEditorialPages:
    def test_an_editor_finds_them_in_both_languages(self, client: Client, editor: User) -> None:
        client.force_login(editor)

        danish, english = client.get("/redaktion/"), client.get("/en/editorial/")

        assert 'lang="da"' in danish.content.decode()
        assert 'lang="en"' in english.content.decode()

    def test_a_visitor_is_sent_to_the_sign_in_of_this_site(self, client: Client) -> None:
        answer = client.get("/redaktion/pages/")

        assert answer.url.startswith(f"{reverse('account_login')}?")

    def test_the_librarys_own_sign_in_takes_no_password(self, client: Client, editor: User) -> None:
        stranger = factories.UserFactory.create()
        client.force_login(editor)

        answer = client.post(
            "/redaktion/login/", {"username": stranger.email, "password": factories.PASSWORD}
        )

        assert answer.url == reverse("account_login")
        assert client.session["_auth_user_id"] == str(editor.pk)

    @pytest.mark.parametrize("word", ["password_reset", "failwhale", "documents", "snippets"])
    def test_what_is_not_used_is_not_there(self, client: Client, editor: User, word: str) -> None:
        client.force_login(editor)

        assert client.get(f"/redaktion/{word}/").status_code == 404

    @pytest.mark.parametrize("word", ["users", "groups"])
    def test_people_and_groups_are_no_business_of_editors(
        self, client: Client, administrator: User, editor: User, word: str
    ) -> None:
        for person in (editor, administrator):
            client.force_login(person)
            assert client.get(f"/redaktion/{word}/").status_code == 302

    def test_its_policy_is_looser_in_styles_and_frames_only(
        self, client: Client, editor: User
    ) -> None:
        client.force_login(editor)

        policy = client.get("/redaktion/")["Content-Security-Policy"]
        parts = dict(part.strip().split(" ", 1) for part in policy.split(";"))

        assert parts["script-src"] == "'self'"
        assert parts["style-src"] == "'self' 'unsafe-inline'"
        assert parts["frame-ancestors"] == "'self'"
        assert parts["default-src"] == "'none'"
        assert "http" not in policy

    def test_a_page_of_the_site_keeps_the_strict_policy(self, client: Client, editor: User) -> None:
        client.force_login(editor)

        answer = client.get("/nyheder/")

        assert "unsafe-inline" not in answer["Content-Security-Policy"]
        assert answer["X-Frame-Options"] == "DENY"

    def test_no_page_of_the_editors_names_another_host(self, client: Client, editor: User) -> None:
        client.force_login(editor)

        page = client.get("/redaktion/").content.decode()

        for word in ("gravatar", "releases.wagtail.org", "latest.txt"):
            assert word not in page

    def test_someone_whose_role_has_ended_is_kept_out_at_once(
        self, client: Client, editor: User
    ) -> None:
        client.force_login(editor)
        editor.role_assignments.update(valid_until=factories.LONG_AGO)

        assert editor.has_perm("wagtailadmin.access_admin")  # the group alone opens nothing
        assert client.get("/redaktion/").status_code == 403

    def test_no_interface_for_programs_but_the_editors_own(self) -> None:
        names = {route.name for route in routes.all_routes()}

        assert not {name for name in names if name.startswith("wagtailapi")}
        with pytest.raises(NoReverseMatch):
            reverse("wagtailapi:pages:listing")

    def test_the_address_is_translated(self) -> None:
        with translation.override("en"):
            assert resolve("/en/editorial/").url_name == "wagtailadmin_home"
