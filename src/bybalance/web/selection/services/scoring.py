"""Scoring: each assessor for themselves, until all are in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from bybalance.web.accounts.models import User
from bybalance.web.selection import permissions, queries
from bybalance.web.selection.models import (
    Assessor,
    Candidate,
    Conflict,
    Score,
    Selection,
    SelectionCriterion,
)
from bybalance.web.selection.services.refusal import Refused
from bybalance.web.shared import audit, locks


@dataclass(frozen=True)
class ScoreGiven:
    """A level for one criterion and what it rests on."""

    criterion: SelectionCriterion
    level: int
    evidence_note: str


def save_scores(
    assessor: Assessor,
    candidate: Candidate,
    given: Iterable[ScoreGiven],
    *,
    by: User,
    now: datetime,
) -> None:
    """Keep an assessor's scores of one candidate; those not given stay as they were."""
    with locks.locked(assessor) as current:
        permissions.may_score(by, current).require()
        if current.conflicts.filter(candidate=candidate).exists():
            raise Refused(_("You have declared a conflict of interest in this candidate."))
        kept = [
            Score.objects.update_or_create(
                assessor=current,
                candidate=candidate,
                criterion=score.criterion,
                defaults={
                    "level": score.level,
                    "evidence_note": score.evidence_note,
                    "scored_at": now,
                },
            )
            for score in given
        ]
        audit.record(
            "scores_saved",
            current,
            by=by,
            at=now,
            after={"candidate": candidate.pk, "score_count": len(kept)},
        )


def declare_conflict(
    assessor: Assessor, candidate: Candidate, *, reason: str, by: User, now: datetime
) -> Conflict:
    """Say that one may not judge a candidate; one's scores of it no longer count."""
    with locks.locked(assessor) as current:
        permissions.may_score(by, current).require()
        if current.conflicts.filter(candidate=candidate).exists():
            raise Refused(_("You have declared a conflict of interest in this candidate."))
        conflict = Conflict.objects.create(
            assessor=current, candidate=candidate, reason=reason, declared_at=now
        )
        audit.record("conflict_declared", current, by=by, at=now, after={"candidate": candidate.pk})
    return conflict


def lift_conflict(conflict: Conflict, *, by: User, now: datetime) -> None:
    """Let an assessor judge a candidate after all, while the scoring is open."""
    permissions.may_manage(by).require()
    with locks.locked(conflict.assessor) as current:
        if current.selection.state != Selection.State.SCORING:
            raise Refused(_("The scoring is not open."))
        audit.record(
            "conflict_lifted", current, by=by, at=now, before={"candidate": conflict.candidate_id}
        )
        conflict.delete()
        current.handed_in_at = None
        current.save(update_fields=("handed_in_at",))


def hand_in(assessor: Assessor, *, by: User, now: datetime) -> None:
    """Hand in, when every candidate without a conflict is scored on every criterion."""
    with locks.locked(assessor) as current:
        permissions.may_score(by, current).require()
        missing_count = queries.missing_count(current)
        if missing_count:
            raise Refused(
                _("%(count)d scores are missing before you can hand in.") % {"count": missing_count}
            )
        current.handed_in_at = now
        current.save(update_fields=("handed_in_at",))
        audit.record("scores_handed_in", current, by=by, at=now)


def take_back(assessor: Assessor, *, by: User, now: datetime) -> None:
    """Take one's scores back to change them, as long as the scoring is open."""
    with locks.locked(assessor) as current:
        if current.user_id != by.pk or current.selection.state != Selection.State.SCORING:
            raise Refused(_("The scoring is not open."))
        current.handed_in_at = None
        current.save(update_fields=("handed_in_at",))
        audit.record("scores_taken_back", current, by=by, at=now)


def close_scoring(selection: Selection, *, by: User, now: datetime) -> None:
    """Show the scores to all who take part, when everybody has handed in."""
    permissions.may_manage(by).require()
    with locks.locked(selection) as current:
        if current.state != Selection.State.SCORING:
            raise Refused(_("The scoring is not open."))
        late = [item for item in current.assessors.all() if item.handed_in_at is None]
        if late or not current.assessors.exists():
            raise Refused(
                _(
                    "%(count)d assessors have not handed in. Wait for them, or take them out of "
                    "the panel."
                )
                % {"count": len(late)}
            )
        unscored = queries.unscored_pairs(current)
        if unscored:
            candidate, criterion = unscored[0]
            raise Refused(
                _(
                    "Nobody without a conflict of interest has scored %(candidate)s on "
                    "“%(criterion)s”. Appoint another assessor."
                )
                % {"candidate": candidate, "criterion": criterion}
            )
        current.state, current.closed_at = Selection.State.CLOSED, now
        current.save(update_fields=("state", "closed_at"))
        audit.record("scoring_closed", current, by=by, at=now)


def reopen_scoring(selection: Selection, *, by: User, now: datetime) -> None:
    """Open the scoring again; everybody must hand in anew, and earlier runs stay as they are."""
    permissions.may_manage(by).require()
    with locks.locked(selection) as current:
        if current.state != Selection.State.CLOSED:
            raise Refused(_("The scores are not in, or the outcome is public."))
        current.state, current.closed_at = Selection.State.SCORING, None
        current.save(update_fields=("state", "closed_at"))
        current.assessors.update(handed_in_at=None)
        audit.record("scoring_reopened", current, by=by, at=now)
