"""How far a run is that somebody has asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bybalance.model import formatting
from bybalance.web.selection.models import RunRequest
from bybalance.web.shared import tasks

#: So long the background work may be silent before the page says that it stands still.
SILENCE = timedelta(minutes=2)


@dataclass(frozen=True)
class RunRequestPage:
    """A request in words; ``warning`` is empty where nothing is wrong."""

    request: RunRequest
    sentence: str
    warning: str
    may_ask_again: bool


def run_request_page(request: RunRequest, *, now: datetime) -> RunRequestPage:
    """How far the run is, and whether anybody works on it."""
    is_lost = request.is_lost(now=now)
    return RunRequestPage(
        request=request,
        sentence=_sentence(request),
        warning=_warning(request, is_lost=is_lost, now=now),
        may_ask_again=is_lost or not request.is_open,
    )


def _sentence(request: RunRequest) -> str:
    if request.state == RunRequest.State.FAILED:
        return _("The run was not made.")
    if request.state == RunRequest.State.WAITING:
        return _("The run waits for its turn.")
    if not request.total_count:
        return _("The run is being worked out.")
    language = formatting.language_of(get_language() or "da")
    return _("The run is being worked out: %(done)s of %(total)s parts are done.") % {
        "done": formatting.number(request.done_count, language=language),
        "total": formatting.number(request.total_count, language=language),
    }


def _warning(request: RunRequest, *, is_lost: bool, now: datetime) -> str:
    if request.state == RunRequest.State.FAILED:
        return request.problem
    if is_lost:
        return _("The work stopped before it was done. Ask for the run again.")
    if request.state != RunRequest.State.WAITING or not tasks.need_worker():
        return ""
    age = tasks.heartbeat_age(now=now)
    if age is not None and age <= SILENCE:
        return ""
    return _(
        "The site's background work stands still, so the run does not begin. It is kept and is "
        "made when the work begins again. Tell those who run the site."
    )
