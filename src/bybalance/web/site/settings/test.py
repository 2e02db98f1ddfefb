"""The tests: nothing read from the environment but the database, nothing left behind."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from bybalance.web.site import databases
from bybalance.web.site.settings.base import *  # noqa: F403
from bybalance.web.site.settings.base import ENVIRONMENT, MIDDLEWARE

# Named only; whoever needs it makes it (tests/web/conftest.py makes it and takes it away).
DATA_FOLDER = Path(tempfile.gettempdir()) / f"bybalance-tests-{os.getpid()}"
DATABASES = databases.databases(ENVIRONMENT.database_url, data_folder=DATA_FOLDER)

DEBUG = False
DEMO = False
SIGNUP_OPEN = False
STAFF_TWO_STEP = False
SECRET_KEY = "only-for-tests-" + "x" * 50
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
MAIL_TRANSPORT = "django.core.mail.backends.locmem.EmailBackend"
EMAIL_FILE_PATH = DATA_FOLDER / "mail"
MEDIA_ROOT = DATA_FOLDER / "media"
PRIVATE_ROOT = DATA_FOLDER / "private"
STATIC_ROOT = DATA_FOLDER / "static"

# WhiteNoise scans every static folder when a client is made; Django's own finders serve tests.
MIDDLEWARE = [name for name in MIDDLEWARE if not name.startswith("whitenoise.")]
