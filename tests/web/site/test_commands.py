from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
import typer
from pytest_django.fixtures import Settings
from typer.testing import CliRunner

from bybalance.cli import site as commands
from bybalance.web.site import backup, start

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def app() -> typer.Typer:
    app = typer.Typer()
    commands.register(app)
    return app


@pytest.fixture
def data_folder(tmp_path: Path, settings: Settings) -> Path:
    settings.DATA_FOLDER = tmp_path / "data"
    settings.DATA_FOLDER.mkdir()
    settings.STATIC_ROOT = tmp_path / "data" / "static"
    return settings.DATA_FOLDER


def test_backup_says_what_it_copied(app: typer.Typer, data_folder: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["backup", str(tmp_path / "copy")])

    assert done.exit_code == 0
    assert "rows" in done.output
    assert backup.verify(tmp_path / "copy").row_count > 0


def test_restoring_over_data_is_refused_in_words_with_exit_code_2(
    app: typer.Typer, data_folder: Path, tmp_path: Path
) -> None:
    CliRunner().invoke(app, ["backup", str(tmp_path / "copy")])

    done = CliRunner().invoke(app, ["restore", str(tmp_path / "copy")])

    assert done.exit_code == 2
    assert "--force" in done.output


def test_restoring_what_is_no_backup_is_refused(app: typer.Typer, tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["restore", str(tmp_path)])

    assert done.exit_code == 2
    assert "manifest.json" in done.output


def test_serve_checks_migrates_and_ends_with_the_address(
    app: typer.Typer, data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[list[str]] = []
    monkeypatch.setattr(os, "execv", lambda _program, command: ran.append(command))

    done = CliRunner().invoke(app, ["serve", "--port", "8123"])

    assert done.exception is None, done.exception
    assert done.output.splitlines()[-1] == "http://127.0.0.1:8123/"
    [command] = ran
    assert command[:3] == [sys.executable, "-m", "gunicorn"]
    assert "--bind=127.0.0.1:8123" in command


def test_serve_does_not_start_when_a_check_fails(
    app: typer.Typer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> None:
        raise SystemExit(1)

    monkeypatch.setattr(start, "check", refuse)
    monkeypatch.setattr(os, "execv", lambda *_given: pytest.fail("it was started"))

    assert CliRunner().invoke(app, ["serve"]).exit_code == 1


def test_worker_has_nothing_to_do_where_work_is_done_at_once(app: typer.Typer) -> None:
    done = CliRunner().invoke(app, ["worker"])

    assert done.exit_code == 0
    assert "no worker is needed" in done.output


def test_manage_runs_the_commands_of_django(
    app: typer.Typer, capsys: pytest.CaptureFixture[str]
) -> None:
    done = CliRunner().invoke(app, ["manage", "showmigrations", "shared", "--plan"])

    assert done.exit_code == 0
    assert "shared.0002_audit_is_append_only" in done.output
