from __future__ import annotations

import pytest
from django.db import DatabaseError
from tests.web import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("cvr", ["1234567", "123456789", "1234567x"])
def test_a_cvr_number_has_eight_digits(cvr: str) -> None:
    with pytest.raises(DatabaseError):
        factories.OrganisationFactory.create(cvr=cvr)


def test_an_affiliation_reads_as_person_title_and_organisation() -> None:
    row = factories.AffiliationFactory.create(
        person__name="Pia Plan", title_da="Planchef", organisation__name="Balby Kommune"
    )

    assert str(row) == "Pia Plan, Planchef, Balby Kommune"
