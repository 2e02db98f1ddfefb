from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db import models

from bybalance.web.accounts.models import User
from bybalance.web.lists.models import SavedClassification
from bybalance.web.shared.access import Viewer
from bybalance.web.shared.permissions import PermissionPolicy


class SavedClassificationPolicy(PermissionPolicy[SavedClassification]):
    """A saved classification is its owner's alone."""

    def visible_to(self, user: Viewer) -> models.QuerySet[SavedClassification]:
        if isinstance(user, AnonymousUser) or not isinstance(user, User):
            return SavedClassification.objects.none()
        return SavedClassification.objects.filter(owner=user)


saved_classifications = SavedClassificationPolicy()
