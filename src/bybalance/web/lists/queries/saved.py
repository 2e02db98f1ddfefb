"""What a person has asked the site to keep."""

from __future__ import annotations

from django.db import models

from bybalance.web.lists import permissions
from bybalance.web.lists.models import SavedClassification
from bybalance.web.shared.access import Viewer


def saved_by(user: Viewer) -> models.QuerySet[SavedClassification]:
    """One's own saved classifications, newest first, without the figures themselves."""
    return permissions.saved_classifications.visible_to(user).defer("figures_csv")
