from __future__ import annotations

from django.apps import AppConfig


class SharedConfig(AppConfig):
    name = "bybalance.web.shared"
    label = "shared"
