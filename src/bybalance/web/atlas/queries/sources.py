"""The cities whose settings lie on this site, ready to be built."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

BALBY: Final = "balby"


@dataclass(frozen=True)
class BuildSource:
    """Settings that a build can be made from: the invented city, or a file in the data folder."""

    key: str
    label: str | Promise


def cities_folder() -> Path:
    """Where whoever runs the site puts settings files, each with its data beside it."""
    return Path(settings.DATA_FOLDER) / "cities"


def build_sources() -> list[BuildSource]:
    """Balby, and every settings file; no address or path ever comes from a form."""
    found = [BuildSource(BALBY, _("Balby (invented)"))]
    folder = cities_folder()
    if folder.is_dir():
        found += [
            BuildSource(str(path.relative_to(folder)), str(path.relative_to(folder)))
            for path in sorted(folder.rglob("*.toml"))
        ]
    return found
