from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError
from tests.web import factories

from bybalance.web.programme.models import Node, PartnerRole

pytestmark = pytest.mark.django_db


def test_the_last_day_is_the_one_before_the_end() -> None:
    campaign = factories.NodeFactory.create(from_on=date(2016, 1, 1), until_on=date(2021, 1, 1))

    assert campaign.last_day_on == date(2020, 12, 31)


def test_rows_that_hold_on_a_day_are_those_whose_period_holds_it() -> None:
    open_ended = factories.NodeFactory.create()
    ending = factories.NodeFactory.create(until_on=date(2021, 1, 1))

    assert set(Node.objects.on(date(2020, 12, 31))) == {open_ended, ending}
    assert set(Node.objects.on(date(2021, 1, 1))) == {open_ended}
    assert not ending.holds_on(date(2021, 1, 1))


def test_a_period_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(IntegrityError):
        factories.NodeFactory.create(from_on=date(2020, 1, 1), until_on=date(2020, 1, 1))


def test_a_partner_is_one_of_a_node_or_of_an_area_but_not_of_both() -> None:
    node, organisation = factories.NodeFactory.create(), factories.OrganisationFactory.create()
    area = factories.AreaFactory.create()

    with pytest.raises(IntegrityError):
        PartnerRole.objects.create(node=node, area=area, organisation=organisation, role="owner")
