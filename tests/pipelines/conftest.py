"""Balby as files, and its atlas built once for all tests of a process."""

from __future__ import annotations

from pathlib import Path

import pytest

from bybalance.pipelines import atlas_build
from bybalance.pipelines.atlas_build import Artefact
from bybalance.pipelines.balby import people, write


@pytest.fixture(scope="session")
def town() -> people.Balby:
    return people.make_balby()


@pytest.fixture(scope="session")
def balby_files(town: people.Balby, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The settings file of two years and few draws, which is quick."""
    path = write.write_balby(town, tmp_path_factory.mktemp("balby"))
    text = path.read_text(encoding="utf-8")
    text = text.replace("[2016, 2018, 2020, 2022, 2024]", "[2016, 2024]")
    path.write_text(text.replace("draw_count = 99", "draw_count = 9"), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def built(balby_files: Path, tmp_path_factory: pytest.TempPathFactory) -> Artefact:
    out = tmp_path_factory.mktemp("atlas") / "balby"
    atlas_build.build_atlas(atlas_build.read_city_settings(balby_files), out)
    return atlas_build.open_artefact(out)
