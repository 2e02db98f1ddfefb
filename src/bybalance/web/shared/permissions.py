"""The shape of a permission policy: one per model, asked by lists and by single pages alike.

Since a list and a single page ask the same :meth:`visible_to`, neither can show what the other
hides. An app's ``permissions.py`` subclasses this and adds ``may_<verb>(user, thing) -> Decision``.
"""

from __future__ import annotations

from typing import Any, Generic, TypeVar

from django.db import models
from django.http import Http404

from bybalance.web.shared.access import Viewer

M = TypeVar("M", bound=models.Model)


class PermissionPolicy(Generic[M]):
    """Who may see and do what with one kind of thing."""

    def visible_to(self, user: Viewer) -> models.QuerySet[M]:
        """Every row ``user`` may know of; each policy says which."""
        raise TypeError(f"{type(self).__name__} does not say what is visible to whom")

    def get(self, user: Viewer, **lookup: Any) -> M:
        """The one row ``user`` asked for; 404 when it is absent or hidden, alike."""
        found = self.visible_to(user).filter(**lookup).first()
        if found is None:
            raise Http404
        return found
