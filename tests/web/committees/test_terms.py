from __future__ import annotations

import pytest
from django.test import Client
from tests.web.committees.conftest import assert_guarded, signed_in

from bybalance.web.accounts.models import User
from bybalance.web.committees.models import Committee

pytestmark = pytest.mark.django_db

ADDRESS = "/udvalg/balby/kommissorium/tilfoej/"
FIRST = {"title_da": "Kommissorium", "text_da": "Et", "from_on": "2020-01-01", "is_published": "on"}


class TestAddTerms:
    def test_a_new_version_ends_the_one_before(
        self, secretary: Client, committee: Committee
    ) -> None:
        secretary.post(ADDRESS, FIRST)

        secretary.post(ADDRESS, {**FIRST, "text_da": "To", "from_on": "2022-01-01"})

        new, old = committee.terms.all()
        assert (new.version_number, new.text, new.until_on) == (2, "To", None)
        assert (old.version_number, str(old.until_on)) == (1, "2022-01-01")

    def test_the_form_begins_with_the_latest_text(
        self, secretary: Client, committee: Committee
    ) -> None:
        secretary.post(ADDRESS, {**FIRST, "text_da": "Den gamle ordlyd"})

        assert "Den gamle ordlyd" in secretary.get(ADDRESS).content.decode()

    def test_a_draft_is_for_editors_only(
        self, secretary: Client, committee: Committee, member: User
    ) -> None:
        secretary.post(ADDRESS, {**FIRST, "is_published": ""})

        assert secretary.get("/udvalg/balby/kommissorium/1/").status_code == 200
        assert signed_in(member).get("/udvalg/balby/kommissorium/1/").status_code == 404

    def test_everyone_reads_a_published_version(
        self, secretary: Client, committee: Committee
    ) -> None:
        secretary.post(ADDRESS, FIRST)

        page = Client().get("/udvalg/balby/kommissorium/1/").content.decode()

        assert "Gælder fra" in page
        assert "januar\xa02020" in page

    def test_it_refuses_others(self, committee: Committee, member: User) -> None:
        assert_guarded(ADDRESS, member, method="post")

    def test_it_rejects_a_version_without_title(
        self, secretary: Client, committee: Committee
    ) -> None:
        assert secretary.post(ADDRESS, {**FIRST, "title_da": ""}).status_code == 400
        assert not committee.terms.exists()


class TestChangeTerms:
    def test_it_corrects_a_version(self, secretary: Client, committee: Committee) -> None:
        secretary.post(ADDRESS, FIRST)

        secretary.post("/udvalg/balby/kommissorium/1/ret/", {**FIRST, "text_da": "Rettet"})

        assert committee.terms.get().text == "Rettet"

    def test_it_refuses_others(self, secretary: Client, committee: Committee, member: User) -> None:
        secretary.post(ADDRESS, FIRST)

        assert_guarded("/udvalg/balby/kommissorium/1/ret/", member)
