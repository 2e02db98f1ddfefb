from __future__ import annotations

from django.db import models

from bybalance.web.areas.models import Area, Municipality
from bybalance.web.shared.access import Viewer
from bybalance.web.shared.permissions import PermissionPolicy


class AreaPolicy(PermissionPolicy[Area]):
    """That a housing area exists is public."""

    def visible_to(self, user: Viewer) -> models.QuerySet[Area]:
        return Area.objects.select_related("municipality")


class MunicipalityPolicy(PermissionPolicy[Municipality]):
    """Municipalities are public."""

    def visible_to(self, user: Viewer) -> models.QuerySet[Municipality]:
        return Municipality.objects.all()


areas = AreaPolicy()
municipalities = MunicipalityPolicy()
