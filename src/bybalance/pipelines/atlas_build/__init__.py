"""Build what a city publishes of its atlas: a folder of protected files and their manifest."""

from __future__ import annotations

from bybalance.pipelines.atlas_build.artefact import Artefact, open_artefact
from bybalance.pipelines.atlas_build.build import build_atlas, check_out
from bybalance.pipelines.atlas_build.manifest import Manifest
from bybalance.pipelines.atlas_build.settings import CitySettings, read_city_settings

__all__ = [
    "Artefact",
    "CitySettings",
    "Manifest",
    "build_atlas",
    "check_out",
    "open_artefact",
    "read_city_settings",
]
