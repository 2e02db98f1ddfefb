"""Who may set up, score, see and publish a selection."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from bybalance.web.accounts.models import User
from bybalance.web.programme import permissions as programme_permissions
from bybalance.web.selection.models import Assessor, Selection
from bybalance.web.shared.access import ALLOWED, Decision, Viewer
from bybalance.web.shared.permissions import PermissionPolicy

#: Those who run the programme run its selections.
MANAGING_ROLES = programme_permissions.EDITING_ROLES


def manages(user: Viewer) -> bool:
    """Whether ``user`` runs selections."""
    return programme_permissions.edits_programme(user)


def may_manage(user: Viewer) -> Decision:
    """As :func:`manages`, with the reason why not."""
    if manages(user):
        return ALLOWED
    return Decision(
        allowed=False, reason=_("Only programme officers and administrators run selections.")
    )


def may_change_setup(user: Viewer, selection: Selection) -> Decision:
    """Criteria and candidates stand firm once the scoring has begun."""
    if not manages(user):
        return may_manage(user)
    if selection.state != Selection.State.DRAFT:
        return Decision(
            allowed=False,
            reason=_("Criteria and candidates cannot change once the scoring has begun."),
        )
    return ALLOWED


def may_change_weights(user: Viewer, selection: Selection) -> Decision:
    """Weights may change until the outcome is public; later than the scores is told on the run."""
    if not manages(user):
        return may_manage(user)
    if selection.state == Selection.State.PUBLISHED:
        return Decision(
            allowed=False,
            reason=_("The outcome is public. Withdraw it before the weights are changed."),
        )
    return ALLOWED


def may_score(user: Viewer, assessor: Assessor) -> Decision:
    """One scores for oneself, while the scoring is open and before handing in."""
    if not isinstance(user, User) or assessor.user_id != user.pk:
        return Decision(allowed=False, reason=_("You are not an assessor of this selection."))
    if assessor.selection.state != Selection.State.SCORING:
        return Decision(allowed=False, reason=_("The scoring is not open."))
    if assessor.handed_in_at is not None:
        return Decision(
            allowed=False,
            reason=_("You have handed in your scores. Take them back before you change them."),
        )
    return ALLOWED


def may_see_scores(user: Viewer, selection: Selection) -> Decision:
    """Everybody's scores are hidden from everybody until all are in."""
    if selections.insiders(user).filter(pk=selection.pk).exists() and selection.are_scores_open:
        return ALLOWED
    return Decision(
        allowed=False, reason=_("The scores are shown when all assessors have handed in.")
    )


class SelectionPolicy(PermissionPolicy[Selection]):
    """What is published is public; before that a selection is for those who take part in it."""

    def visible_to(self, user: Viewer) -> models.QuerySet[Selection]:
        """Those whose work ``user`` may see or whose outcome is public."""
        public = Q(state=Selection.State.PUBLISHED, node__is_published=True)
        return Selection.objects.filter(public | Q(pk__in=self.insiders(user).values("pk")))

    def insiders(self, user: Viewer) -> models.QuerySet[Selection]:
        """Those that ``user`` works with: as one who runs them, or as an assessor."""
        if not isinstance(user, User):
            return Selection.objects.none()
        if manages(user):
            return Selection.objects.all()
        appointed = Selection.objects.filter(assessors__user=user)
        return appointed.exclude(state=Selection.State.DRAFT).distinct()

    def published(self) -> models.QuerySet[Selection]:
        """Those whose outcome is public."""
        return Selection.objects.filter(state=Selection.State.PUBLISHED, node__is_published=True)


class InsidePolicy(PermissionPolicy[Selection]):
    """The work pages: only for those who take part."""

    def visible_to(self, user: Viewer) -> models.QuerySet[Selection]:
        return selections.insiders(user)


class OutcomePolicy(PermissionPolicy[Selection]):
    """The public page: only what is published, for everyone alike."""

    def visible_to(self, user: Viewer) -> models.QuerySet[Selection]:
        return selections.published()


class AssessorPolicy(PermissionPolicy[Assessor]):
    """One's own place in a panel, once the scoring has begun."""

    def visible_to(self, user: Viewer) -> models.QuerySet[Assessor]:
        if not isinstance(user, User):
            return Assessor.objects.none()
        own = Assessor.objects.filter(user=user).select_related("selection")
        return own.exclude(selection__state=Selection.State.DRAFT)


selections = SelectionPolicy()
inside = InsidePolicy()
outcomes = OutcomePolicy()
assessors = AssessorPolicy()
