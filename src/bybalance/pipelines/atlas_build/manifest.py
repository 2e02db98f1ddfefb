"""The manifest of a built atlas: what it is, what it was made of, and every file's hash."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Final, Literal

from bybalance.atlas.profile import ProfileProvenance
from bybalance.model.errors import InvalidArtefact

FORMAT: Final = "bybalance-atlas"
FORMAT_VERSION: Final = 1
MANIFEST_FILE: Final = "manifest.json"
FrameKind = Literal["totals", "contexts", "area_profiles", "measures", "areas", "changes"]
FRAME_KINDS: Final[tuple[FrameKind, ...]] = (
    "totals", "contexts", "area_profiles", "measures", "areas", "changes",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedGroup:
    """A group with its names, and where the five classes of its maps begin.

    ``map_breaks`` are four class codes: colour 0 is below the first, colour 4 from the last on.
    They are the same for every k and year, so that maps can be laid side by side.
    """

    key: str
    da: str
    en: str
    map_breaks: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedArea:
    """An area with its name and kind, and whether it is large enough for social figures."""

    area_id: str
    name: str
    kind: str
    cell_count: int
    is_told: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class InputFile:
    """A file that was read, and its hash under the secret: nobody else can test a guess by it."""

    file: str
    fingerprint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameEntry:
    """A protected frame: its file, kind and year, and the id by which figures refer to it."""

    file: str
    kind: FrameKind
    year: int | None
    frame_id: str
    rules_id: str
    note: str
    row_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FileEntry:
    """A file of the folder with its hash and size."""

    file: str
    sha256: str
    byte_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """All that is known about a built atlas; the order of keys in the file is the one here.

    Parameters
    ----------
    key, name, is_invented, note_da, note_en
        The city; the note stands wherever something of it is shown.
    crs, cell_size_m, bounds_m
        Where it lies; west, south, east, north in metres.
    years, k
        What contexts there are.
    overshoot, self_rule, own_cell
        Rules of the contexts.
    class_step, class_count
        A context's class c holds shares from ``c * class_step``.
    draw_count, seed
        Cities drawn by chance, and what they were drawn from.
    rules_id
        Version of the disclosure rules.
    profiles
        What the profiles of areas were made of.
    versions
        Programs that made it.
    """

    key: str
    name: str
    is_invented: bool
    note_da: str
    note_en: str
    crs: str
    cell_size_m: int
    bounds_m: tuple[int, int, int, int]
    years: tuple[int, ...]
    k: tuple[int, ...]
    groups: tuple[NamedGroup, ...]
    tenures: tuple[NamedGroup, ...]
    areas: tuple[NamedArea, ...]
    overshoot: str
    self_rule: str
    own_cell: str
    class_step: float
    class_count: int
    draw_count: int
    seed: int
    rules_id: str
    source_da: str
    source_en: str
    profiles: Mapping[str, Any]
    versions: Mapping[str, str]
    inputs: tuple[InputFile, ...]
    frames: tuple[FrameEntry, ...]
    files: tuple[FileEntry, ...]

    @property
    def profile_provenance(self) -> ProfileProvenance:
        """Return what the profiles were made of, as the engine has it."""
        values = dict(self.profiles)
        hashes = {int(year): text for year, text in values.pop("grid_hash_by_year").items()}
        return ProfileProvenance(grid_hash_by_year=hashes, **values)

    @property
    def run_id(self) -> str:
        """Return the name of the run: it changes with anything in the folder."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()[:16]

    def frame_entry(self, kind: FrameKind, year: int | None = None) -> FrameEntry:
        """Return the entry of a frame.

        Raises
        ------
        InvalidArtefact
            If there is none.
        """
        for entry in self.frames:
            if (entry.kind, entry.year) == (kind, year):
                return entry
        raise InvalidArtefact(f"The atlas of {self.name} has no {kind} of {year}.")

    def to_json(self) -> str:
        """Write the manifest; the same content gives the same bytes."""
        document = {"format": FORMAT, "format_version": FORMAT_VERSION, **asdict(self)}
        return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def manifest_from_json(text: str) -> Manifest:
    """Read a manifest, and refuse anything that is not exactly one.

    Raises
    ------
    InvalidArtefact
        If a key is missing, unknown or of the wrong kind, or the version is another.
    """
    try:
        document = json.loads(text)
    except ValueError:
        raise InvalidArtefact(f"{MANIFEST_FILE} is no JSON. Build the atlas anew.") from None
    if not isinstance(document, dict) or document.pop("format", None) != FORMAT:
        raise InvalidArtefact(f"{MANIFEST_FILE} is no manifest of an atlas.")
    version = document.pop("format_version", None)
    if version != FORMAT_VERSION:
        raise InvalidArtefact(
            f"{MANIFEST_FILE} has the format version {version!r}; this program reads "
            f"{FORMAT_VERSION}. Build the atlas anew."
        )
    nested: dict[str, type] = {
        "groups": NamedGroup, "tenures": NamedGroup, "areas": NamedArea, "inputs": InputFile,
        "frames": FrameEntry, "files": FileEntry,
    }  # fmt: skip
    try:
        for name, kind in nested.items():
            document[name] = tuple(_made(kind, each) for each in document[name])
        manifest: Manifest = _made(Manifest, document)
    except (KeyError, TypeError, AttributeError) as error:
        raise InvalidArtefact(
            f"{MANIFEST_FILE} does not have the parts of a manifest: {error}. Build it anew."
        ) from None
    if not {entry.kind for entry in manifest.frames} <= set(FRAME_KINDS):
        raise InvalidArtefact(f"{MANIFEST_FILE} names a frame of a kind that is not known.")
    return manifest


def _made(kind: type, values: dict[str, Any]) -> Any:
    wanted = {each.name for each in fields(kind)}
    odd = sorted(wanted ^ set(values))
    if odd:
        raise KeyError(odd[0])
    plain = {name: tuple(v) if isinstance(v, list) else v for name, v in values.items()}
    return kind(**plain)
