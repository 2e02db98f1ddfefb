"""Look through the events."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from tests.web import factories
from tests.web.events.pages import said

from bybalance.web.accounts.models import User
from bybalance.web.events.models import Registration
from bybalance.web.events.queries import related
from bybalance.web.shared.related import told

pytestmark = pytest.mark.django_db

DANISH, ENGLISH = "/arrangementer/", "/en/events/"


def test_a_stranger_sees_what_is_coming_with_the_seats_that_are_left(client: Client) -> None:
    event = factories.EventFactory.create(title_da="Åbent hus", capacity=10)
    factories.RegistrationFactory.create(event=event, seats=3)

    page = said(client.get(DANISH))

    assert "Åbent hus" in page
    assert "14. marts 2090 kl. 16.00–18.00" in page
    assert "7 pladser tilbage" in page
    assert "1 arrangement på vej" in page


def test_in_english_the_same(client: Client) -> None:
    factories.EventFactory.create(title_da="Åbent hus", title_en="Open house")

    page = said(client.get(ENGLISH))

    assert "Open house" in page
    assert "14 March 2090 at 16:00–18:00" in page
    assert "10 seats left" in page


def test_a_full_event_says_so(client: Client) -> None:
    event = factories.EventFactory.create(capacity=2)
    factories.RegistrationFactory.create(event=event, seats=2, state=Registration.State.HELD)

    assert "Alt optaget, venteliste" in said(client.get(DANISH))


def test_past_events_are_for_those_who_ask(client: Client) -> None:
    yesterday = timezone.now() - timedelta(days=1)
    factories.EventFactory.create(title_da="Det var i går", starts_at=yesterday)

    assert "Det var i går" not in said(client.get(DANISH))
    assert "Det var i går" in client.get(f"{DANISH}?period=past").content.decode()


def test_events_can_be_filtered_by_kind_and_area(client: Client) -> None:
    area = factories.AreaFactory.create()
    factories.EventFactory.create(title_da="Vandring", kind="walk", areas=[area])
    factories.EventFactory.create(title_da="Møde", kind="workshop")

    by_kind = client.get(f"{DANISH}?kind=workshop").content.decode()
    by_area = client.get(f"{DANISH}?area={area.area_id}").content.decode()

    assert "Møde" in by_kind
    assert "Vandring" not in by_kind
    assert "Vandring" in by_area
    assert ">Møde<" not in by_area


def test_a_draft_is_seen_by_officers_only(client: Client, programme_officer: User) -> None:
    factories.EventFactory.create(title_da="Hemmelig plan", is_published=False)

    assert "Hemmelig plan" not in said(client.get(DANISH))
    client.force_login(programme_officer)
    assert "Hemmelig plan" in said(client.get(DANISH))


def test_a_filter_that_does_not_exist_shows_all(client: Client) -> None:
    factories.EventFactory.create(title_da="Åbent hus")

    assert "Åbent hus" in client.get(f"{DANISH}?kind=party&period=never").content.decode()


def test_many_events_cost_no_more_queries(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(60):
        event = factories.EventFactory.create()
        factories.RegistrationFactory.create(event=event)

    with django_assert_max_num_queries(6):
        page = said(client.get(DANISH))

    assert 'aria-label="Sider"' in page


def test_nothing_coming_leads_to_what_has_been(client: Client) -> None:
    assert "Se tidligere arrangementer" in said(client.get(DANISH))


def test_the_page_only_reads(client: Client) -> None:
    assert client.post(DANISH).status_code == 405


def test_an_area_and_a_node_have_their_events(programme_officer: User) -> None:
    area, node = factories.AreaFactory.create(), factories.NodeFactory.create()
    mine = factories.EventFactory.create(areas=[area], node=node)
    factories.EventFactory.create(areas=[area], node=node, is_published=False)
    factories.EventFactory.create()

    for section in (
        told(related.area_section, area, AnonymousUser()),
        told(related.node_section, node, AnonymousUser()),
    ):
        assert [link.url for link in section.links] == [mine.get_absolute_url()]
    assert len(told(related.area_section, area, programme_officer).links) == 2
