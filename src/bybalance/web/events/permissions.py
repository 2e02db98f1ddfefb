"""Who may see and change events; who is coming is for programme officers alone."""

from __future__ import annotations

from django.db import models

from bybalance.web.events.models import Event, Registration
from bybalance.web.programme.permissions import edits_programme, may_edit_programme
from bybalance.web.shared.access import Decision, Viewer
from bybalance.web.shared.permissions import PermissionPolicy
from bybalance.web.shared.roles import Role

EDITING_ROLES = (Role.PROGRAMME_OFFICER, Role.ADMINISTRATOR)


class EventPolicy(PermissionPolicy[Event]):
    """What is published is public, also when cancelled; a draft is for programme officers."""

    def visible_to(self, user: Viewer) -> models.QuerySet[Event]:
        everything = Event.objects.all()
        return everything if edits_programme(user) else everything.filter(is_published=True)

    def may_edit(self, user: Viewer) -> Decision:
        """Whether ``user`` may announce, change and cancel events."""
        return may_edit_programme(user)


class RegistrationPolicy(PermissionPolicy[Registration]):
    """Names and addresses are for programme officers; everybody else has their own link."""

    def visible_to(self, user: Viewer) -> models.QuerySet[Registration]:
        rows = Registration.objects.all()
        return rows if edits_programme(user) else rows.none()


events = EventPolicy()
registrations = RegistrationPolicy()
