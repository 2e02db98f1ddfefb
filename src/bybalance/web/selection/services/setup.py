"""Setting a selection up: criteria, candidates, assessors, and the start of the scoring."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.text import slugify
from django.utils.translation import gettext as _

from bybalance.selection.criteria import LEVELS, AnchoredScale, campaign_criteria
from bybalance.web.accounts.models import User
from bybalance.web.areas.models import Area
from bybalance.web.programme.models import Node
from bybalance.web.selection import permissions
from bybalance.web.selection.models import (
    Assessor,
    Candidate,
    CriterionLevel,
    Selection,
    SelectionCriterion,
)
from bybalance.web.selection.services.refusal import Refused
from bybalance.web.shared import audit, locks, outbox

#: So many can be told apart on a page and solved exactly while one waits.
MAX_CANDIDATES = 60
MAX_CRITERIA = 12
MAX_ASSESSORS = 30
FEWEST_CANDIDATES = 2
STEP_PCT = 25


@dataclass(frozen=True)
class SelectionSettings:
    """What is asked, and what limits the answer."""

    title_da: str
    title_en: str
    purpose_da: str
    purpose_en: str
    chosen_count: int
    budget_oere: int | None


@dataclass(frozen=True)
class CriterionDraft:
    """A criterion as its form gives it; ``levels`` has Danish text, English text and value."""

    name_da: str
    name_en: str
    question_da: str
    question_en: str
    is_ordinal: bool
    knock_out_level: int | None
    levels: tuple[tuple[str, str, int], ...]


def create_selection(
    node: Node, given: SelectionSettings, *, by: User, now: datetime, is_invented: bool = False
) -> Selection:
    """Begin a selection for a part of the programme, with the campaign's four criteria."""
    permissions.may_manage(by).require()
    with transaction.atomic():
        selection = Selection.objects.create(
            node=node,
            created_by=by,
            created_at=now,
            is_invented=is_invented or node.is_invented,
            **vars(given),
        )
        for position, scale in enumerate(campaign_criteria(), start=1):
            _preload(selection, scale, position)
        audit.record("selection_created", selection, by=by, at=now, after={"node": node.key})
    return selection


def change_settings(
    selection: Selection, given: SelectionSettings, *, by: User, now: datetime
) -> None:
    """Change the question, how many are chosen, and the budget."""
    permissions.may_change_weights(by, selection).require()
    with locks.locked(selection) as current:
        permissions.may_change_weights(by, current).require()
        before = {"chosen_count": current.chosen_count, "budget_oere": current.budget_oere}
        for name, value in vars(given).items():
            setattr(current, name, value)
        current.save(update_fields=tuple(vars(given)))
        after = {"chosen_count": given.chosen_count, "budget_oere": given.budget_oere}
        audit.record("selection_changed", current, by=by, at=now, before=before, after=after)


def save_criterion(
    selection: Selection,
    draft: CriterionDraft,
    *,
    criterion: SelectionCriterion | None,
    by: User,
    now: datetime,
) -> SelectionCriterion:
    """Add a criterion, or change one, with the texts and values of its levels."""
    permissions.may_change_setup(by, selection).require()
    with locks.locked(selection) as current:
        permissions.may_change_setup(by, current).require()
        kept = criterion if criterion is not None else _new_criterion(current, draft)
        for name in ("name_da", "name_en", "question_da", "question_en"):
            setattr(kept, name, getattr(draft, name))
        kept.is_ordinal, kept.knock_out_level = draft.is_ordinal, draft.knock_out_level
        kept.save()
        kept.levels.all().delete()
        CriterionLevel.objects.bulk_create(
            CriterionLevel(
                criterion=kept, level=level, text_da=text_da, text_en=text_en, value_pct=value_pct
            )
            for level, (text_da, text_en, value_pct) in zip(LEVELS, draft.levels, strict=True)
        )
        action = "criterion_changed" if criterion else "criterion_added"
        audit.record(action, current, by=by, at=now, after={"criterion": kept.key})
    return kept


def remove_criterion(criterion: SelectionCriterion, *, by: User, now: datetime) -> None:
    """Take a criterion out, as long as one is left."""
    with locks.locked(criterion.selection) as current:
        permissions.may_change_setup(by, current).require()
        if current.criteria.count() == 1:
            raise Refused(_("A selection needs at least one criterion."))
        audit.record(
            "criterion_removed", current, by=by, at=now, before={"criterion": criterion.key}
        )
        criterion.delete()


def add_candidate(
    selection: Selection,
    *,
    area: Area | None,
    name: str,
    note: str,
    cost_oere: int | None,
    by: User,
    now: datetime,
) -> Candidate:
    """Add an area that may be chosen, or one that the site knows by its name only."""
    with locks.locked(selection) as current:
        permissions.may_change_setup(by, current).require()
        if current.candidates.count() >= MAX_CANDIDATES:
            raise Refused(
                _("A selection holds at most %(count)d candidates.") % {"count": MAX_CANDIDATES}
            )
        named = area.name if area is not None else name
        known = {str(item).casefold() for item in current.candidates.select_related("area")}
        if named.casefold() in known:
            raise Refused(_("%(name)s is a candidate already.") % {"name": named})
        candidate = Candidate.objects.create(
            selection=current, area=area, name=name, note=note, cost_oere=cost_oere
        )
        audit.record("candidate_added", current, by=by, at=now, after={"candidate": candidate.pk})
    return candidate


def change_cost(candidate: Candidate, *, cost_oere: int | None, by: User, now: datetime) -> None:
    """Change what a candidate asks for, until the outcome is public; runs made keep theirs."""
    permissions.may_change_weights(by, candidate.selection).require()
    with locks.locked(candidate.selection) as current:
        permissions.may_change_weights(by, current).require()
        kept = current.candidates.get(pk=candidate.pk)
        before = {"candidate": kept.pk, "cost_oere": kept.cost_oere}
        kept.cost_oere = cost_oere
        kept.save(update_fields=("cost_oere",))
        after = {"candidate": kept.pk, "cost_oere": cost_oere}
        audit.record("candidate_cost_changed", current, by=by, at=now, before=before, after=after)


def remove_candidate(candidate: Candidate, *, by: User, now: datetime) -> None:
    """Take a candidate out before the scoring begins."""
    with locks.locked(candidate.selection) as current:
        permissions.may_change_setup(by, current).require()
        audit.record(
            "candidate_removed", current, by=by, at=now, before={"candidate": candidate.pk}
        )
        candidate.delete()


def appoint_assessor(selection: Selection, person: User, *, by: User, now: datetime) -> Assessor:
    """Appoint somebody with an account; they get a mail when the scoring is open."""
    permissions.may_manage(by).require()
    with locks.locked(selection) as current:
        if current.are_scores_open:
            raise Refused(_("The scores are in. Open the scoring again to add an assessor."))
        if current.assessors.count() >= MAX_ASSESSORS:
            raise Refused(
                _("A selection has at most %(count)d assessors.") % {"count": MAX_ASSESSORS}
            )
        if current.assessors.filter(user=person).exists():
            raise Refused(_("%(name)s is an assessor already.") % {"name": person})
        assessor = Assessor.objects.create(selection=current, user=person, appointed_at=now)
        audit.record("assessor_appointed", current, by=by, at=now, after={"assessor": assessor.pk})
        if current.state == Selection.State.SCORING:
            _ask(assessor, now=now)
    return assessor


def dismiss_assessor(assessor: Assessor, *, by: User, now: datetime) -> None:
    """Let an assessor go; what they have scored goes with them."""
    permissions.may_manage(by).require()
    with locks.locked(assessor.selection) as current:
        if current.are_scores_open:
            raise Refused(_("The scores are in, so nobody can be taken out of the panel."))
        count = assessor.scores.count()
        audit.record(
            "assessor_dismissed",
            current,
            by=by,
            at=now,
            before={"assessor": assessor.pk, "score_count": count},
        )
        assessor.delete()


def open_scoring(selection: Selection, *, by: User, now: datetime) -> None:
    """Begin the scoring, and ask every assessor by mail."""
    with locks.locked(selection) as current:
        permissions.may_change_setup(by, current).require()
        if current.candidates.count() < FEWEST_CANDIDATES:
            raise Refused(_("Add at least two candidates before the scoring begins."))
        if not current.assessors.exists():
            raise Refused(_("Appoint at least one assessor before the scoring begins."))
        current.state = Selection.State.SCORING
        current.save(update_fields=("state",))
        for assessor in current.assessors.select_related("user", "selection"):
            _ask(assessor, now=now)
        audit.record("scoring_opened", current, by=by, at=now)


def _preload(selection: Selection, scale: AnchoredScale, position: int) -> None:
    criterion = SelectionCriterion.objects.create(
        selection=selection,
        key=scale.id,
        position=position,
        rank=position,
        name_da=scale.name.da,
        name_en=scale.name.en,
        question_da=scale.question.da,
        question_en=scale.question.en,
    )
    CriterionLevel.objects.bulk_create(
        CriterionLevel(
            criterion=criterion,
            level=level,
            text_da=text.da,
            text_en=text.en,
            value_pct=STEP_PCT * level,
        )
        for level, text in zip(LEVELS, scale.levels, strict=True)
    )


def _new_criterion(selection: Selection, draft: CriterionDraft) -> SelectionCriterion:
    count = selection.criteria.count()
    if count >= MAX_CRITERIA:
        raise Refused(_("A selection has at most %(count)d criteria.") % {"count": MAX_CRITERIA})
    last = selection.criteria.aggregate(last=Max("position"))["last"] or 0
    taken = set(selection.criteria.values_list("key", flat=True))
    stem = slugify(draft.name_da)[:50] or "kriterium"
    free = (key for number in range(1, MAX_CRITERIA + 2) if (key := _numbered(stem, number)))
    key = next(key for key in free if key not in taken)
    return SelectionCriterion(selection=selection, key=key, position=last + 1, rank=count + 1)


def _numbered(stem: str, number: int) -> str:
    return stem if number == 1 else f"{stem}-{number}"


def _ask(assessor: Assessor, *, now: datetime) -> None:
    """Tell an assessor that the scoring is open."""
    if assessor.user is None:
        return
    with translation.override(assessor.user.language):
        path = reverse("selection:work", args=[assessor.selection_id])
        values: Mapping[str, object] = {
            "person": assessor.user,
            "selection": assessor.selection,
            "work_url": settings.PUBLIC_URL + path,
        }
        outbox.put(
            assessor.user.email,
            subject=_("You are asked to score areas: %(title)s")
            % {"title": assessor.selection.title},
            body_text=render_to_string("selection/mail/asked.txt", dict(values)),
            at=now,
        )
