"""What was released before: two published areas must not differ by a few people (D10, D11).

Whoever has the figures of an area, and of the same area without one house, has the figures of the
house. So a new release is compared with all that went before it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import combinations
from types import MappingProxyType

from bybalance.atlas.disclosure.hierarchy import Hierarchy
from bybalance.atlas.disclosure.rules import DisclosureRules, disclosure_rules
from bybalance.model.errors import InvalidSetting

Cell = tuple[int, int]
"""Easting and northing of the lower left corner, in metres."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """Areas that were published together, each as the cells it is made of."""

    release_id: str
    areas: Mapping[str, frozenset[Cell]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection:
    """Two areas that together tell about too few.

    Parameters
    ----------
    first, second
        Release and area, as ``release/area``.
    persons, households
        How many live in what is part of one of the two only.
    """

    first: str
    second: str
    persons: int
    households: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseRegister:
    """All releases so far, in order; adding one returns a new register.

    With a ``hierarchy``, only areas made of whole units of it can be released (D11).
    """

    releases: tuple[Release, ...] = ()
    rules: DisclosureRules = field(default_factory=disclosure_rules)
    hierarchy: Hierarchy | None = None

    def objections(
        self, release: Release, *, people_by_cell: Mapping[Cell, tuple[int, int]]
    ) -> list[Objection]:
        """Return every pair, within the release and with all before it, that tells too much.

        Parameters
        ----------
        release
            What is to be published.
        people_by_cell
            Persons and households of each cell; a cell that is left out holds nobody.
        """
        new = [(f"{release.release_id}/{name}", cells) for name, cells in release.areas.items()]
        old = [
            (f"{earlier.release_id}/{name}", cells)
            for earlier in self.releases
            for name, cells in earlier.areas.items()
        ]
        pairs = [*combinations(new, 2), *((one, other) for one in new for other in old)]
        found = []
        for (first, cells), (second, other_cells) in pairs:
            if not cells & other_cells:
                continue
            for part in (cells - other_cells, other_cells - cells):
                persons, households = _people_of(part, people_by_cell)
                if persons > 0 and self._is_too_few(persons, households):
                    found.append(
                        Objection(
                            first=first, second=second, persons=persons, households=households
                        )
                    )
        return found

    def with_release(
        self, release: Release, *, people_by_cell: Mapping[Cell, tuple[int, int]]
    ) -> ReleaseRegister:
        """Return the register with the release added.

        Raises
        ------
        InvalidSetting
            If its name is taken, or there is an objection; the message names the areas.
        """
        if any(earlier.release_id == release.release_id for earlier in self.releases):
            raise InvalidSetting(f"There is a release {release.release_id!r} already.")
        self._require_whole_units(release)
        found = self.objections(release, people_by_cell=people_by_cell)
        if found:
            raise InvalidSetting(
                f"{found[0].first} and {found[0].second} differ by too few people, and "
                f"{len(found) - 1} more pairs do. Release the same areas as before, or areas that "
                "differ by whole neighbourhoods (D10, D11)."
            )
        kept = Release(release_id=release.release_id, areas=MappingProxyType(dict(release.areas)))
        return replace(self, releases=(*self.releases, kept))

    def _require_whole_units(self, release: Release) -> None:
        for name, cells in release.areas.items():
            cut = self.hierarchy.cut_units(cells) if self.hierarchy is not None else []
            if cut:
                what = "cells of no unit" if cut[0] == "?" else f"a part of {cut[0]}"
                raise InvalidSetting(
                    f"{release.release_id}/{name} holds {what}. Public areas are made of whole "
                    "units of one hierarchy; hierarchy.snapped gives those of a polygon (D11)."
                )

    def _is_too_few(self, persons: int, households: int) -> bool:
        return persons < self.rules.count("D3", "persons_min") or households < self.rules.count(
            "D3", "households_min"
        )


def _people_of(
    cells: frozenset[Cell], people_by_cell: Mapping[Cell, tuple[int, int]]
) -> tuple[int, int]:
    found = [people_by_cell.get(cell, (0, 0)) for cell in cells]
    return sum(persons for persons, _ in found), sum(homes for _, homes in found)
