from __future__ import annotations

from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "bybalance.web.search"
    label = "search"
    verbose_name = _("Search")

    def ready(self) -> None:
        from bybalance.web.search.queries import folding

        # Django's own way to teach SQLite a function; nothing of ours is announced by signal.
        connection_created.connect(folding.teach_sqlite, dispatch_uid="search-folding")
