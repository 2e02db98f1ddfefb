from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.web import factories
from tests.web.committees.conftest import assert_guarded, body_of, path, signed_in

from bybalance.web.accounts.models import User
from bybalance.web.committees.models import AgendaItem, Meeting, Paper
from bybalance.web.shared import audit

pytestmark = pytest.mark.django_db(transaction=True)

GIVEN = {"title_da": "Sti til stationen", "kind": "decision", "duration_min": "20"}
PDF = b"%PDF-1.7 indhold"


@pytest.fixture
def item(meeting: Meeting) -> AgendaItem:
    return factories.AgendaItemFactory.create(meeting=meeting, position=1, title_da="Et")


def titles(meeting: Meeting) -> list[str]:
    return [one.title for one in meeting.items.all()]


def upload(secretary: Client, item: AgendaItem, **given: object) -> object:
    file = SimpleUploadedFile("Notat om stien.pdf", PDF)
    return secretary.post(f"/udvalg/punkter/{item.pk}/bilag/tilfoej/", {"file": file, **given})


def status_of(reader: Client, address: str) -> int:
    answer = reader.get(address)
    body_of(answer)
    return answer.status_code


class TestAgenda:
    def test_items_are_added_at_the_end(self, secretary: Client, meeting: Meeting) -> None:
        secretary.post(path(meeting, "committees:agenda"), GIVEN)
        secretary.post(path(meeting, "committees:agenda"), {**GIVEN, "title_da": "Eventuelt"})

        assert titles(meeting) == ["Sti til stationen", "Eventuelt"]
        assert (
            "40 minutter i alt"
            in secretary.get(path(meeting, "committees:agenda")).content.decode()
        )

    def test_it_refuses_others(self, meeting: Meeting, member: User) -> None:
        assert_guarded(path(meeting, "committees:agenda"), member)
        assert_guarded(path(meeting, "committees:agenda"), member, method="post")

    @pytest.mark.parametrize(
        ("field", "value"), [("title_da", ""), ("kind", "song"), ("duration_min", "-5")]
    )
    def test_it_rejects_bad_input_and_keeps_what_was_typed(
        self, secretary: Client, meeting: Meeting, field: str, value: str
    ) -> None:
        given = {**GIVEN, "text_da": "Min lange tekst", field: value}

        page = secretary.post(path(meeting, "committees:agenda"), given)

        assert page.status_code == 400
        assert "Min lange tekst" in page.content.decode()
        assert titles(meeting) == []

    def test_it_rejects_delete(self, secretary: Client, meeting: Meeting) -> None:
        assert secretary.delete(path(meeting, "committees:agenda")).status_code == 405


class TestMoveItem:
    @pytest.mark.parametrize(
        ("title", "direction", "expected"),
        [
            ("B", "op", "BAC"), ("B", "ned", "ACB"), ("A", "op", "ABC"), ("C", "ned", "ABC"),
        ],
    )  # fmt: skip
    def test_it_changes_places_with_its_neighbour(
        self, secretary: Client, meeting: Meeting, title: str, direction: str, expected: str
    ) -> None:
        for position, letter in enumerate("ABC", start=1):
            factories.AgendaItemFactory.create(meeting=meeting, position=position, title_da=letter)
        item = meeting.items.get(title_da=title)

        secretary.post(f"/udvalg/punkter/{item.pk}/flyt/{'up' if direction == 'op' else 'down'}/")

        assert "".join(titles(meeting)) == expected
        assert [one.position for one in meeting.items.all()] == [1, 2, 3]

    def test_the_page_has_a_button_for_each_way_that_exists(
        self, secretary: Client, meeting: Meeting
    ) -> None:
        for title in ("Først", "Sidst"):
            secretary.post(path(meeting, "committees:agenda"), {**GIVEN, "title_da": title})

        page = secretary.get(path(meeting, "committees:agenda")).content.decode()

        assert 'Flyt ned<span class="sr-only">: Først' in page
        assert 'Flyt op<span class="sr-only">: Sidst' in page
        assert 'Flyt op<span class="sr-only">: Først' not in page

    def test_it_refuses_others(self, item: AgendaItem, member: User) -> None:
        assert_guarded(f"/udvalg/punkter/{item.pk}/flyt/up/", member, method="post")

    def test_it_rejects_get(self, secretary: Client, item: AgendaItem) -> None:
        assert secretary.get(f"/udvalg/punkter/{item.pk}/flyt/up/").status_code == 405


class TestChangeItem:
    def test_it_makes_an_item_confidential_and_the_log_keeps_no_words(
        self, secretary: Client, item: AgendaItem
    ) -> None:
        given = {**GIVEN, "text_da": "KANARIEFUGL", "is_confidential": "on"}

        secretary.post(f"/udvalg/punkter/{item.pk}/ret/", given)

        item.refresh_from_db()
        assert item.is_confidential
        assert "KANARIEFUGL" not in str([one.after for one in audit.entries_about(item)])

    def test_it_refuses_others(self, item: AgendaItem, member: User) -> None:
        assert_guarded(f"/udvalg/punkter/{item.pk}/ret/", member)


class TestRemoveItem:
    def test_it_goes_with_its_file(self, secretary: Client, item: AgendaItem) -> None:
        factories.AgendaItemFactory.create(meeting=item.meeting, position=2, title_da="To")
        upload(secretary, item)
        file = Path(Paper.objects.get().file.path)
        assert file.exists()

        secretary.post(f"/udvalg/punkter/{item.pk}/slet/")

        assert titles(item.meeting) == ["To"]
        assert item.meeting.items.get().position == 1
        assert not file.exists()

    def test_it_refuses_others(self, item: AgendaItem, member: User) -> None:
        assert_guarded(f"/udvalg/punkter/{item.pk}/slet/", member, method="post")

    def test_it_rejects_get(self, secretary: Client, item: AgendaItem) -> None:
        assert secretary.get(f"/udvalg/punkter/{item.pk}/slet/").status_code == 405


class TestPapers:
    def test_a_paper_is_kept_under_a_name_that_says_nothing_and_given_as_a_file(
        self, secretary: Client, item: AgendaItem
    ) -> None:
        upload(secretary, item, title="Notat")

        paper = Paper.objects.get()
        assert Path(paper.file.path).is_relative_to(settings.PRIVATE_ROOT)
        assert "Notat" not in paper.file.name
        answer = secretary.get(f"/udvalg/bilag/{paper.pk}/")
        assert body_of(answer) == PDF
        assert answer["Content-Type"] == "application/pdf"
        assert answer["Content-Disposition"] == 'attachment; filename="Notat_om_stien.pdf"'
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "no-store" in answer["Cache-Control"]

    def test_who_may_have_a_paper(
        self, secretary: Client, item: AgendaItem, member: User, other_member: User
    ) -> None:
        upload(secretary, item)
        paper = Paper.objects.get()
        address = f"/udvalg/bilag/{paper.pk}/"

        assert status_of(signed_in(member), address) == 200
        assert signed_in(other_member).get(address).status_code == 404
        assert Client().get(address).status_code == 404

    def test_a_public_paper_is_for_everyone_until_its_item_is_confidential(
        self, secretary: Client, item: AgendaItem
    ) -> None:
        upload(secretary, item, is_public="on")
        address = f"/udvalg/bilag/{Paper.objects.get().pk}/"
        assert status_of(Client(), address) == 200

        AgendaItem.objects.update(is_confidential=True)

        assert Client().get(address).status_code == 404

    @pytest.mark.parametrize(
        ("name", "content"),
        [("a.exe", PDF), ("a.html", b"<b>"), ("a.pdf", b"<html>"), ("a.pdf", b"")],
    )
    def test_a_bad_file_is_refused_beside_its_field(
        self, secretary: Client, item: AgendaItem, name: str, content: bytes
    ) -> None:
        file = SimpleUploadedFile(name, content)

        page = secretary.post(f"/udvalg/punkter/{item.pk}/bilag/tilfoej/", {"file": file})

        assert page.status_code == 400
        assert 'href="#id_file"' in page.content.decode()
        assert not Paper.objects.exists()

    def test_it_is_deleted_with_its_file(self, secretary: Client, item: AgendaItem) -> None:
        upload(secretary, item)
        paper = Paper.objects.get()

        secretary.post(f"/udvalg/bilag/{paper.pk}/slet/")

        assert not Path(paper.file.path).exists()
        assert secretary.get(f"/udvalg/bilag/{paper.pk}/").status_code == 404

    def test_it_refuses_others(self, secretary: Client, item: AgendaItem, member: User) -> None:
        upload(secretary, item)

        assert_guarded(f"/udvalg/bilag/{Paper.objects.get().pk}/slet/", member, method="post")
        assert_guarded(f"/udvalg/punkter/{item.pk}/bilag/tilfoej/", member)
