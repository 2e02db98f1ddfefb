"""A small Balby, built once for all tests of a process, and its steps to the public."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import polars as pl
import pytest
from django.conf import settings
from django.utils import timezone

from bybalance.pipelines import atlas_build
from bybalance.pipelines.balby import people, write
from bybalance.web.accounts.models import User
from bybalance.web.atlas import services
from bybalance.web.atlas.models import Build, Release
from bybalance.web.atlas.queries import opened

YEARS = "[2016, 2024]"


@pytest.fixture(scope="session")
def balby_settings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Balby's files with two years, three k and few draws, which is quick."""
    path = write.write_balby(people.make_balby(), tmp_path_factory.mktemp("balby"))
    text = path.read_text(encoding="utf-8")
    text = text.replace("[2016, 2018, 2020, 2022, 2024]", YEARS)
    text = text.replace("[400, 800, 1600, 3200, 6400, 12800, 25600, 51200]", "[400, 3200, 51200]")
    path.write_text(text.replace("draw_count = 99", "draw_count = 9"), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def artefact(balby_settings: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the build made."""
    out = tmp_path_factory.mktemp("atlas") / "balby"
    atlas_build.build_atlas(atlas_build.read_city_settings(balby_settings), out)
    return out


@pytest.fixture(autouse=True)
def _private_folder() -> Iterator[None]:
    """No test sees what another has registered."""
    yield
    opened.forget_opened()
    shutil.rmtree(Path(settings.PRIVATE_ROOT) / "atlas", ignore_errors=True)


@pytest.fixture
def draft(artefact: Path, programme_officer: User) -> Release:
    """Registered by the officer, and no more."""
    build = services.register_build(artefact, by=programme_officer, now=timezone.now())
    return Release.objects.get(build=build)


@pytest.fixture
def approved(draft: Release, administrator: User) -> Release:
    """Approved by the administrator."""
    services.approve_release(draft, by=administrator, now=timezone.now())
    draft.refresh_from_db()
    return draft


@pytest.fixture
def published(approved: Release, administrator: User) -> Release:
    """What everybody sees."""
    services.publish_release(approved, by=administrator, now=timezone.now())
    approved.refresh_from_db()
    return approved


@pytest.fixture
def public_build(published: Release) -> Build:
    """The build of the published release."""
    return published.build


Change = Callable[[pl.DataFrame], pl.DataFrame]


def changed_copy(artefact: Path, target: Path, file: str, change: Change) -> Path:
    """Another build that keeps the rules: one table changed, with a manifest that fits."""
    shutil.copytree(artefact, target)
    path = target / file
    frame = change(pl.read_parquet(path))
    frame.write_parquet(path)
    document = json.loads((target / "manifest.json").read_text(encoding="utf-8"))
    for entry in document["files"]:
        if entry["file"] == file:
            entry["sha256"] = hashlib.sha256(path.read_bytes()).hexdigest()
            entry["byte_count"] = path.stat().st_size
    for entry in document["frames"]:
        if entry["file"] == file:
            text = frame.write_csv() + entry["rules_id"]
            entry["frame_id"] = hashlib.sha256(text.encode()).hexdigest()[:16]
    text = json.dumps(document, ensure_ascii=False, indent=1) + "\n"
    (target / "manifest.json").write_text(text, encoding="utf-8")
    return target
