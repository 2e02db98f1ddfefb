from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NewsletterConfig(AppConfig):
    name = "bybalance.web.newsletter"
    label = "newsletter"
    verbose_name = _("Newsletter")
