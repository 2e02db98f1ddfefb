from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AtlasConfig(AppConfig):
    name = "bybalance.web.atlas"
    label = "atlas"
    verbose_name = _("Atlas")
