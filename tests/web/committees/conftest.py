"""A group in Balby with a member who can sign in, an outsider, and meetings to come."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from django.urls import reverse
from icalendar import Calendar, Event
from tests.web import factories

from bybalance.web.accounts.models import User
from bybalance.web.committees.models import Committee, Meeting
from bybalance.web.directory.models import Person

START = datetime(2035, 3, 14, 12, tzinfo=UTC)


@pytest.fixture
def committee(db: None) -> Committee:
    """A published group."""
    return factories.CommitteeFactory.create(key="balby", name_da="Balbyudvalget")


def seat(committee: Committee, name: str, email: str, language: str = "da") -> User:
    """Someone with an account who sits in ``committee``."""
    user = factories.UserFactory.create(name=name, email=email, language=language)
    person = factories.PersonFactory.create(name=name, email=email, user=user)
    factories.MembershipFactory.create(committee=committee, person=person)
    return user


@pytest.fixture
def member(committee: Committee) -> User:
    """A present member of the group."""
    return seat(committee, "Mona Medlem", "mona@balby.example")


@pytest.fixture
def english_member(committee: Committee) -> User:
    """A present member who reads English."""
    return seat(committee, "Emma English", "emma@balby.example", "en")


@pytest.fixture
def other_member(db: None) -> User:
    """A member of another group."""
    other = factories.CommitteeFactory.create(key="andet")
    return seat(other, "Otto Outsider", "otto@balby.example")


@pytest.fixture
def former_member(committee: Committee) -> User:
    """Someone whose term has ended."""
    user = factories.UserFactory.create(name="Finn Færdig", email="finn@balby.example")
    person = factories.PersonFactory.create(name="Finn Færdig", user=user)
    factories.MembershipFactory.create(
        committee=committee, person=person, until_on=date(2020, 1, 1)
    )
    return user


@pytest.fixture
def meeting(committee: Committee) -> Meeting:
    """An open meeting to come, with times."""
    return factories.MeetingFactory.create(
        committee=committee,
        number=1,
        held_on=date(2035, 3, 14),
        starts_at=START,
        ends_at=START.replace(hour=14),
        online_url="https://moede.balby.example/hemmeligt-rum",
    )


@pytest.fixture
def secretary(client: Client, programme_officer: User) -> Client:
    """The programme officer at the keyboard."""
    client.force_login(programme_officer)
    return client


def person_named(name: str) -> Person:
    return factories.PersonFactory.create(name=name, email=f"{name.split()[0].lower()}@b.example")


def signed_in(user: User) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser


def path(meeting: Meeting, route: str = "committees:meeting") -> str:
    """The address of a meeting, or of a page of it, in the language that is active (Danish)."""
    return reverse(route, kwargs={"key": meeting.committee.key, "meeting_id": meeting.pk})


def body_of(answer: Any) -> bytes:
    """The content of an answer, a file closed again (closing all would end the transaction)."""
    if not answer.streaming:
        return bytes(answer.content)
    content = b"".join(answer.streaming_content)
    for close in answer._resource_closers:
        close()
    return content


def assert_guarded(address: str, user: User, *, method: str = "get") -> None:
    """A signed-in outsider is refused, and a visitor is sent to sign in."""
    assert getattr(signed_in(user), method)(address).status_code == 403
    visitor = getattr(Client(), method)(address)
    assert visitor.status_code == 302
    assert visitor.url.startswith("/konto/log-ind/")


def calendar_of(letter: EmailMultiAlternatives | Any) -> tuple[Calendar, Event]:
    """The calendar file of a mail, and its one event."""
    [part] = [one for one in letter.message().walk() if one.get_content_type() == "text/calendar"]
    read = Calendar.from_ical(part.get_payload(decode=True))
    [event] = read.walk("VEVENT")
    return read, event


def letters_to(address: str) -> list[Any]:
    return [letter for letter in mail.outbox if letter.to == [address]]
