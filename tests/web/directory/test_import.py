"""Take organisations and people in from a file, after seeing what it changes."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from tests.web import factories

from bybalance.web.accounts.models import User
from bybalance.web.directory.models import Affiliation, Organisation, Person
from bybalance.web.shared.models import AuditEntry

pytestmark = pytest.mark.django_db

ORGANISATIONS = "/kartotek/import/organisations/"
PEOPLE = "/kartotek/import/people/"
APPLY_ORGANISATIONS = "/kartotek/import/organisations/anvend/"
APPLY_PEOPLE = "/kartotek/import/people/anvend/"


@pytest.fixture
def officer(client: Client, programme_officer: User) -> Client:
    client.force_login(programme_officer)
    return client


def send(officer: Client, address: str, text: str | bytes, name: str = "t.csv") -> HttpResponse:
    content = text.encode() if isinstance(text, str) else text
    return officer.post(address, {"file": SimpleUploadedFile(name, content)})


def kept_in(preview: HttpResponse) -> str:
    found = re.search(r'name="kept" value="([^"]+)"', preview.content.decode())
    assert found is not None
    return unescape(found[1])


def words(answer: HttpResponse) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


class TestOrganisations:
    def test_it_shows_new_changed_and_unchanged_and_writes_nothing(self, officer: Client) -> None:
        factories.OrganisationFactory.create(key="balby-bolig", name="Balby Bolig", kind="company")
        factories.OrganisationFactory.create(key="uroert", name="Urørt", kind="company")

        preview = send(
            officer,
            ORGANISATIONS,
            "Navn;Slags;CVR-nummer\nBalby Bolig;boligorganisation;12345678\n"
            "Urørt;company;\nHelt ny;Forening;\n",
        )

        shown = words(preview)
        assert preview.status_code == 200
        assert "3 rækker: 1 nye, 1 ændrede, 1 uændrede, 0 afviste." in shown
        assert "fra “Virksomhed” til" in shown or "fra “company”" in shown
        assert "12345678" in shown
        assert Organisation.objects.count() == 2
        assert Organisation.objects.get(key="balby-bolig").cvr == ""

    def test_what_was_shown_is_then_written_and_logged(self, officer: Client) -> None:
        factories.OrganisationFactory.create(key="balby-bolig", name="Balby Bolig", kind="company")
        text = (
            "Key,Name,Kind,CVR number\nbalby-bolig,Balby Boliger,company,12345678\n,Ny,company,\n"
        )
        preview = send(officer, ORGANISATIONS, text)

        answer = officer.post(APPLY_ORGANISATIONS, {"kept": kept_in(preview)}, follow=True)

        assert "1 tilføjet og 1 ændret." in words(answer)
        assert Organisation.objects.get(key="balby-bolig").name == "Balby Boliger"
        assert Organisation.objects.get(key="ny").kind == "company"
        actions = set(AuditEntry.objects.values_list("action", flat=True))
        assert {"organisation_added", "organisation_changed"} <= actions

    def test_everything_wrong_is_said_at_once_and_nothing_can_be_applied(
        self, officer: Client
    ) -> None:
        factories.OrganisationFactory.create_batch(2, name="Tvilling")

        preview = send(
            officer,
            ORGANISATIONS,
            "Navn;Slags;CVR-nummer;Kommunekode;Hjemmeside;Opdigtet\n"
            "God;company;;;;nej\n"
            "Dårlig;opera;12;997;ikke en adresse;måske\n"
            "Tvilling;company;;;;\n"
            ";company;;;;\n"
            "God;company;;;;\n",
        )

        shown = words(preview)
        assert "4 afviste" in shown
        for reason in (
            "“opera” er ingen slags organisation",
            "otte cifre",
            "koden “997”",
            "“måske” er hverken ja eller nej",
            "2 hedder “Tvilling”",
            "hverken nøgle eller navn",
            "Det samme som i række 2",
        ):
            assert reason in shown, reason
        assert 'name="kept"' not in preview.content.decode()
        assert Organisation.objects.count() == 2

    @pytest.mark.parametrize(
        ("content", "name", "reason"),
        [
            (b"", "t.csv", "tom"),
            (b"\x00\x01", "t.csv", "nul"),
            (b"Navn;Farve\nA;b\n", "t.csv", "Overskriften kendes ikke"),
            (b"Slags\ncompany\n", "t.csv", "»Navn«"),
            (b"Navn;Name\na;b\n", "t.csv", "To kolonner"),
            (b"Navn\na\n", "t.pdf", "pdf"),
            (b"Navn\na\n", "t.xlsx", "xlsx"),
            (b"PK\x03\x04kaput", "t.xlsx", "xlsx"),
            (b"Navn\n" + b"a\n" * 2001, "t.csv", "2.000"),
        ],
    )
    def test_a_file_that_is_no_such_table_is_refused(
        self, officer: Client, content: bytes, name: str, reason: str
    ) -> None:
        answer = send(officer, ORGANISATIONS, content, name)

        assert answer.status_code == 400
        assert reason in words(answer)

    def test_a_change_in_between_is_shown_before_anything_is_written(self, officer: Client) -> None:
        row = factories.OrganisationFactory.create(key="balby", name="Balby", kind="company")
        preview = send(officer, ORGANISATIONS, "Key,Name,Kind\nbalby,Balby Ny,company\n")
        row.name = "Rettet af en anden"
        row.save()

        answer = officer.post(APPLY_ORGANISATIONS, {"kept": kept_in(preview)})

        row.refresh_from_db()
        assert answer.status_code == 409
        assert "Rettet af en anden" in words(answer)
        assert row.name == "Rettet af en anden"
        officer.post(APPLY_ORGANISATIONS, {"kept": kept_in(answer)})
        row.refresh_from_db()
        assert row.name == "Balby Ny"

    def test_a_preview_made_elsewhere_is_refused(self, officer: Client) -> None:
        preview = send(officer, ORGANISATIONS, "Navn;Slags\nBalby;company\n")

        forged = officer.post(APPLY_ORGANISATIONS, {"kept": "x" + kept_in(preview)}, follow=True)
        other_kind = officer.post(APPLY_PEOPLE, {"kept": kept_in(preview)}, follow=True)

        for answer in (forged, other_kind):
            assert "Send filen igen" in words(answer)
        assert not Organisation.objects.exists()

    def test_a_formula_in_a_file_stays_text(self, officer: Client) -> None:
        preview = send(officer, ORGANISATIONS, "Navn;Slags\n<b>=1+1</b>;company\n")

        assert "<b>=1+1</b>" not in preview.content.decode()


class TestPeople:
    def test_people_come_with_their_posts(self, officer: Client) -> None:
        factories.OrganisationFactory.create(key="balby", name="Balby Kommune")
        preview = send(
            officer,
            PEOPLE,
            "Navn;E-mail;Organisation;Titel på dansk;Første dag;Sidste dag\n"
            "Pia Plan;pia@balby.example;Balby Kommune;Planchef;2017-01-01;30.06.2019\n"
            "Pia Plan;;Balby Kommune;Direktør;2019-07-01;\n",
        )

        officer.post(APPLY_PEOPLE, {"kept": kept_in(preview)})

        person = Person.objects.get()
        posts = list(Affiliation.objects.filter(person=person).order_by("from_on"))
        assert (person.key, person.email) == ("pia-plan", "pia@balby.example")
        assert [(one.title_da, one.from_on, one.until_on) for one in posts] == [
            ("Planchef", date(2017, 1, 1), date(2019, 7, 1)),
            ("Direktør", date(2019, 7, 1), None),
        ]

    def test_a_title_that_changes_is_shown_as_from_and_to(self, officer: Client) -> None:
        factories.AffiliationFactory.create(
            person__name="Pia Plan", organisation__key="balby", title_da="Planchef"
        )

        preview = send(
            officer, PEOPLE, "Navn;Organisationens nøgle;Titel på dansk\nPia Plan;balby;Direktør\n"
        )

        assert "fra “Planchef” til “Direktør”" in words(preview)

    def test_what_is_wrong_with_a_post_is_said(self, officer: Client) -> None:
        factories.OrganisationFactory.create(key="balby", name="Balby Kommune")
        preview = send(
            officer,
            PEOPLE,
            "Navn;E-mail;Organisation;Første dag;Sidste dag\n"
            "A;ikke-mail;Balby Kommune;i går;\n"
            "B;;Findes Ikke;;\n"
            "C;;Balby Kommune;2019-01-01;2018-01-01\n",
        )

        shown = words(preview)
        assert "3 afviste" in shown
        for reason in ("“i går” er ingen dato", "“Findes Ikke”", "startdatoen", "e-mail"):
            assert reason in shown, reason
        assert not Person.objects.exists()


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
@pytest.mark.parametrize("kind", ["organisations", "people"])
def test_our_own_export_comes_back_unchanged(officer: Client, kind: str, file_format: str) -> None:
    factories.OrganisationFactory.create(
        name="=Balby; »Bolig«, ApS", kind="company", cvr="12345678", website="https://balby.example"
    )
    factories.AffiliationFactory.create(
        title_da="-Chef",
        title_en="Head",
        from_on=date(2017, 1, 1),
        until_on=date(2019, 7, 1),
        source_title="Kilden",
    )
    factories.AffiliationFactory.create()
    factories.PersonFactory.create(email="alene@balby.example", source_title="Kilden")

    exported = officer.get(f"/kartotek/eksport/{kind}.{file_format}")
    preview = send(officer, f"/kartotek/import/{kind}/", exported.content, f"t.{file_format}")

    assert "0 nye, 0 ændrede" in words(preview), words(preview)
    assert "0 afviste" in words(preview)
    assert 'name="kept"' not in preview.content.decode()


def test_an_export_builds_the_same_directory_anew(officer: Client) -> None:
    factories.AffiliationFactory.create(
        person__name="Pia Plan",
        person__email="pia@balby.example",
        organisation__name="Balby Kommune",
        from_on=date(2017, 1, 1),
    )
    exported = {
        kind: officer.get(f"/kartotek/eksport/{kind}.csv").content
        for kind in ("organisations", "people")
    }
    Affiliation.with_removed.all().delete()
    Person.with_removed.all().delete()
    Organisation.with_removed.all().delete()

    for kind, content in exported.items():
        preview = send(officer, f"/kartotek/import/{kind}/", content)
        officer.post(f"/kartotek/import/{kind}/anvend/", {"kept": kept_in(preview)})

    again = {
        kind: officer.get(f"/kartotek/eksport/{kind}.csv").content
        for kind in ("organisations", "people")
    }
    assert again == exported


def test_the_pages_are_for_those_who_keep_the_directory(
    client: Client, municipal_planner: User
) -> None:
    client.force_login(municipal_planner)

    for address in (ORGANISATIONS, "/kartotek/eksport/people.csv"):
        assert client.get(address).status_code == 403


def test_what_does_not_exist_is_not_there(officer: Client) -> None:
    assert officer.get("/kartotek/import/operaer/").status_code == 404
    assert officer.get("/kartotek/eksport/people.pdf").status_code == 404
    assert officer.get(PEOPLE).status_code == 200
