"""Run Django's deployment checks with production settings in a throw-away environment.

Any issue, even a warning, is a failure.
"""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Mapping


def main() -> int:
    """Check, and give the exit code of the check."""
    with tempfile.TemporaryDirectory(prefix="bybalance-deploy-") as data_folder:
        environment = {
            **without_our_settings(os.environ),
            "DJANGO_SETTINGS_MODULE": "bybalance.web.site.settings.production",
            "BYBALANCE_MODE": "production",
            "BYBALANCE_DATA": data_folder,
            "BYBALANCE_SECRET_KEY": secrets.token_urlsafe(64),
            "BYBALANCE_ALLOWED_HOSTS": "bybalance.example",
            "BYBALANCE_PUBLIC_URL": "https://bybalance.example",
        }
        django = [sys.executable, "-m", "django"]
        databases = ["--database", "default", "--database", "operations"]
        for command in (
            ["collectstatic", "--no-input", "--verbosity", "0"],
            ["check", "--deploy", "--fail-level", "WARNING", *databases],
        ):
            done = subprocess.run([*django, *command], env=environment, check=False)
            if done.returncode:
                return done.returncode
    return 0


def without_our_settings(environ: Mapping[str, str]) -> dict[str, str]:
    """Leave out what this shell says about Bybalance: only the settings below count."""
    return {name: text for name, text in environ.items() if not name.startswith("BYBALANCE_")}


if __name__ == "__main__":
    sys.exit(main())
