"""Who may see what of the newsletter: everyone what was sent, editors drafts, officers readers."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils.translation import gettext as _

from bybalance.web.newsletter.models import Issue, Subscriber
from bybalance.web.pages.permissions import is_editor
from bybalance.web.programme.permissions import edits_programme
from bybalance.web.shared.access import ALLOWED, Decision, Viewer
from bybalance.web.shared.permissions import PermissionPolicy
from bybalance.web.shared.roles import Role

#: Who puts issues together and sends them.
EDITING_ROLES: Final = (Role.EDITOR, Role.ADMINISTRATOR)
#: Who may see the addresses of those who read it.
READER_ROLES: Final = (Role.PROGRAMME_OFFICER, Role.ADMINISTRATOR)


class IssuePolicy(PermissionPolicy[Issue]):
    """What has been sent is public; the rest is for editors."""

    def visible_to(self, user: Viewer) -> models.QuerySet[Issue]:
        return Issue.objects.all() if is_editor(user) else Issue.objects.sent()

    def may_edit(self, user: Viewer) -> Decision:
        """Whether ``user`` may put issues together and send them."""
        if is_editor(user):
            return ALLOWED
        return Decision(allowed=False, reason=_("Only editors send the newsletter."))


class SubscriberPolicy(PermissionPolicy[Subscriber]):
    """Addresses are for programme officers; everybody else has their own link."""

    def visible_to(self, user: Viewer) -> models.QuerySet[Subscriber]:
        rows = Subscriber.objects.all()
        return rows if edits_programme(user) else rows.none()

    def may_take_out(self, user: Viewer) -> Decision:
        """Whether ``user`` may have the addresses as a file."""
        if edits_programme(user):
            return ALLOWED
        return Decision(
            allowed=False, reason=_("Only programme officers may see who gets the newsletter.")
        )


issues = IssuePolicy()
subscribers = SubscriberPolicy()
