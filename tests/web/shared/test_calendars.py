from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from icalendar import Calendar

from bybalance.web.shared import calendars

STAMP = datetime(2030, 1, 1, 12, tzinfo=UTC)
EVENT = calendars.CalendarEvent(
    uid="moede-1@balby.example",
    sequence=3,
    title="4. møde i udvalget, med et navn så langt at linjen må foldes: æøå æøå æøå",
    changed_at=datetime(2029, 12, 1, 8, tzinfo=UTC),
    day=date(2030, 3, 14),
    starts_at=datetime(2030, 3, 14, 12, tzinfo=UTC),
    ends_at=datetime(2030, 3, 14, 14, 30, tzinfo=UTC),
    place="Beboerhuset; Balby, sal 2",
    description="Dagsorden følger.\nMed venlig hilsen",
    url="https://balby.example/udvalg/1/moeder/2/",
)
ORGANISER = calendars.Party("sekretariat@balby.example", "Sekretariatet")
MEMBER = calendars.Party("medlem@balby.example", "Ægir Åkjær")


def feed(*events: calendars.CalendarEvent, **options: object) -> bytes:
    return calendars.calendar(
        events,
        name="Balbyudvalget",
        language="da",
        stamped_at=STAMP,
        **options,  # type: ignore[arg-type]
    )


def only_event(content: bytes) -> Calendar:
    [event] = Calendar.from_ical(content).walk("VEVENT")
    return event


def test_lines_end_as_the_standard_has_it_and_none_is_longer_than_75_octets() -> None:
    content = feed(EVENT)

    assert content.endswith(b"END:VCALENDAR\r\n")
    assert content.count(b"\n") == content.count(b"\r\n")
    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    assert b"\r\n " in content


def test_what_was_put_in_is_read_back() -> None:
    event = only_event(feed(EVENT))

    assert event["UID"] == EVENT.uid
    assert event["SEQUENCE"] == 3
    assert event["SUMMARY"] == EVENT.title
    assert event["LOCATION"] == EVENT.place
    assert event["STATUS"] == "CONFIRMED"
    assert event["DTSTAMP"].dt == STAMP
    assert event["LAST-MODIFIED"].dt == EVENT.changed_at
    assert event["DTSTART"].dt == EVENT.starts_at
    assert event["DTEND"].dt == EVENT.ends_at
    assert event["DTSTART"].params["TZID"] == "Europe/Copenhagen"


def test_the_link_stands_in_the_description_and_as_an_address() -> None:
    event = only_event(feed(EVENT))

    assert event["URL"] == EVENT.url
    assert event["DESCRIPTION"] == f"{EVENT.description}\n\n{EVENT.url}"


def test_a_day_without_times_is_a_whole_day_and_needs_no_zone() -> None:
    whole_day = calendars.CalendarEvent(
        uid="a@b", sequence=0, title="Møde", changed_at=STAMP, day=date(2017, 3, 8)
    )

    content = feed(whole_day)
    event = only_event(content)

    assert (event["DTSTART"].dt, event["DTEND"].dt) == (date(2017, 3, 8), date(2017, 3, 9))
    assert event["DTSTART"].params["VALUE"] == "DATE"
    assert b"VTIMEZONE" not in content


def test_the_zone_in_the_file_is_danish_time() -> None:
    [zone] = Calendar.from_ical(feed(EVENT)).walk("VTIMEZONE")
    danish = zone.to_tz()

    for days in range(0, 365 * 30, 3):
        moment = datetime(1997, 1, 1, 0, 30, tzinfo=UTC) + timedelta(days=days)
        expected = moment.astimezone(calendars.ZONE).utcoffset()
        assert moment.astimezone(danish).utcoffset() == expected, moment


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (datetime(2030, 3, 31, 0, 59, tzinfo=UTC), timedelta(hours=1)),
        (datetime(2030, 3, 31, 1, 0, tzinfo=UTC), timedelta(hours=2)),
        (datetime(2030, 10, 27, 0, 59, tzinfo=UTC), timedelta(hours=2)),
        (datetime(2030, 10, 27, 1, 0, tzinfo=UTC), timedelta(hours=1)),
    ],
)
def test_clocks_change_at_one_in_the_night_of_greenwich(before: datetime, after: timedelta) -> None:
    [zone] = Calendar.from_ical(feed(EVENT)).walk("VTIMEZONE")

    assert before.astimezone(zone.to_tz()).utcoffset() == after


def test_an_invitation_names_who_invites_and_who_is_asked() -> None:
    content = feed(EVENT, method="REQUEST", organiser=ORGANISER, attendee=MEMBER)
    event = only_event(content)

    assert Calendar.from_ical(content)["METHOD"] == "REQUEST"
    assert event["ORGANIZER"] == "mailto:sekretariat@balby.example"
    assert event["ATTENDEE"] == "mailto:medlem@balby.example"
    assert event["ATTENDEE"].params["CN"] == "Ægir Åkjær"
    assert event["ATTENDEE"].params["RSVP"] == "TRUE"


@pytest.mark.parametrize("method", ["REQUEST", "CANCEL"])
def test_an_invitation_without_parties_is_refused(method: str) -> None:
    with pytest.raises(ValueError, match="needs an organiser"):
        feed(EVENT, method=method)


def test_a_feed_says_its_name_and_how_often_to_look() -> None:
    read = Calendar.from_ical(feed(EVENT))

    assert read["X-WR-CALNAME"] == "Balbyudvalget"
    assert read["REFRESH-INTERVAL"].dt == timedelta(hours=6)
    assert "ATTENDEE" not in only_event(feed(EVENT, organiser=ORGANISER, attendee=MEMBER))


def test_text_cannot_add_a_line_of_its_own() -> None:
    sly = calendars.CalendarEvent(
        uid="a@b",
        sequence=0,
        title="Møde\r\nATTACH:https://bad.example/",
        changed_at=STAMP,
        day=date(2030, 1, 1),
    )

    event = only_event(feed(sly))

    assert "ATTACH" not in event
