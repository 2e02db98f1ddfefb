"""``bybalance atlas``: from invented files to a built atlas and its report, in the terminal."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from bybalance import cli
from bybalance.pipelines import atlas_build


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("balby")
    done = CliRunner().invoke(cli.app, ["atlas", "balby", str(folder)])
    assert done.exit_code == 0, done.output
    assert "invented" in done.output
    path = folder / "balby.toml"
    text = path.read_text(encoding="utf-8").replace("[2016, 2018, 2020, 2022, 2024]", "[2024]")
    path.write_text(text.replace("draw_count = 99", "draw_count = 3"), encoding="utf-8")
    return path


def run(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(cli.app, ["atlas", *words], env={"COLUMNS": "200"})
    return done.exit_code, done.output


def test_it_builds_checks_and_reports(city: Path, tmp_path: Path) -> None:
    out, page = tmp_path / "built", tmp_path / "report.html"

    assert run("build", str(city), "-o", str(out))[0] == 0
    code, said = run("check", str(out))
    assert code == 0 and "holds nothing that may not be published" in said
    assert atlas_build.open_artefact(out).manifest.run_id in said
    assert run("report", str(out), "-o", str(page), "--lang", "da")[0] == 0
    assert "Balby: hvem bor nær hvem" in page.read_text(encoding="utf-8")

    code, said = run("build", str(city), "-o", str(out))
    assert code == 2 and "--force" in said
    assert run("build", str(city), "-o", str(out), "--force")[0] == 0


def test_a_damaged_atlas_is_told_in_one_panel(city: Path, tmp_path: Path) -> None:
    out = tmp_path / "built"
    run("build", str(city), "-o", str(out))
    (out / "areas.parquet").write_bytes(b"")

    code, said = run("check", str(out))

    assert code == 2 and "areas.parquet" in said


def test_wrong_settings_are_told_all_at_once_in_the_readers_language(
    city: Path, tmp_path: Path
) -> None:
    wrong = city.with_name("wrong.toml")
    text = city.read_text(encoding="utf-8")
    wrong.write_text(text.replace("k = [400", "k = [0") + '\n[colour]\nred = "1"\n',
                     encoding="utf-8")  # fmt: skip

    code, said = run("build", str(wrong), "-o", str(tmp_path / "out"), "--lang", "da")

    assert code == 2
    assert "contexts.k" in said and "colour" in said and "intet er skrevet" in said.casefold()
    assert not (tmp_path / "out").exists()
