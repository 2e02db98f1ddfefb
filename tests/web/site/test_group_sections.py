"""The meetings of a group on the page of the campaign that it belongs to."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from tests.web import factories

from bybalance.web.committees.models import Committee
from bybalance.web.site.group_sections import SHOWN_MEETINGS

pytestmark = pytest.mark.django_db

PAGE = "/program/balby/"


@pytest.fixture
def group() -> Committee:
    node = factories.NodeFactory.create(key="balby")
    return factories.CommitteeFactory.create(key="udvalget", name_da="Udvalget", node=node)


def meetings_of(group: Committee, count: int, **fields: object) -> None:
    for number in range(count):
        factories.MeetingFactory.create(
            committee=group,
            held_on=date(2030, 1, 1) + timedelta(days=number),
            place=f"Sal {number:02d}",
            **fields,
        )


def places_in(page: str) -> list[str]:
    """The rooms of the meetings on the page, which stand only in the table of meetings."""
    return re.findall(r"Sal \d+", page)


def test_the_newest_meetings_stand_first_and_the_others_on_the_page_of_the_group(
    resident: Client, group: Committee
) -> None:
    meetings_of(group, SHOWN_MEETINGS + 3)
    other = factories.CommitteeFactory.create(node=group.node)
    factories.MeetingFactory.create(committee=other, held_on=date(2019, 1, 1), place="Sal 99")

    page = resident.get(PAGE).content.decode()

    newest_first = [f"Sal {number:02d}" for number in range(SHOWN_MEETINGS + 2, 2, -1)]
    assert places_in(page) == [*newest_first, "Sal 99"]
    assert page.count("Flere møder på siden for Udvalget") == 1


def test_few_meetings_all_stand_on_the_page(resident: Client, group: Committee) -> None:
    meetings_of(group, SHOWN_MEETINGS)

    page = resident.get(PAGE).content.decode()

    assert len(places_in(page)) == SHOWN_MEETINGS
    assert "Flere møder" not in page


def test_closed_meetings_take_no_place_and_tell_of_nothing(
    resident: Client, group: Committee
) -> None:
    meetings_of(group, SHOWN_MEETINGS)
    factories.MeetingFactory.create_batch(
        5, committee=group, held_on=date(2031, 1, 1), is_public=False, place="Sal 77"
    )

    page = resident.get(PAGE).content.decode()

    assert "Sal 77" not in page
    assert len(places_in(page)) == SHOWN_MEETINGS
    assert "Flere møder" not in page


def test_each_talk_of_a_meeting_has_a_line_of_its_own(resident: Client, group: Committee) -> None:
    meeting = factories.MeetingFactory.create(committee=group)
    for position, subject in enumerate(("En genvej", "Et torv; og en bro")):
        factories.TalkFactory.create(
            committee=group, meeting=meeting, subject_da=subject, position=position
        )

    page = resident.get(PAGE).content.decode()

    assert "<li>En genvej</li><li>Et torv; og en bro</li>" in page
    assert "En genvej; Et torv" not in page
