"""Runs are asked for here and made in the background, where nobody waits for a page meanwhile."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django_tasks import task

from bybalance.web.accounts.models import User
from bybalance.web.selection import permissions
from bybalance.web.selection.models import RunRequest, Selection
from bybalance.web.selection.services import runs
from bybalance.web.selection.services.refusal import Refused
from bybalance.web.shared import audit, locks

_SEED_BITS = 32
_TELL_EVERY_S = 1.0

_LEFT = gettext_lazy("The work stopped before it was done. Ask for the run again.")
_FAULT = gettext_lazy(
    "Something went wrong on the site while the run was worked out. Nothing was changed. Tell "
    "those who run the site if it happens again."
)


def request_run(selection: Selection, *, seed: int | None, by: User, now: datetime) -> RunRequest:
    """Ask for a run; who asks while one is on its way is given that one."""
    permissions.may_manage(by).require()
    with locks.locked(selection) as current:
        runs.require_ready(current)
        request = _open_request(current, now=now)
        if request is None:
            request = RunRequest.objects.create(
                selection=current,
                seed=secrets.randbits(_SEED_BITS) if seed is None else seed,
                asked_by=by,
                asked_at=now,
                moved_at=now,
            )
            audit.record("selection_run_requested", current, by=by, at=now)
    if request.state == RunRequest.State.WAITING:
        # Asked for again, a waiting request is put in the queue again: only one worker takes it.
        make_run.enqueue(request.pk)
    request.refresh_from_db()
    return request


def _open_request(selection: Selection, *, now: datetime) -> RunRequest | None:
    """The request that is on its way; one whose worker stopped is closed first."""
    found = RunRequest.objects.filter(selection=selection, state__in=RunRequest.OPEN).first()
    if found is None or not found.is_lost(now=now):
        return found
    _fail(found, _LEFT, now=now)
    return None


@task()
def make_run(request_id: int) -> None:
    """Make the run that was asked for, unless another worker has taken it or the work is done."""
    request = _taken(request_id, now=timezone.now())
    if request is None:
        return
    if request.asked_by is None:
        _fail(request, _LEFT, now=timezone.now())
        return
    try:
        run = runs.run_selection(
            request.selection,
            seed=request.seed,
            by=request.asked_by,
            now=timezone.now(),
            on_progress=_teller(request),
        )
    except Refused as why:
        _fail(request, why.args[0], now=timezone.now())
    except Exception:
        _fail(request, _FAULT, now=timezone.now())
        raise  # the worker writes the fault in its log
    else:
        RunRequest.objects.filter(pk=request.pk).update(
            state=RunRequest.State.DONE, run=run, moved_at=timezone.now()
        )


def _taken(request_id: int, *, now: datetime) -> RunRequest | None:
    """The request, if it was still waiting; nobody else can then take it."""
    with transaction.atomic():
        waiting = RunRequest.objects.filter(pk=request_id, state=RunRequest.State.WAITING)
        if not waiting.update(state=RunRequest.State.WORKING, moved_at=now):
            return None
    return RunRequest.objects.select_related("selection", "asked_by").get(pk=request_id)


def _teller(request: RunRequest) -> Callable[[int, int], None]:
    """Write down how far the work is, at most once a second."""
    told_s = time.monotonic()

    def tell(done: int, total: int) -> None:
        nonlocal told_s
        if time.monotonic() - told_s < _TELL_EVERY_S and done != 1:
            return
        told_s = time.monotonic()
        RunRequest.objects.filter(pk=request.pk).update(
            done_count=done, total_count=total, moved_at=timezone.now()
        )

    return tell


def _fail(request: RunRequest, why: str | Promise, *, now: datetime) -> None:
    """Close the request with the reason, in both languages."""
    texts = {}
    for language in ("da", "en"):
        with translation.override(language):
            texts[language] = str(why)
    RunRequest.objects.filter(pk=request.pk).update(
        state=RunRequest.State.FAILED,
        problem_da=texts["da"],
        problem_en=texts["en"],
        moved_at=now,
    )
