from __future__ import annotations

import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from tests.web.lists.pages import MAX_QUERIES, text_of
from tests.web.lists.uploads import CLASSIFY, PARKVEJ, classified, csv_file, kept_in

from bybalance.web.accounts.models import User
from bybalance.web.lists.models import SavedClassification
from bybalance.web.shared.models import AuditEntry

pytestmark = pytest.mark.django_db

SAVE = "/lister/klassificer/gem/"


@pytest.fixture
def planner(client: Client, municipal_planner: User) -> Client:
    client.force_login(municipal_planner)
    return client


@pytest.fixture
def saved(planner: Client, municipal_planner: User) -> SavedClassification:
    kept = kept_in(classified(planner, PARKVEJ))
    planner.post(SAVE, {**kept, "title": "Tal for 2023"})
    return SavedClassification.objects.get(owner=municipal_planner)


@pytest.fixture
def other(stranger: User) -> Client:
    client = Client()
    client.force_login(stranger)
    return client


class TestSave:
    def test_it_keeps_the_figures_and_says_who_kept_them(
        self, saved: SavedClassification, municipal_planner: User
    ) -> None:
        [entry] = AuditEntry.objects.filter(action="classification_saved")

        assert (saved.title, saved.owner) == ("Tal for 2023", municipal_planner)
        assert "Parkvej" in saved.figures_csv
        assert (entry.object_key, entry.actor_key) == (
            str(saved.pk), municipal_planner.audit_key,
        )  # fmt: skip

    def test_it_sends_a_visitor_to_sign_in_and_keeps_nothing(self, resident: Client) -> None:
        kept = kept_in(classified(resident, PARKVEJ))

        answer = resident.post(SAVE, {**kept, "title": "Tal"})

        assert answer.url.startswith("/konto/log-ind/")
        assert SavedClassification.objects.count() == 0

    def test_a_long_file_name_becomes_a_title_that_can_be_saved(self, planner: Client) -> None:
        file = csv_file(PARKVEJ, name="t" * 200 + ".csv")
        page = planner.post(CLASSIFY, {"file": file, "output": "page"})

        [title] = re.findall(r'name="title" value="([^"]*)"', page.content.decode())

        assert len(title) == 120

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("figures", "nonsense"),
            ("fingerprint", "x"),
            ("page_key", "x"),
            ("title", ""),
            ("title", "x" * 121),
        ],
    )
    def test_it_refuses_what_cannot_be_kept(self, planner: Client, field: str, value: str) -> None:
        kept = {**kept_in(classified(planner, PARKVEJ)), "title": "Tal", field: value}

        assert planner.post(SAVE, kept).status_code == 400
        assert SavedClassification.objects.count() == 0

    def test_a_page_sent_twice_is_kept_once(self, planner: Client) -> None:
        kept = {**kept_in(classified(planner, PARKVEJ)), "title": "Tal"}

        first, second = planner.post(SAVE, kept), planner.post(SAVE, kept)

        assert first.url == second.url
        assert SavedClassification.objects.count() == 1
        assert AuditEntry.objects.filter(action="classification_saved").count() == 1

    def test_the_same_page_under_another_title_is_refused_and_says_why(
        self, planner: Client
    ) -> None:
        kept = kept_in(classified(planner, PARKVEJ))
        planner.post(SAVE, {**kept, "title": "Tal"})

        answer = planner.post(SAVE, {**kept, "title": "Andre tal"})

        assert answer.status_code == 400
        assert "er allerede gemt som »Tal«" in text_of(answer)
        assert SavedClassification.objects.get().title == "Tal"

    def test_the_same_table_can_be_classified_and_kept_again(self, planner: Client) -> None:
        for title in ("Tal", "Andre tal"):
            planner.post(SAVE, {**kept_in(classified(planner, PARKVEJ)), "title": title})

        assert SavedClassification.objects.count() == 2

    def test_the_fingerprint_of_another_file_is_not_believed(self, planner: Client) -> None:
        other = kept_in(classified(planner, ("Motalavej", *PARKVEJ[1:])))
        kept = {**kept_in(classified(planner, PARKVEJ)), "title": "Tal"}

        answer = planner.post(SAVE, {**kept, "fingerprint": other["fingerprint"]})

        assert answer.status_code == 400
        assert SavedClassification.objects.count() == 0

    def test_a_browser_may_send_other_line_ends(self, planner: Client) -> None:
        kept = {**kept_in(classified(planner, PARKVEJ)), "title": "Tal"}
        figures = "\n".join(kept["figures"].splitlines()) + "\n\n"

        assert planner.post(SAVE, {**kept, "figures": figures}).status_code == 302

    def test_a_title_left_empty_shows_the_table_again(self, planner: Client) -> None:
        kept = {**kept_in(classified(planner, PARKVEJ)), "title": ""}

        answer = planner.post(SAVE, kept)

        assert answer.status_code == 400
        assert kept_in(answer)["figures"] == kept["figures"]
        assert "Parkvej" in text_of(answer)

    def test_it_rejects_get(self, planner: Client) -> None:
        assert planner.get(SAVE).status_code == 405


class TestSaved:
    def test_its_owner_finds_it_again(
        self,
        planner: Client,
        saved: SavedClassification,
        django_assert_max_num_queries: DjangoAssertNumQueries,
    ) -> None:
        assert "Tal for 2023" in text_of(planner.get("/lister/klassificer/"))
        with django_assert_max_num_queries(MAX_QUERIES):
            page = planner.get(f"/lister/klassificer/gemte/{saved.pk}/")
        assert page.status_code == 200
        assert "Parkvej" in text_of(page)

    def test_nobody_else_can_tell_that_it_exists(
        self, other: Client, saved: SavedClassification
    ) -> None:
        hidden = other.get(f"/lister/klassificer/gemte/{saved.pk}/")
        absent = other.get("/lister/klassificer/gemte/987654/")

        assert (hidden.status_code, absent.status_code) == (404, 404)
        assert "Tal for 2023" not in text_of(other.get("/lister/klassificer/"))

    def test_an_administrator_cannot_see_it_either(
        self, saved: SavedClassification, administrator: User
    ) -> None:
        client = Client()
        client.force_login(administrator)

        assert client.get(f"/lister/klassificer/gemte/{saved.pk}/").status_code == 404

    def test_a_visitor_is_sent_to_sign_in(self, saved: SavedClassification) -> None:
        assert (
            Client().get(f"/lister/klassificer/gemte/{saved.pk}/").url.startswith("/konto/log-ind/")
        )

    def test_it_rejects_post(self, planner: Client, saved: SavedClassification) -> None:
        assert planner.post(f"/lister/klassificer/gemte/{saved.pk}/").status_code == 405


class TestDownloadSaved:
    @pytest.mark.parametrize("file_format", ["csv", "xlsx", "json", "html"])
    def test_its_owner_takes_it_along(
        self, planner: Client, saved: SavedClassification, file_format: str
    ) -> None:
        answer = planner.get(f"/lister/klassificer/gemte/{saved.pk}/download.{file_format}")

        assert answer.status_code == 200
        assert answer["Content-Disposition"].startswith("attachment")

    def test_nobody_else_does(self, other: Client, saved: SavedClassification) -> None:
        assert other.get(f"/lister/klassificer/gemte/{saved.pk}/download.csv").status_code == 404

    def test_it_does_not_know_another_format(
        self, planner: Client, saved: SavedClassification
    ) -> None:
        assert planner.get(f"/lister/klassificer/gemte/{saved.pk}/download.exe").status_code == 404

    def test_it_rejects_post(self, planner: Client, saved: SavedClassification) -> None:
        assert planner.post(f"/lister/klassificer/gemte/{saved.pk}/download.csv").status_code == 405


class TestDeleteSaved:
    def test_it_forgets_the_figures_and_says_who_asked(
        self, planner: Client, saved: SavedClassification, municipal_planner: User
    ) -> None:
        answer = planner.post(f"/lister/klassificer/gemte/{saved.pk}/slet/")

        assert answer.url == "/lister/klassificer/"
        assert SavedClassification.objects.count() == 0
        [entry] = AuditEntry.objects.filter(action="classification_deleted")
        assert (entry.object_key, entry.actor_key) == (
            str(saved.pk), municipal_planner.audit_key,
        )  # fmt: skip
        assert "Parkvej" not in f"{entry.before} {entry.after}"

    def test_nobody_else_can(self, other: Client, saved: SavedClassification) -> None:
        assert other.post(f"/lister/klassificer/gemte/{saved.pk}/slet/").status_code == 404
        assert SavedClassification.objects.count() == 1

    def test_it_rejects_get(self, planner: Client, saved: SavedClassification) -> None:
        assert planner.get(f"/lister/klassificer/gemte/{saved.pk}/slet/").status_code == 405
        assert SavedClassification.objects.count() == 1
