"""Open a built atlas: every file is checked before anything is shown."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import polars as pl

from bybalance.atlas.disclosure import audit
from bybalance.atlas.disclosure.protected import ProtectedFrame
from bybalance.atlas.profile import AreaProfile, read_profiles
from bybalance.model.errors import InvalidArtefact
from bybalance.pipelines.atlas_build.manifest import (
    MANIFEST_FILE,
    FrameEntry,
    FrameKind,
    Manifest,
    manifest_from_json,
)

LAYER_FILES: Final = (
    "areas.geojson", "outline.geojson", "water.geojson", "roads.geojson", "rail.geojson",
    "parks.geojson",
)  # fmt: skip
AREA_PROPERTIES: Final = frozenset({"area_id", "name", "kind", "is_invented"})
LAYER_PROPERTIES: Final = frozenset({"kind", "is_invented"})


@dataclass(frozen=True, slots=True, eq=False)
class Artefact:
    """A built atlas on disk, as it was when it was checked.

    Parameters
    ----------
    folder
        Where its files are.
    manifest
        What it is.
    """

    folder: Path
    manifest: Manifest

    def totals(self, year: int) -> ProtectedFrame:
        """Return people and households per cell: ``easting_m, northing_m, people, households``."""
        return self._frame("totals", year)

    def contexts(self, year: int) -> ProtectedFrame:
        """Return the class of every group and k per cell: ``ctx_{group}_k{k}_class``."""
        return self._frame("contexts", year)

    def area_profiles(self) -> ProtectedFrame:
        """Return areas beside their surroundings and city, as ``atlas.profile.COLUMNS`` says."""
        return self._frame("area_profiles", None)

    def read_area_profiles(
        self, *, area_id: str | None = None, group: str | None = None, year: int | None = None
    ) -> tuple[AreaProfile, ...]:
        """Return the profiles as the engine has them; of one area, group or year where named.

        Naming what is needed is much quicker than reading all.
        """
        wanted = {"area_id": area_id, "group": group, "year": year}
        table = self.area_profiles().frame
        for name, value in wanted.items():
            if value is not None:
                table = table.filter(pl.col(name) == value)
        return read_profiles(table, self.manifest.profile_provenance)

    def measures(self) -> ProtectedFrame:
        """Return measures of the city by year, group and k, beside chance."""
        return self._frame("measures", None)

    def areas(self) -> ProtectedFrame:
        """Return the share of every group and tenure by area and year."""
        return self._frame("areas", None)

    def changes(self) -> ProtectedFrame:
        """Return what those shares changed since the year before."""
        return self._frame("changes", None)

    def layer(self, file: str) -> dict[str, Any]:
        """Return a layer of the map as GeoJSON, in metres of ``manifest.crs``; empty if none."""
        if file not in LAYER_FILES:
            raise InvalidArtefact(f"{file!r} is no layer; choose one of {', '.join(LAYER_FILES)}.")
        if not any(entry.file == file for entry in self.manifest.files):
            return {"type": "FeatureCollection", "features": []}
        document: dict[str, Any] = json.loads((self.folder / file).read_text(encoding="utf-8"))
        return document

    def _frame(self, kind: FrameKind, year: int | None) -> ProtectedFrame:
        entry = self.manifest.frame_entry(kind, year)
        return _protected(entry, (self.folder / entry.file).read_bytes())


def open_artefact(folder: Path | str) -> Artefact:
    """Check a built atlas as a whole, and open it.

    Raises
    ------
    InvalidArtefact
        If the manifest is not one, a file is missing, more than is listed, or has another hash,
        or a table holds anything that may not be published.
    """
    folder = Path(folder)
    path = folder / MANIFEST_FILE
    if not path.is_file():
        raise InvalidArtefact(f"There is no {MANIFEST_FILE} in {folder}; is it a built atlas?")
    manifest = manifest_from_json(path.read_text(encoding="utf-8"))
    listed = {entry.file: entry for entry in manifest.files}
    found = {
        str(each.relative_to(folder)) for each in folder.rglob("*") if each.is_file()
    } - {MANIFEST_FILE}  # fmt: skip
    for name in sorted(found ^ set(listed)):
        problem = "is missing" if name in listed else "is not listed in the manifest"
        raise InvalidArtefact(f"{name} {problem}. Build the atlas anew.")
    contents = {name: (folder / name).read_bytes() for name in listed}
    for name, entry in listed.items():
        if hashlib.sha256(contents[name]).hexdigest() != entry.sha256:
            raise InvalidArtefact(f"{name} is not the file that was built. Build the atlas anew.")
    tables = {entry.file for entry in manifest.frames}
    for name in sorted(set(listed) - tables):
        _check_layer(name, contents[name])
    for frame in manifest.frames:
        if frame.file not in contents:
            raise InvalidArtefact(f"{frame.file} is not among the files of the manifest.")
        _protected(frame, contents[frame.file])
    return Artefact(folder, manifest)


def _protected(entry: FrameEntry, content: bytes) -> ProtectedFrame:
    try:
        return audit.read_protected(
            content, kind=entry.kind, rules_id=entry.rules_id, note=entry.note,
            frame_id=entry.frame_id,
        )  # fmt: skip
    except InvalidArtefact as error:
        raise InvalidArtefact(f"{entry.file}: {error}") from None


def _check_layer(name: str, content: bytes) -> None:
    """Refuse a file that is no layer, or one with properties that say more than what it is."""
    if name not in LAYER_FILES:
        raise InvalidArtefact(f"{name} is neither a protected table nor a layer of the map.")
    allowed = AREA_PROPERTIES if name == "areas.geojson" else LAYER_PROPERTIES
    try:
        features = json.loads(content)["features"]
        odd = sorted({key for each in features for key in each["properties"]} - allowed)
    except (ValueError, KeyError, TypeError):
        raise InvalidArtefact(f"{name} is no GeoJSON. Build the atlas anew.") from None
    if odd:
        raise InvalidArtefact(f"{name} has the property {odd[0]!r}, which no layer may have.")
