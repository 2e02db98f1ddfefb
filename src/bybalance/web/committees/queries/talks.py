"""The collection of talks, and one talk's page."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bybalance.web.committees import permissions
from bybalance.web.committees.models import Paper, Talk, TalkSpeaker, Topic
from bybalance.web.committees.queries import words
from bybalance.web.shared.access import Viewer
from bybalance.web.shared.tables import Cell, Column, Table

TALKS_ON_A_PAGE = 50


@dataclass(frozen=True)
class TalksPage:
    """One page of the talks that were found."""

    table: Table
    page: Page[Talk]
    sentence: str
    may_edit: bool


@dataclass(frozen=True)
class TalkPage:
    """One talk as its reader sees it."""

    talk: Talk
    name: str
    when: str
    speakers: list[TalkSpeaker]
    slides: Paper | None
    shows_meeting: bool
    may_edit: bool


def talks_page(viewer: Viewer, *, search: str, topic: Topic | None, page_number: str) -> TalksPage:
    """Talks whose subject or speaker holds ``search``, on ``topic`` where one is given."""
    found = (
        permissions.talks.visible_to(viewer)
        .select_related("committee", "meeting__committee")
        .prefetch_related(words.SPEAKER_ROWS)
    )
    if search:
        named = TalkSpeaker.objects.filter(person__name__icontains=search).values("talk")
        found = found.filter(
            Q(subject_da__icontains=search) | Q(subject_en__icontains=search) | Q(pk__in=named)
        )
    if topic:
        found = found.filter(topics=topic)
    page = Paginator(found, TALKS_ON_A_PAGE).get_page(page_number)
    count = page.paginator.count
    return TalksPage(
        table=Table(
            caption=_("Talks"),
            columns=(
                Column(_("Talk")),
                Column(_("Speakers")),
                Column(_("When")),
                Column(_("Where")),
            ),
            rows=tuple(_row(talk) for talk in page),
        ),
        page=page,
        sentence=ngettext("%(count)d talk", "%(count)d talks", count) % {"count": count},
        may_edit=permissions.edits_committees(viewer),
    )


def talk_page(talk: Talk, viewer: Viewer) -> TalkPage:
    """What ``viewer``, who may see the talk, may see of it."""
    slides = permissions.papers.visible_to(viewer).filter(pk=talk.slides_id or 0).first()
    seen = permissions.meetings.visible_to(viewer).filter(pk=talk.meeting_id or 0)
    return TalkPage(
        talk=talk,
        name=words.talk_name(talk),
        when=words.given_when(talk),
        speakers=list(talk.speaker_rows.all()),
        slides=slides,
        shows_meeting=talk.meeting_id is not None and seen.exists(),
        may_edit=permissions.edits_committees(viewer),
    )


def _row(talk: Talk) -> tuple[Cell, ...]:
    return (
        Cell(
            words.talk_name(talk),
            url=reverse("committees:talk", kwargs={"talk_id": talk.pk}),
            note=_("invented") if talk.is_invented else "",
        ),
        Cell(words.speakers(talk) or "–"),
        Cell(words.given_when(talk) or "–"),
        Cell(talk.committee.name if talk.committee else "–"),
    )
