"""The files of others are the ones we recorded, and nothing else lies beside them."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def vendor() -> ModuleType:
    spec = importlib.util.spec_from_file_location("vendor_tool", ROOT / "tools/vendor.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_every_file_is_listed_and_as_recorded(vendor: ModuleType) -> None:
    found = [problem for manifest in vendor.MANIFESTS for problem in vendor.problems(manifest)]

    assert found == []


def test_every_file_names_its_licence(vendor: ModuleType) -> None:
    listed = [file for manifest in vendor.MANIFESTS for file in vendor.read_manifest(manifest)]

    assert listed
    assert all(file.licence for file in listed)


def test_an_unlisted_and_a_changed_file_are_problems(
    vendor: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vendor, "ROOT", tmp_path)
    manifest = tmp_path / "vendor.toml"
    manifest.write_text(
        '[[package]]\nname = "lib"\nversion = "1"\nlicence = "MIT"\n'
        '[[package.file]]\nsource = "a.css"\ntarget = "a.css"\nsha256 = "00"\n',
        encoding="utf-8",
    )
    (tmp_path / "lib-1").mkdir()
    (tmp_path / "lib-1/a.css").write_text("changed", encoding="utf-8")
    (tmp_path / "lib-1/b.css").write_text("unlisted", encoding="utf-8")

    assert vendor.problems(manifest) == [
        "lib-1/b.css: not listed",
        "lib-1/a.css: missing or changed",
    ]


def test_only_the_rules_of_the_named_components_are_kept(vendor: ModuleType) -> None:
    css = (
        '@charset "UTF-8";h1{color:red}.button,.nav{color:blue}.button:not(.x,.y){margin:0}'
        "@media (min-width:1px){.button{padding:0}.nav{padding:1px}}"
        ".button{background-image:url(a.svg);border:0}.nav:not(.button){top:0}.button-bar{top:1px}"
    )

    kept = vendor.kept_rules(css, ("button",))

    assert kept == (
        ".button{color:blue}\n.button:not(.x,.y){margin:0}\n"
        "@media (min-width:1px){\n.button{padding:0}\n}\n.button{border:0}\n"
    )
