"""Canaries: words in closed meetings and confidential items that no outsider may ever read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation
from tests.web import factories
from tests.web.committees.conftest import body_of, path, signed_in

from bybalance.web.accounts.models import RoleAssignment, User
from bybalance.web.areas.models import Area
from bybalance.web.committees.models import (
    Attendance,
    Committee,
    Decision,
    FollowUp,
    Meeting,
    Paper,
)
from bybalance.web.committees.queries import area_section
from bybalance.web.committees.services import agenda
from bybalance.web.programme.models import Node
from bybalance.web.shared.models import AuditEntry
from bybalance.web.shared.related import told
from bybalance.web.shared.roles import Role
from bybalance.web.shared.together import Questions
from bybalance.web.site import routes
from bybalance.web.site.group_sections import group_sections

pytestmark = pytest.mark.django_db

CANARY = "KANARIE"


@pytest.fixture
def area(db: None) -> Area:
    return factories.AreaFactory.create(area_id="balby-nord", municipality__code="461")


@pytest.fixture
def node(area: Area) -> Node:
    return factories.NodeFactory.create(areas=[area])


@pytest.fixture
def caged(
    committee: Committee, area: Area, node: Node, programme_officer: User, meeting: Meeting
) -> dict[str, Any]:
    """A closed meeting and a confidential item of an open one, full of canaries."""
    Committee.objects.filter(pk=committee.pk).update(node=node)
    closed = factories.MeetingFactory.create(
        committee=committee, is_public=False, title_da=f"{CANARY} 1", place=f"{CANARY} 2",
        summary_da=f"{CANARY} 3", area=area, number=9, held_on=date(2019, 5, 1),
        minutes_state="approved", is_minutes_published=True,
    )  # fmt: skip
    Meeting.objects.filter(pk=meeting.pk).update(
        area=area, minutes_state="approved", is_minutes_published=True
    )
    secret_items = [
        factories.AgendaItemFactory.create(
            meeting=where, title_da=f"{CANARY} 4", text_da=f"{CANARY} 5",
            minutes_da=f"{CANARY} 6", is_confidential=where is not closed,
        )
        for where in (closed, meeting)
    ]  # fmt: skip
    papers, talks, follow_ups = [], [], []
    for item in secret_items:
        Decision.objects.create(item=item, text_da=f"{CANARY} 7", created_at=closed.created_at)
        follow_ups.append(
            FollowUp.objects.create(
                item=item,
                text=f"{CANARY} 8",
                updated_at=closed.created_at,
                owner=factories.PersonFactory.create(),
            )
        )
        papers.append(
            agenda.add_paper(
                item,
                SimpleUploadedFile(f"{CANARY}.pdf", b"%PDF-1"),
                title=f"{CANARY} 9",
                is_public=True,
                by=programme_officer,
                now=closed.created_at,
            )
        )
        talk = factories.TalkFactory.create(
            committee=committee, meeting=item.meeting, item=item, subject_da=f"{CANARY} 10",
            areas=[area],
        )  # fmt: skip
        speaker = factories.PersonFactory.create(name=f"{CANARY} 11")
        factories.TalkSpeakerFactory.create(talk=talk, person=speaker)
        talks.append(talk)
    guest = factories.PersonFactory.create(name=f"{CANARY} 12")
    Attendance.objects.create(meeting=closed, person=guest, mode="online")
    return {"closed": closed, "papers": papers, "talks": talks, "follow_ups": follow_ups}


@pytest.fixture
def outsiders(
    committee: Committee, area: Area, stranger: User, municipal_planner: User, former_member: User,
    other_member: User,
) -> list[Client]:  # fmt: skip
    """A visitor, and everyone who is signed in and neither a member nor an editor."""
    owner = factories.UserFactory.create()
    factories.RoleAssignmentFactory.create(
        user=owner, role=Role.HOUSING_ORGANISATION, scope_kind=RoleAssignment.ScopeKind.AREA,
        scope_key=area.area_id,
    )  # fmt: skip
    everywhere = []
    for role in set(Role) - {Role.ADMINISTRATOR, Role.PROGRAMME_OFFICER}:
        user = factories.UserFactory.create()
        factories.RoleAssignmentFactory.create(user=user, role=role)
        everywhere.append(user)
    people = [stranger, municipal_planner, former_member, other_member, owner, *everywhere]
    return [Client(), *map(signed_in, people)]


def addresses(caged: dict[str, Any], committee: Committee, meeting: Meeting) -> Iterator[str]:
    """Every address of ours that can be read, for every thing that hides a canary."""
    examples: dict[str, list[Any]] = {
        "key": [committee.key],
        "meeting_id": [caged["closed"].pk, meeting.pk],
        "paper_id": [one.pk for one in caged["papers"]],
        "talk_id": [one.pk for one in caged["talks"]],
        "follow_up_id": [one.pk for one in caged["follow_ups"]],
        "item_id": [one.item_id for one in caged["papers"]],
        "area_id": ["balby-nord"],
    }
    for route in routes.all_routes():
        if not route.name.startswith("committees:"):
            continue
        first = {name: examples.get(name, [1])[0] for name in route.parameters}
        for name in route.parameters or [""]:
            for value in examples.get(name, [1]):
                kwargs = {**first, **({name: value} if name else {})}
                for language in ("da", "en"):
                    with translation.override(language):
                        yield reverse(route.name, kwargs=kwargs)


def told_by(answer: Any) -> str:
    """Everything an answer says, headers and file names too."""
    return f"{body_of(answer).decode(errors='replace')} {answer.headers}"


def test_no_page_file_or_feed_shows_a_canary_to_an_outsider(
    caged: dict[str, Any], committee: Committee, meeting: Meeting, outsiders: list[Client]
) -> None:
    found = sorted(set(addresses(caged, committee, meeting)))

    told = {
        address
        for outsider in outsiders
        for address in found
        if CANARY in told_by(outsider.get(address))
    }

    assert len(found) > 80
    assert told == set()


def test_what_is_hidden_answers_as_what_does_not_exist(
    caged: dict[str, Any], outsiders: list[Client]
) -> None:
    closed = caged["closed"]
    for outsider in outsiders:
        for address in (
            f"/udvalg/balby/moeder/{closed.pk}/",
            path(closed, "committees:meeting_file"),
            path(closed, "committees:agenda_pdf"),
            path(closed, "committees:minutes_pdf"),
            *(f"/udvalg/bilag/{one.pk}/" for one in caged["papers"]),
            *(f"/udvalg/oplaeg/{one.pk}/" for one in caged["talks"]),
        ):
            assert outsider.get(address).status_code == 404, address


def test_searching_for_a_canary_finds_nothing(
    caged: dict[str, Any], outsiders: list[Client], area: Area
) -> None:
    for outsider in outsiders:
        assert "0 oplæg" in outsider.get(f"/udvalg/oplaeg/?search={CANARY}").content.decode()
        page = outsider.get(f"/udvalg/eksperter/?area={area.pk}").content.decode()
        assert CANARY not in page


def test_the_pages_of_the_area_and_of_the_programme_show_none(
    caged: dict[str, Any], area: Area, node: Node, municipal_planner: User, former_member: User
) -> None:
    for user in (municipal_planner, former_member):
        sections = [
            told(area_section, area, user),
            group_sections(node, user, Questions())(),
        ]
        assert CANARY not in str(sections)
        assert "Balby" in str(sections)


def test_the_audit_log_holds_none(
    caged: dict[str, Any], secretary: Client, meeting: Meeting
) -> None:
    closed = caged["closed"]
    item = closed.items.get()
    secretary.post(path(closed, "committees:minutes"), {f"minutes_da_{item.pk}": CANARY})
    secretary.post(path(closed, "committees:cancel_meeting"), {"reason": CANARY})
    secretary.post(f"/udvalg/punkter/{item.pk}/beslutning/", {"text_da": CANARY})
    secretary.post(f"/udvalg/punkter/{item.pk}/slet/")

    rows = AuditEntry.objects.all()

    assert rows.exists()
    assert CANARY not in str([(row.before, row.after, row.object_key) for row in rows])


def test_members_do_see_them(
    caged: dict[str, Any], committee: Committee, meeting: Meeting, member: User
) -> None:
    inside = signed_in(member)

    for shown in (caged["closed"], meeting):
        page = inside.get(f"/udvalg/balby/moeder/{shown.pk}/").content.decode()
        for number in (4, 5, 6, 7, 8, 9, 10):
            assert f"{CANARY} {number}" in page, number
    for paper in Paper.objects.all():
        assert CANARY in told_by(inside.get(f"/udvalg/bilag/{paper.pk}/"))
