"""Who may take the programme's tables out of the site, and bring a programme in."""

from __future__ import annotations

from django.utils.translation import gettext as _

from bybalance.web.accounts.models import User
from bybalance.web.accounts.permissions import holds
from bybalance.web.programme.permissions import EDITING_ROLES, edits_programme, may_edit_programme
from bybalance.web.shared.access import ALLOWED, Decision, Viewer
from bybalance.web.shared.roles import Role

__all__ = [
    "EDITING_ROLES",
    "is_administrator",
    "may_export",
    "may_import",
    "sees_every_table",
]


def is_administrator(user: Viewer) -> bool:
    """Whether ``user`` is an administrator now."""
    return isinstance(user, User) and holds(user, Role.ADMINISTRATOR)


def sees_every_table(user: Viewer) -> bool:
    """Whether ``user`` may have all rows of all tables but those with personal data."""
    return edits_programme(user)


def may_export(user: Viewer, *, with_personal_data: bool) -> Decision:
    """Whether ``user`` may take a programme out; with personal data only an administrator."""
    if with_personal_data and not is_administrator(user):
        return Decision(
            allowed=False, reason=_("Only an administrator may take personal data out.")
        )
    return may_edit_programme(user)


def may_import(user: Viewer) -> Decision:
    """Whether ``user`` may bring a programme in."""
    if is_administrator(user):
        return ALLOWED
    return Decision(allowed=False, reason=_("Only an administrator may bring a programme in."))
