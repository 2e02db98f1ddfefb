from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from django.utils import timezone

from bybalance.web.accounts.models import User
from bybalance.web.atlas import services
from bybalance.web.atlas.models import Build, City, Release, ReleaseStep
from bybalance.web.atlas.queries import opened
from bybalance.web.shared.audit import entries_about


def test_it_keeps_a_checked_copy_and_begins_as_a_draft(
    draft: Release, artefact: Path, programme_officer: User
) -> None:
    build = draft.build

    assert draft.state == Release.State.DRAFT
    assert build.registered_by_key == programme_officer.audit_key
    assert {path.name for path in build.folder.iterdir()} == {
        path.name for path in artefact.iterdir()
    }
    assert build.city.is_invented
    assert opened.open_build(build).manifest.run_id == build.run_id
    assert [step.kind for step in draft.steps.all()] == [ReleaseStep.Kind.REGISTERED]
    assert [line.action for line in entries_about(draft)] == ["atlas_registered"]


def test_the_same_artefact_twice_is_one_build(
    draft: Release, artefact: Path, administrator: User
) -> None:
    again = services.register_build(artefact, by=administrator, now=timezone.now())

    assert again == draft.build
    assert Release.objects.count() == 1


def test_a_damaged_artefact_is_refused_and_nothing_is_kept(
    artefact: Path, tmp_path: Path, programme_officer: User
) -> None:
    shutil.copytree(artefact, tmp_path / "copy")
    path = tmp_path / "copy" / "contexts_2024.parquet"
    path.write_bytes(path.read_bytes()[:-1])

    with pytest.raises(services.Refused, match=r"contexts_2024\.parquet"):
        services.register_build(tmp_path / "copy", by=programme_officer, now=timezone.now())

    assert Build.objects.count() == City.objects.count() == 0


def test_a_raw_file_in_the_folder_is_refused(
    artefact: Path, tmp_path: Path, programme_officer: User
) -> None:
    shutil.copytree(artefact, tmp_path / "copy")
    (tmp_path / "copy" / "people.csv").write_text("cell,people\n", encoding="utf-8")

    with pytest.raises(services.Refused, match=r"people\.csv"):
        services.register_build(tmp_path / "copy", by=programme_officer, now=timezone.now())


def test_it_refuses_who_does_not_manage_atlases(artefact: Path, municipal_planner: User) -> None:
    with pytest.raises(PermissionDenied):
        services.register_build(artefact, by=municipal_planner, now=timezone.now())


@pytest.mark.parametrize(("kind", "field"), [(Build, "run_id"), (ReleaseStep, "reason")])
def test_the_database_refuses_to_change_a_build_or_a_step(
    draft: Release, kind: type, field: str
) -> None:
    rows = kind.objects.all()  # type: ignore[attr-defined]

    for change in (lambda: rows.update(**{field: "x"}), lambda: rows._raw_delete(rows.db)):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert rows.count() == 1


def test_the_command_registers_in_the_name_of_an_officer(
    artefact: Path, programme_officer: User, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("register_atlas", str(artefact), by=programme_officer.email)

    build = Build.objects.get()
    assert build.registered_by_key == programme_officer.audit_key
    assert f"Balby: run {build.run_id}, draft." in capsys.readouterr().out


def test_the_command_refuses_strangers_and_folders_that_are_no_build(
    artefact: Path, tmp_path: Path, programme_officer: User, stranger: User
) -> None:
    for folder, mail in (
        (artefact, "nobody@balby.example"),
        (artefact, stranger.email),
        (tmp_path, programme_officer.email),
    ):
        with pytest.raises(CommandError):
            call_command("register_atlas", str(folder), by=mail)
    assert Build.objects.count() == 0
