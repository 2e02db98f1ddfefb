"""An organisation and what it takes part in."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from tests.web import factories

pytestmark = pytest.mark.django_db


def test_it_shows_what_it_takes_part_in_and_hides_drafts(
    resident: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    organisation = factories.OrganisationFactory.create(key="balby-bolig", cvr="12345678")
    factories.PartnerRoleFactory.create(organisation=organisation, node__name_da="Åben kampagne")
    factories.PartnerRoleFactory.create(
        organisation=organisation, node__name_da="KANARIEFUGL", node__is_published=False
    )
    factories.AffiliationFactory.create(organisation=organisation, person__name="Hemmelig Person")

    with django_assert_max_num_queries(12):
        page = resident.get("/kartotek/organisationer/balby-bolig/").content.decode()

    for words in ("Åben kampagne", "12345678", "opdigtet"):
        assert words in page
    assert "KANARIEFUGL" not in page
    assert "Hemmelig Person" not in page


def test_one_that_is_removed_is_not_there(resident: Client) -> None:
    factories.OrganisationFactory.create(key="balby-bolig", removed_at=factories.LONG_AGO)

    assert resident.get("/kartotek/organisationer/balby-bolig/").status_code == 404
