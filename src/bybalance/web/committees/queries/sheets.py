"""The agenda and the minutes of a meeting as printed sheets, holding what the reader may see."""

from __future__ import annotations

from datetime import date

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from bybalance.model.formatting import language_of
from bybalance.web.committees.models import FollowUp
from bybalance.web.committees.queries import calendar_files, words
from bybalance.web.committees.queries.meeting import ItemShown, MeetingPage
from bybalance.web.shared import printing


def agenda_sheet(page: MeetingPage, *, today: date) -> printing.Sheet:
    """The agenda, with papers by name."""
    blocks: list[printing.Block] = [*_notices(page), _facts(page)]
    for shown in page.items:
        blocks += [_heading(shown), *_talks(shown)]
        if shown.item.text:
            blocks.append(printing.Prose(shown.item.text))
        if shown.papers:
            blocks.append(
                printing.Bullets(tuple(one.title for one in shown.papers), label=_("Papers"))
            )
    title = _("Agenda: %(meeting)s") % {"meeting": page.meeting.full_name}
    return _sheet(page, title, blocks, today=today)


def minutes_sheet(page: MeetingPage, *, today: date) -> printing.Sheet:
    """The minutes, with decisions, follow-ups and who was there."""
    blocks: list[printing.Block] = [*_notices(page), _facts(page)]
    if not page.meeting.minutes_approved_on:
        blocks.insert(0, printing.Notice(_("Draft: the group has not approved these minutes.")))
    if page.attendances:
        rows = tuple((one.person.name, one.get_mode_display()) for one in page.attendances)
        blocks.append(printing.Grid(_("Attendance"), (_("Name"), _("Took part")), rows))
    for shown in page.items:
        blocks += [_heading(shown), *_talks(shown)]
        if shown.minutes:
            blocks.append(printing.Prose(shown.minutes))
        if shown.decisions:
            told = tuple(one.text for one in shown.decisions)
            blocks.append(printing.Bullets(told, label=_("Decisions"), numbered=len(told) > 1))
        if shown.follow_ups:
            done = tuple(follow_up_line(one) for one in shown.follow_ups)
            blocks.append(printing.Bullets(done, label=_("Follow-up")))
    title = _("Minutes: %(meeting)s") % {"meeting": page.meeting.full_name}
    return _sheet(page, title, blocks, today=today)


def follow_up_line(follow_up: FollowUp) -> str:
    """What is to be done, by whom and when, and how far it is."""
    owner = follow_up.owner or follow_up.owner_organisation
    due = words.plain_day(follow_up.due_on) if follow_up.due_on else ""
    told = [follow_up.text, str(owner)]
    told += [_("due %(day)s") % {"day": due}] if due else []
    return " · ".join([*told, follow_up.get_state_display()])


def file_name(page: MeetingPage, kind: str) -> str:
    """A file name that says which meeting: ``agenda-balbyudvalget-2030-03-14.pdf``."""
    return f"{kind}-{page.meeting.committee.key}-{page.meeting.held_on.isoformat()}.pdf"


def _sheet(
    page: MeetingPage, title: str, blocks: list[printing.Block], *, today: date
) -> printing.Sheet:
    printed = _("Printed on %(day)s from %(address)s.") % {
        "day": words.plain_day(today),
        "address": calendar_files.address(page.meeting),
    }
    return printing.Sheet(
        title=title,
        language=language_of(get_language() or "da"),
        kicker=str(page.meeting.committee),
        lead=page.when,
        blocks=tuple(blocks),
        source=printed,
    )


def _notices(page: MeetingPage) -> list[printing.Block]:
    told = []
    if page.meeting.committee.is_invented:
        told.append(_("Invented for the demonstration: this group does not exist."))
    if page.meeting.status == "cancelled":
        told.append(_("The meeting is cancelled."))
    if page.is_inside and any(one.item.is_confidential for one in page.items):
        told.append(_("Holds confidential items: for members of the group only."))
    return [printing.Notice(one) for one in told]


def _facts(page: MeetingPage) -> printing.Block:
    rows = [(_("Time"), page.when)]
    rows += [(_("Place"), page.where)] if page.where else []
    if page.is_inside and page.meeting.online_url:
        rows.append((_("Online"), page.meeting.online_url))
    rows.append((_("Status"), page.meeting.get_status_display()))
    return printing.Facts(tuple(rows))


def _heading(shown: ItemShown) -> printing.Block:
    item = shown.item
    notes = [item.get_kind_display()]
    if item.duration_min:
        notes.append(
            ngettext("%(count)d minute", "%(count)d minutes", item.duration_min)
            % {"count": item.duration_min}
        )
    notes += [_("Confidential")] if item.is_confidential else []
    return printing.Heading(f"{shown.number}. {item.title}", note=" · ".join(map(str, notes)))


def _talks(shown: ItemShown) -> list[printing.Block]:
    if not shown.talks:
        return []
    lines = tuple(f"{words.talk_name(one)}: {words.speakers(one)}" for one in shown.talks)
    return [printing.Bullets(lines, label=_("Talks"))]
