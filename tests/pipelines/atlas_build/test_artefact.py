"""What is opened was checked: a changed, added, missing or raw file is refused."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from bybalance.atlas.disclosure.protected import ProtectedFrame
from bybalance.model.errors import InvalidArtefact
from bybalance.pipelines import atlas_build
from bybalance.pipelines.atlas_build import Artefact
from bybalance.pipelines.atlas_build.manifest import manifest_from_json

Change = Callable[[pl.DataFrame], pl.DataFrame]


@pytest.fixture
def copy(built: Artefact, tmp_path: Path) -> Path:
    shutil.copytree(built.folder, tmp_path / "copy")
    return tmp_path / "copy"


def forge(folder: Path, file: str, change: Change) -> None:
    """Change a table, and write a manifest that fits, as somebody would who knows the format."""
    path = folder / file
    frame = change(pl.read_parquet(path))
    frame.write_parquet(path)
    document = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    for entry in document["files"]:
        if entry["file"] == file:
            entry["sha256"] = hashlib.sha256(path.read_bytes()).hexdigest()
    for entry in document["frames"]:
        if entry["file"] == file:
            text = frame.write_csv() + entry["rules_id"]
            entry["frame_id"] = hashlib.sha256(text.encode()).hexdigest()[:16]
    (folder / "manifest.json").write_text(json.dumps(document), encoding="utf-8")


def test_it_opens_what_was_built(built: Artefact) -> None:
    assert built.manifest.is_invented
    assert isinstance(built.contexts(2024), ProtectedFrame)
    assert built.area_profiles().frame.height > 0
    assert built.layer("areas.geojson")["features"]
    for entry in built.manifest.frames:
        assert entry.rules_id == "dk-public-1"


def test_the_manifest_reads_what_it_writes(built: Artefact) -> None:
    text = (built.folder / "manifest.json").read_text(encoding="utf-8")

    assert manifest_from_json(text).to_json() == text


def test_a_changed_byte_is_refused(copy: Path) -> None:
    path = copy / "totals_2024.parquet"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))

    with pytest.raises(InvalidArtefact, match="not the file that was built"):
        atlas_build.open_artefact(copy)


def test_a_missing_and_an_added_file_are_refused(copy: Path) -> None:
    (copy / "raw.csv").write_text("cell,people\n", encoding="utf-8")
    with pytest.raises(InvalidArtefact, match=r"raw\.csv is not listed"):
        atlas_build.open_artefact(copy)
    (copy / "raw.csv").unlink()
    (copy / "area_profiles.parquet").unlink()
    with pytest.raises(InvalidArtefact, match=r"area_profiles\.parquet is missing"):
        atlas_build.open_artefact(copy)


@pytest.mark.parametrize(
    ("file", "change", "why"),
    [
        ("totals_2024.parquet", lambda f: f.with_columns(non_western=pl.lit(3)), "non_western"),
        ("totals_2024.parquet", lambda f: f.with_columns(people=-pl.col("people")), "no count"),
        (
            "contexts_2024.parquet",
            lambda f: f.with_columns(
                ctx_low_income_k200_class=pl.lit(1, pl.Int16),
                ctx_low_income_k200_class_reason=pl.lit(None, pl.String),
            ),
            "D12",
        ),
        (
            "contexts_2024.parquet",
            lambda f: f.with_columns(
                pl.col("ctx_low_income_k400_class").cast(pl.Float64) / 20 + 0.0123
            ),
            "holds Float64",
        ),
        (
            "area_profiles.parquet",
            lambda f: f.with_columns(pl.col("value") + pl.lit(0.001)),
            "precise|no count",
        ),
        (
            "area_profiles.parquet",
            lambda f: f.with_columns(figure=pl.lit("members")),
            "nothing that may be published",
        ),
        (
            "area_profiles.parquet",
            lambda f: f.with_columns(
                reach=pl.when(pl.col("scale") == "k").then(200.0).otherwise("reach")
            ),
            "D12",
        ),
        ("measures.parquet", lambda f: f.with_columns(pl.col("estimate") + 1e-6), "precise"),
        ("areas.parquet", lambda f: f.with_columns(share_reason=pl.lit("x")), "reason"),
        ("changes.parquet", lambda f: f.with_columns(change=pl.lit(None, pl.Float64)), "reason"),
    ],
)
def test_a_forged_table_with_a_fitting_manifest_is_refused(
    copy: Path, file: str, change: Change, why: str
) -> None:
    forge(copy, file, change)

    with pytest.raises(InvalidArtefact, match=why):
        atlas_build.open_artefact(copy)


def test_a_forged_table_that_keeps_the_rules_is_opened(copy: Path) -> None:
    """The forging itself is not what is refused above."""
    forge(copy, "measures.parquet", lambda frame: frame.head(4))

    assert atlas_build.open_artefact(copy).measures().frame.height == 4


def test_a_layer_with_more_than_shapes_is_refused(copy: Path) -> None:
    path = copy / "areas.geojson"
    document = json.loads(path.read_text(encoding="utf-8"))
    document["features"][0]["properties"]["residents"] = 3
    path.write_text(json.dumps(document), encoding="utf-8")
    manifest = json.loads((copy / "manifest.json").read_text(encoding="utf-8"))
    for entry in manifest["files"]:
        if entry["file"] == path.name:
            entry["sha256"] = hashlib.sha256(path.read_bytes()).hexdigest()
    (copy / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")

    with pytest.raises(InvalidArtefact, match="residents"):
        atlas_build.open_artefact(copy)


@pytest.mark.parametrize(
    "text",
    ["", "{}", "[]", '{"format": "bybalance-atlas"}', '{"format": "bybalance-atlas", '
     '"format_version": 2}', '{"format": "bybalance-atlas", "format_version": 1, "key": 3}'],
)  # fmt: skip
def test_what_is_no_manifest_is_refused(copy: Path, text: str) -> None:
    (copy / "manifest.json").write_text(text, encoding="utf-8")

    with pytest.raises(InvalidArtefact):
        atlas_build.open_artefact(copy)


def test_a_folder_without_a_manifest_is_no_atlas(tmp_path: Path) -> None:
    with pytest.raises(InvalidArtefact, match="is it a built atlas"):
        atlas_build.open_artefact(tmp_path)


def test_an_input_is_told_by_a_fingerprint_that_nobody_can_test_guesses_by(
    built: Artefact, balby_files: Path
) -> None:
    told = {each.file: each.fingerprint for each in built.manifest.inputs}
    content = (balby_files.parent / "people_2024.csv").read_bytes()

    plain = {
        hashlib.new(name, content).hexdigest()[:32] for name in ("sha256", "blake2b", "md5", "sha1")
    } | {hashlib.blake2b(content, digest_size=16).hexdigest()}
    assert told["people_2024.csv"] not in plain
