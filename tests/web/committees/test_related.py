from __future__ import annotations

import pytest
from django.test import Client
from tests.web import factories

from bybalance.web.committees.models import Committee, Meeting

pytestmark = pytest.mark.django_db


def test_the_page_of_a_campaign_leads_to_its_groups_and_their_meetings(
    resident: Client, committee: Committee, meeting: Meeting
) -> None:
    node = factories.NodeFactory.create(key="balby-i-balance")
    Committee.objects.update(node=node)

    page = resident.get("/program/balby-i-balance/").content.decode()

    assert 'href="/udvalg/balby/"' in page
    assert f'href="/udvalg/balby/moeder/{meeting.pk}/"' in page
    assert 'href="/udvalg/"' in page


def test_the_page_of_an_area_leads_to_meetings_there_and_talks_about_it(
    resident: Client, meeting: Meeting
) -> None:
    area = factories.AreaFactory.create(area_id="balby-syd")
    Meeting.objects.update(area=area)
    talk = factories.TalkFactory.create(areas=[area])
    factories.TalkSpeakerFactory.create(talk=talk)

    page = resident.get("/omraader/balby-syd/").content.decode()

    assert f'href="/udvalg/balby/moeder/{meeting.pk}/"' in page
    assert f'href="/udvalg/oplaeg/{talk.pk}/"' in page
