"""Who may see and change groups and their meetings.

Three circles, from the outside in: everybody, who see published groups and open meetings without
confidential items; the present members of a group, who see all of its meetings that are published
to them; and those who edit the programme, who see everything. A partner's role, even in the
meeting's own area, opens nothing: see docs/decisions/0078.
"""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.http import Http404
from django.utils import timezone

from bybalance.web.accounts.models import User
from bybalance.web.committees.models import (
    AgendaItem,
    Committee,
    Convening,
    ConveningInvitation,
    FollowUp,
    Meeting,
    Membership,
    Paper,
    Talk,
    TermsOfReference,
)
from bybalance.web.programme.permissions import edits_programme, may_edit_programme
from bybalance.web.shared.access import Decision, Viewer
from bybalance.web.shared.permissions import PermissionPolicy
from bybalance.web.shared.roles import Role

#: Everybody, as a feed sees whoever asks for it.
STRANGER = AnonymousUser()

_KEPT = "_own_committees"

#: Those who may change groups and meetings, for the decorator of a view.
EDITORS = (Role.PROGRAMME_OFFICER, Role.ADMINISTRATOR)


def edits_committees(user: Viewer) -> bool:
    """Whether ``user`` may change groups, meetings and talks."""
    return edits_programme(user)


def may_edit_committees(user: Viewer) -> Decision:
    """As :func:`edits_committees`, with the reason why not."""
    return may_edit_programme(user)


def is_member(user: Viewer, committee: Committee) -> bool:
    """Whether ``user`` sits in ``committee`` today."""
    return committee.pk in own_committees(user)


def sees_inside(user: Viewer, committee: Committee) -> bool:
    """Whether ``user`` sees what the members see."""
    return edits_committees(user) or is_member(user, committee)


def own_committees(user: Viewer) -> frozenset[int]:
    """The groups in which ``user`` sits today, asked once for each time they are read in.

    Kept on the person like their roles: a request asks many times, and is over in no time.
    """
    if not isinstance(user, User):
        return frozenset()
    kept: frozenset[int] | None = getattr(user, _KEPT, None)
    if kept is None:
        seats = Membership.objects.on(timezone.localdate()).filter(person__user=user)
        kept = frozenset(seats.values_list("committee", flat=True))
        setattr(user, _KEPT, kept)
    return kept


def _is_own(user: Viewer, path: str) -> Q:
    """That the group at ``path`` is one in which ``user`` sits today."""
    return Q(**{f"{path}__in": own_committees(user)})


def _is_open(path: str = "") -> Q:
    """That the meeting at ``path`` (with its underscores) is open to all."""
    return Q(
        **{
            f"{path}is_public": True,
            f"{path}is_published": True,
            f"{path}committee__is_published": True,
        }
    )


def shows_minutes(meeting: Meeting, *, is_inside: bool) -> bool:
    """Whether the minutes of a meeting one may see are shown, inside the group and outside."""
    if is_inside:
        return meeting.minutes_state != Meeting.MinutesState.NONE
    return meeting.is_minutes_published


def require_minutes(is_shown: bool) -> None:
    """404 where there are no minutes for the reader, whether written or not."""
    if not is_shown:
        raise Http404


def items_with_minutes(user: Viewer) -> models.QuerySet[AgendaItem]:
    """The items whose minutes ``user`` may read, by the rule of :func:`shows_minutes`."""
    written = items.visible_to(user).exclude(meeting__minutes_state=Meeting.MinutesState.NONE)
    if edits_committees(user):
        return written
    public = Q(meeting__is_minutes_published=True)
    return written.filter(public | _is_own(user, "meeting__committee"))


class CommitteePolicy(PermissionPolicy[Committee]):
    """Published groups are public; members see their own before that."""

    def visible_to(self, user: Viewer) -> models.QuerySet[Committee]:
        if edits_committees(user):
            return Committee.objects.all()
        return Committee.objects.filter(Q(is_published=True) | _is_own(user, "pk"))


class TermsPolicy(PermissionPolicy[TermsOfReference]):
    """Published versions of the groups one sees; drafts are for editors."""

    def visible_to(self, user: Viewer) -> models.QuerySet[TermsOfReference]:
        found = TermsOfReference.objects.filter(committee__in=committees.visible_to(user))
        return found if edits_committees(user) else found.filter(is_published=True)


class MeetingPolicy(PermissionPolicy[Meeting]):
    """Open meetings are public; closed ones are for members, drafts for editors."""

    def visible_to(self, user: Viewer) -> models.QuerySet[Meeting]:
        if edits_committees(user):
            return Meeting.objects.all()
        return Meeting.objects.filter(
            _is_open() | (Q(is_published=True) & _is_own(user, "committee"))
        )


class ItemPolicy(PermissionPolicy[AgendaItem]):
    """Items of an agenda that is published; confidential ones only within the group."""

    def visible_to(self, user: Viewer) -> models.QuerySet[AgendaItem]:
        if edits_committees(user):
            return AgendaItem.objects.all()
        shown = Q(meeting__is_published=True, meeting__is_agenda_published=True)
        outside = _is_open("meeting__") & Q(is_confidential=False)
        return AgendaItem.objects.filter(shown & (outside | _is_own(user, "meeting__committee")))


class PaperPolicy(PermissionPolicy[Paper]):
    """Papers of the items one sees; outside the group only those that are for everyone."""

    def visible_to(self, user: Viewer) -> models.QuerySet[Paper]:
        if edits_committees(user):
            return Paper.objects.all()
        own = _is_own(user, "item__meeting__committee")
        return Paper.objects.filter(Q(item__in=items.visible_to(user)) & (Q(is_public=True) | own))


class TalkPolicy(PermissionPolicy[Talk]):
    """Published talks, unless the meeting or the item is hidden from the reader."""

    def visible_to(self, user: Viewer) -> models.QuerySet[Talk]:
        if edits_committees(user):
            return Talk.objects.all()
        in_open_meeting = _is_open("meeting__") & (Q(item=None) | Q(item__is_confidential=False))
        outside = (Q(meeting=None) | in_open_meeting) & (
            Q(committee=None) | Q(committee__is_published=True)
        )
        own_meeting = Q(meeting__is_published=True) & _is_own(user, "meeting__committee")
        own = own_meeting | (Q(meeting=None) & _is_own(user, "committee"))
        return Talk.objects.filter(Q(is_published=True) & (outside | own))


class FollowUpPolicy(PermissionPolicy[FollowUp]):
    """As the minutes that name them; whoever is to do it always sees it."""

    def visible_to(self, user: Viewer) -> models.QuerySet[FollowUp]:
        if edits_committees(user):
            return FollowUp.objects.all()
        outside = (
            _is_open("item__meeting__")
            & Q(item__is_confidential=False)
            & Q(item__meeting__is_minutes_published=True)
        )
        own = ~Q(item__meeting__minutes_state=Meeting.MinutesState.NONE) & _is_own(
            user, "item__meeting__committee"
        )
        mine = Q(owner__user=user) if isinstance(user, User) else Q(pk__in=[])
        return FollowUp.objects.filter(outside | own | mine)

    def may_report(self, user: Viewer, follow_up: FollowUp) -> bool:
        """Whether ``user`` may say how far it is: its owner and editors may."""
        owner = follow_up.owner
        return edits_committees(user) or (
            isinstance(user, User) and owner is not None and owner.user_id == user.pk
        )

    def get_to_report(self, user: User, pk: int) -> FollowUp:
        """The follow-up that ``user`` may report on; 404 when there is none such."""
        found = (
            self.visible_to(user)
            .select_related("owner", "item__meeting__committee")
            .filter(pk=pk)
            .first()
        )
        if found is None or not self.may_report(user, found):
            raise Http404
        return found


class ConveningPolicy(PermissionPolicy[Convening]):
    """Searches for a time: editors see all, a member those they are asked in."""

    def visible_to(self, user: Viewer) -> models.QuerySet[Convening]:
        if edits_committees(user):
            return Convening.objects.all()
        if not isinstance(user, User):
            return Convening.objects.none()
        asked = ConveningInvitation.objects.filter(convening=OuterRef("pk"), person__user=user)
        return Convening.objects.filter(Exists(asked))


committees = CommitteePolicy()
terms = TermsPolicy()
meetings = MeetingPolicy()
items = ItemPolicy()
papers = PaperPolicy()
talks = TalkPolicy()
follow_ups = FollowUpPolicy()
convenings = ConveningPolicy()
