"""Compile the Danish and English message catalogues when the package is built or installed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from babel.messages import mofile, pofile
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


def compile_catalogues(root: Path) -> list[Path]:
    """Write a ``.mo`` beside each ``.po`` that is newer than it; return those written."""
    written = []
    for po_path in sorted(root.glob("src/bybalance/web/**/locale/*/LC_MESSAGES/*.po")):
        mo_path = po_path.with_suffix(".mo")
        if mo_path.exists() and mo_path.stat().st_mtime >= po_path.stat().st_mtime:
            continue
        with po_path.open("rb") as source:
            catalogue = pofile.read_po(source, locale=po_path.parts[-3])
        with mo_path.open("wb") as target:
            mofile.write_mo(target, catalogue)
        written.append(mo_path)
    return written


class CompileMessages(BuildHookInterface[Any]):
    """Hatch calls this before it collects the files of a wheel."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Compile every catalogue into the tree that is about to be packed."""
        compile_catalogues(Path(self.root))
