from __future__ import annotations

from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "bybalance.web.site"
    label = "site"

    def ready(self) -> None:
        from bybalance.web.site import checks, logs

        checks.register()
        logs.configure_structlog()
