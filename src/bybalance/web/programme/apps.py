from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgrammeConfig(AppConfig):
    name = "bybalance.web.programme"
    label = "programme"
    verbose_name = _("Programme")
