from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AreasConfig(AppConfig):
    name = "bybalance.web.areas"
    label = "areas"
    verbose_name = _("Areas")

    def ready(self) -> None:
        from bybalance.web.areas import queries
        from bybalance.web.shared import roles

        roles.register_places("municipality", queries.names_of_municipalities)
        roles.register_places("area", queries.names_of_areas)
