from __future__ import annotations

import json
from typing import Any

import pytest
import typst
from django.test import Client
from tests.web import factories
from tests.web.committees.conftest import path, signed_in

from bybalance.web.accounts.models import User
from bybalance.web.committees.models import AgendaItem, Decision, Meeting

pytestmark = pytest.mark.django_db


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The text of each sheet that went to the printer."""
    given: list[str] = []
    real = typst.compile

    def listening(*args: Any, **options: Any) -> bytes:
        given.append(json.dumps(json.loads(options["sys_inputs"]["sheet"]), ensure_ascii=False))
        return bytes(real(*args, **options))

    monkeypatch.setattr(typst, "compile", listening)
    return given


@pytest.fixture
def minuted(meeting: Meeting) -> Meeting:
    open_item: AgendaItem = factories.AgendaItemFactory.create(
        meeting=meeting, position=1, title_da="Stien", minutes_da="Vi talte.", duration_min=20
    )
    Decision.objects.create(item=open_item, text_da="Sti B.", created_at=meeting.created_at)
    factories.AgendaItemFactory.create(
        meeting=meeting, position=2, title_da="KANARIEPUNKT", is_confidential=True
    )
    Meeting.objects.filter(pk=meeting.pk).update(
        minutes_state="approved", is_minutes_published=True
    )
    meeting.refresh_from_db()
    return meeting


def test_the_agenda_is_printed_without_confidential_items(
    resident: Client, minuted: Meeting, printed: list[str]
) -> None:
    answer = resident.get(path(minuted, "committees:agenda_pdf"))

    assert answer.content.startswith(b"%PDF")
    assert answer["Content-Disposition"].endswith('"dagsorden-balby-2035-03-14.pdf"')
    assert "1. Stien" in printed[0]
    assert "KANARIEPUNKT" not in printed[0]
    assert "hemmeligt-rum" not in printed[0]


def test_members_get_them_printed_with_a_notice(
    minuted: Meeting, member: User, printed: list[str]
) -> None:
    signed_in(member).get(path(minuted, "committees:agenda_pdf"))

    assert "KANARIEPUNKT" in printed[0]
    assert "kun for gruppens medlemmer" in printed[0]


def test_the_minutes_are_printed_in_the_language_of_the_page(
    resident: Client, minuted: Meeting, printed: list[str]
) -> None:
    resident.get(path(minuted, "committees:minutes_pdf"))
    answer = resident.get(f"/en/committees/balby/meetings/{minuted.pk}/minutes.pdf")

    danish, english = printed
    assert "Vi talte." in danish
    assert "Beslutninger" in danish
    assert "Decisions" in english
    assert b"/Lang(en)" in answer.content


@pytest.mark.parametrize("state", ["none", "draft"])
def test_minutes_that_are_not_published_are_not_there_for_outsiders(
    resident: Client, minuted: Meeting, member: User, state: str
) -> None:
    Meeting.objects.update(minutes_state=state, is_minutes_published=False)

    assert resident.get(path(minuted, "committees:minutes_pdf")).status_code == 404
    inside = signed_in(member).get(path(minuted, "committees:minutes_pdf")).status_code
    assert inside == (404 if state == "none" else 200)


def test_a_closed_meeting_is_not_printed_for_outsiders(
    resident: Client, minuted: Meeting, other_member: User
) -> None:
    Meeting.objects.update(is_public=False)

    for reader in (resident, signed_in(other_member)):
        assert reader.get(path(minuted, "committees:agenda_pdf")).status_code == 404


def test_it_rejects_post(resident: Client, minuted: Meeting) -> None:
    assert resident.post(path(minuted, "committees:agenda_pdf")).status_code == 405
