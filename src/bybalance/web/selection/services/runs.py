"""Runs, what is said of them, and the outcome."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bybalance import __version__
from bybalance.model.errors import IncompleteScores, NoCandidate, NoPortfolio, NoWeights
from bybalance.selection.analysis import Progress, SelectionAnalysis, SelectionCase, analyse
from bybalance.web.accounts.models import User
from bybalance.web.selection import permissions, queries
from bybalance.web.selection.models import (
    Candidate,
    Selection,
    SelectionComment,
    SelectionRun,
)
from bybalance.web.selection.services.refusal import Refused
from bybalance.web.shared import audit, locks

_SEED_BITS = 32
#: With one assessor, the outcome would tell that person's scores to everyone.
FEWEST_ASSESSORS_TO_PUBLISH = 2


def run_selection(
    selection: Selection,
    *,
    seed: int | None,
    by: User,
    now: datetime,
    on_progress: Progress = lambda _done, _total: None,
) -> SelectionRun:
    """Work out ranks and how sure they are, and keep the answer for good."""
    permissions.may_manage(by).require()
    _require_closed(selection)
    chosen_seed = secrets.randbits(_SEED_BITS) if seed is None else seed
    # The numbers take some seconds; nobody else waits for the lock meanwhile.
    case = _case(selection)
    analysis = _analysed(case, chosen_seed, on_progress)
    with locks.locked(selection) as current:
        _require_closed(current)
        if _case(current).input_hash() != analysis.input_hash:
            raise Refused(
                gettext_lazy("Something was changed while the run was on its way. Run it again.")
            )
        last = current.runs.aggregate(last=Max("number"))["last"] or 0
        run = SelectionRun.objects.create(
            selection=current,
            number=last + 1,
            seed=chosen_seed,
            input_hash=analysis.input_hash,
            code_version=__version__,
            case=asdict(case),
            labels=queries.labels_of(current),
            result=asdict(analysis),
            are_weights_later=_are_weights_later(current),
            made_by_key=by.audit_key,
            made_at=now,
        )
        audit.record("selection_run", current, by=by, at=now, after={"run": run.number})
    return run


def require_ready(selection: Selection) -> None:
    """Refuse a run that could not be made, before anybody waits for it."""
    _require_closed(selection)
    _case(selection)


def comment(selection: Selection, *, text: str, by: User, now: datetime) -> SelectionComment:
    """Say something to the others who take part, when the scores are in."""
    permissions.may_see_scores(by, selection).require()
    with transaction.atomic():
        said = SelectionComment.objects.create(
            selection=selection, author=by, text=text, written_at=now
        )
        audit.record("selection_commented", selection, by=by, at=now)
    return said


def publish(
    selection: Selection,
    run: SelectionRun,
    *,
    chosen: Collection[Candidate],
    reasons_da: str,
    reasons_en: str,
    by: User,
    now: datetime,
) -> None:
    """Make the outcome and its reasons public; scores and names stay inside."""
    permissions.may_manage(by).require()
    with locks.locked(selection) as current:
        _require_closed(current)
        if current.assessors.count() < FEWEST_ASSESSORS_TO_PUBLISH:
            raise Refused(
                _(
                    "With fewer than two assessors the outcome would tell one person's scores. "
                    "Open the scoring again and appoint another."
                )
            )
        if not current.node.is_published:
            raise Refused(
                _("“%(node)s” is not published. Publish it first.") % {"node": current.node}
            )
        current.candidates.update(is_selected=False)
        current.candidates.filter(pk__in=[item.pk for item in chosen]).update(is_selected=True)
        current.reasons_da, current.reasons_en = reasons_da, reasons_en
        current.published_run, current.published_at = run, now
        current.state = Selection.State.PUBLISHED
        current.save()
        audit.record(
            "selection_published",
            current,
            by=by,
            at=now,
            after={"run": run.number, "chosen": sorted(item.pk for item in chosen)},
        )


def withdraw(selection: Selection, *, by: User, now: datetime) -> None:
    """Take the outcome off the public pages; runs, scores and reasons stay."""
    permissions.may_manage(by).require()
    with locks.locked(selection) as current:
        if current.state != Selection.State.PUBLISHED:
            raise Refused(_("The outcome is not public."))
        current.state = Selection.State.CLOSED
        current.save(update_fields=("state",))
        audit.record("selection_withdrawn", current, by=by, at=now)


def _require_closed(selection: Selection) -> None:
    if selection.state != Selection.State.CLOSED:
        raise Refused(_("The scores are not in, or the outcome is public."))


def _case(selection: Selection) -> SelectionCase:
    """The input of a run; refuse what could not be worked out."""
    if selection.budget_oere is not None:
        free = selection.candidates.filter(cost_oere=None).select_related("area").first()
        if free is not None:
            raise Refused(
                _("%(name)s has no cost, but there is a budget. Take the budget away.")
                % {"name": free}
            )
    return queries.case_of(selection)


def _analysed(case: SelectionCase, seed: int, on_progress: Progress) -> SelectionAnalysis:
    try:
        return analyse(case, seed=seed, on_progress=on_progress)
    except NoWeights as error:
        raise Refused(
            gettext_lazy("No weights fit the ranges and the order. Change the weights.")
        ) from error
    except NoCandidate as error:
        raise Refused(
            gettext_lazy(
                "Every candidate is below a knock-out level, so there is nobody to choose among."
            )
        ) from error
    except IncompleteScores as error:
        raise Refused(
            gettext_lazy("Somebody has a score missing. Open the scoring again.")
        ) from error
    except NoPortfolio as error:
        raise Refused(gettext_lazy("The budget does not hold any set of candidates.")) from error


def _are_weights_later(selection: Selection) -> bool:
    changed, closed = selection.weights_changed_at, selection.closed_at
    return changed is not None and closed is not None and changed > closed
