from __future__ import annotations

from pathlib import Path

import pytest
from importlinter import cli


def test_every_import_contract_is_kept(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(root)

    exit_code = cli.lint_imports(no_cache=True, no_logo=True)

    assert exit_code == 0, capsys.readouterr().out
