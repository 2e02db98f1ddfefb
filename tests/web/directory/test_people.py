"""People are kept by those who run the programme, and met by others where they take part."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from tests.web import factories

from bybalance.web.accounts.models import User
from bybalance.web.directory.models import Affiliation, Person
from bybalance.web.shared.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client: Client, programme_officer: User) -> Client:
    client.force_login(programme_officer)
    return client


@pytest.mark.parametrize("address", ["/kartotek/personer/", "/kartotek/personer/pia/"])
def test_the_list_is_not_public(
    client: Client, stranger: User, municipal_planner: User, address: str
) -> None:
    factories.PersonFactory.create(key="pia", name="Pia Planlægger")

    assert client.get(address).status_code == 302
    for user in (stranger, municipal_planner):
        client.force_login(user)
        assert client.get(address).status_code == 403


def test_it_is_searched_by_name_or_organisation(
    officer: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    factories.AffiliationFactory.create_batch(20)
    factories.AffiliationFactory.create(
        person__name="Pia Planlægger", title_da="Planchef", organisation__name="Balby Kommune"
    )

    with django_assert_max_num_queries(12):
        officer.get("/kartotek/personer/")
    for search in ("pia", "balby kommune"):
        page = officer.get("/kartotek/personer/", {"search": search}).content.decode()
        assert "1 person." in page
        assert "Planchef, Balby Kommune" in page


def test_a_person_is_added_and_the_log_does_not_tell_who(officer: Client) -> None:
    assert officer.get("/kartotek/personer/ny/").status_code == 200
    officer.post("/kartotek/personer/ny/", {"name": "Pia Plan", "email": "pia@balby.example"})
    officer.post(
        "/kartotek/personer/pia-plan/rediger/",
        {"name": "Pia Plan", "email": "pia.plan@balby.example"},
    )

    person = Person.objects.get(key="pia-plan")
    entries = AuditEntry.objects.filter(object_kind="directory.person")
    assert person.email == "pia.plan@balby.example"
    assert entries.count() == 2
    assert "balby.example" not in str([(one.before, one.after) for one in entries])
    assert "Pia" not in str([(one.before, one.after) for one in entries])


class TestPosts:
    def test_a_post_has_a_last_day(self, officer: Client) -> None:
        factories.PersonFactory.create(key="pia")
        organisation = factories.OrganisationFactory.create(name="Balby Kommune")
        given = {
            "organisation": organisation.pk,
            "title_da": "Planchef",
            "from_on": "2017-01-01",
            "last_on": "2019-06-30",
        }

        assert officer.get("/kartotek/personer/pia/stillinger/ny/").status_code == 200
        officer.post("/kartotek/personer/pia/stillinger/ny/", given)

        post = Affiliation.objects.get()
        assert post.until_on == date(2019, 7, 1)
        assert "Balby Kommune" in officer.get("/kartotek/personer/pia/").content.decode()

    def test_a_post_is_changed_removed_and_brought_back(self, officer: Client) -> None:
        post = factories.AffiliationFactory.create(person__key="pia")
        address = f"/kartotek/personer/pia/stillinger/{post.pk}/"
        officer.post(address, {"organisation": post.organisation_id, "title_da": "Chef"})
        post.refresh_from_db()
        assert post.title_da == "Chef"

        assert officer.get(f"/kartotek/personer/pia/stillinger/{post.pk}/fjern/").status_code == 200
        officer.post(f"/kartotek/personer/pia/stillinger/{post.pk}/fjern/")
        assert not Affiliation.objects.exists()

        officer.post(f"/kartotek/personer/pia/stillinger/{post.pk}/gendan/")
        assert Affiliation.objects.exists()

    def test_a_last_day_before_the_first_is_refused(self, officer: Client) -> None:
        post = factories.AffiliationFactory.create(person__key="pia")
        given = {
            "organisation": post.organisation_id,
            "from_on": "2019-01-01",
            "last_on": "2018-01-01",
        }

        answer = officer.post(f"/kartotek/personer/pia/stillinger/{post.pk}/", given)

        assert answer.status_code == 400
        assert "før den første" in answer.content.decode()


def test_a_person_is_removed_and_brought_back(officer: Client) -> None:
    factories.PersonFactory.create(key="pia", name="Pia Plan")

    assert officer.get("/kartotek/personer/pia/fjern/").status_code == 200
    officer.post("/kartotek/personer/pia/fjern/")
    assert officer.get("/kartotek/personer/pia/").status_code == 404

    officer.post("/kartotek/fjernet/person/pia/gendan/")
    assert officer.get("/kartotek/personer/pia/").status_code == 200
