"""One machine, plain http: development and the demo."""

from __future__ import annotations

from bybalance.web.site.environment import kept_secret_key
from bybalance.web.site.settings.base import *  # noqa: F403
from bybalance.web.site.settings.base import DATA_FOLDER, ENVIRONMENT

SECRET_KEY = ENVIRONMENT.secret_key or kept_secret_key(DATA_FOLDER)
ALLOWED_HOSTS = [*ENVIRONMENT.allowed_hosts, "127.0.0.1", "localhost", "[::1]"]
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
WHITENOISE_USE_FINDERS = True
