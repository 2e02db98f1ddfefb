from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PagesConfig(AppConfig):
    name = "bybalance.web.pages"
    label = "pages"
    verbose_name = _("Editorial pages")
