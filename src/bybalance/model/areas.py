"""Housing areas and the municipalities they lie in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Municipality:
    """A Danish municipality by its official three-digit code, with its region."""

    code: str
    name: str
    region: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaEvent:
    """Something that changed what an area's name stands for, such as a split."""

    kind: str
    before_list: date
    text: Mapping[str, str]
    source_title: str
    source_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """A housing area that has been on a list.

    ``area_id`` is stable: it never changes and is never given to another area. The same name on
    two lists is not proof of the same boundary; ``events`` tell what is known of splits.
    """

    area_id: str
    name: str
    municipality: Municipality
    other_names: tuple[str, ...]
    events: tuple[AreaEvent, ...]
