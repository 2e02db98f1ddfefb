"""Make the reference pages that are generated from the code, so that they cannot drift.

    python tools/generate_docs.py

A test fails when a page in ``docs/reference`` differs from what this would write.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT / "docs" / "reference"
sys.path.insert(0, str(ROOT))


def pages() -> dict[str, Callable[[], str]]:
    """Name every generated page and what makes it."""
    start_django()
    from tools.reference_pages import columns, commands, http_api, published_lists, routes, rules

    from bybalance.web.site import environment

    return {
        "columns.md": columns.page,
        "command-line.md": commands.page,
        "http-api.md": http_api.page,
        "permissions.md": routes.permissions_page,
        "published-lists.md": published_lists.page,
        "rules.md": rules.page,
        "settings.md": environment.settings_page,
        "where-is-what.md": routes.where_is_what_page,
    }


def start_django() -> None:
    """Start Django with the settings of the tests, unless a test has done so."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bybalance.web.site.settings.test")
    import django
    from django.apps import apps

    if not apps.ready:
        django.setup()


def main() -> int:
    """Write every page that changed."""
    for name, make in pages().items():
        path = REFERENCE / name
        text = make()
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            print(f"wrote {path.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
