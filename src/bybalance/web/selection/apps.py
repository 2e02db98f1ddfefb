from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SelectionConfig(AppConfig):
    name = "bybalance.web.selection"
    label = "selection"
    verbose_name = _("Selection of areas")
