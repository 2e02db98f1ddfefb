"""The list of organisations, and keeping it."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from tests.web import factories

from bybalance.web.accounts.models import User
from bybalance.web.directory.models import Organisation
from bybalance.web.shared.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client: Client, programme_officer: User) -> Client:
    client.force_login(programme_officer)
    return client


def test_it_is_public_searched_and_paged(
    resident: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    factories.OrganisationFactory.create_batch(60, kind="company")
    factories.OrganisationFactory.create(name="Balby Kommune", kind="municipality")

    with django_assert_max_num_queries(12):
        first = resident.get("/kartotek/organisationer/").content.decode()
    found = resident.get("/kartotek/organisationer/?search=balby&kind=municipality")
    strange = resident.get("/en/directory/organisations/?kind=opera&page=banan")

    assert "61 organisationer." in first
    assert "page=2" in first
    assert "1 organisation." in found.content.decode()
    assert strange.status_code == 200


def test_it_is_added_with_a_key_of_its_own(officer: Client) -> None:
    assert officer.get("/kartotek/organisationer/ny/").status_code == 200
    for _time in range(2):
        officer.post("/kartotek/organisationer/ny/", {"name": "Balby Bolig", "kind": "company"})

    keys = set(Organisation.objects.values_list("key", flat=True))
    assert keys == {"balby-bolig", "balby-bolig-2"}


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"name": "Balby", "kind": "company", "cvr": "1234"}, "otte cifre"),
        ({"name": "—", "kind": "company"}, "mindst et bogstav"),
        ({"name": "Balby", "kind": "opera"}, "opera"),
    ],
)
def test_bad_input_is_refused_with_the_reason(
    officer: Client, given: dict[str, str], reason: str
) -> None:
    answer = officer.post("/kartotek/organisationer/ny/", given)

    assert answer.status_code == 400
    assert reason in answer.content.decode()
    assert not Organisation.objects.exists()


def test_it_is_changed_and_logged(officer: Client) -> None:
    factories.OrganisationFactory.create(key="balby", name="Balby Bolig")

    given = {"name": "Balby Boligforening", "kind": "housing_organisation"}
    officer.post("/kartotek/organisationer/balby/rediger/", given)

    assert Organisation.objects.get(key="balby").name == "Balby Boligforening"
    assert AuditEntry.objects.get(action="organisation_changed").before["name"] == "Balby Bolig"


def test_it_is_removed_and_brought_back(officer: Client) -> None:
    factories.OrganisationFactory.create(key="balby", name="Balby Bolig")

    assert officer.get("/kartotek/organisationer/balby/fjern/").status_code == 200
    officer.post("/kartotek/organisationer/balby/fjern/")
    assert not Organisation.objects.exists()
    assert "Balby Bolig" in officer.get("/kartotek/fjernet/").content.decode()

    officer.post("/kartotek/fjernet/organisation/balby/gendan/")
    assert Organisation.objects.get().key == "balby"
    assert officer.post("/kartotek/fjernet/opera/balby/gendan/").status_code == 404


def test_one_that_takes_part_stays(officer: Client) -> None:
    organisation = factories.OrganisationFactory.create(key="balby")
    factories.PartnerRoleFactory.create(organisation=organisation)

    answer = officer.post("/kartotek/organisationer/balby/fjern/", follow=True)

    assert "kan derfor ikke fjernes" in answer.content.decode()
    assert Organisation.objects.exists()
