"""Criteria with anchored scales: five levels, each with a text that says what it looks like."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final

from bybalance.model.errors import InvalidSelection
from bybalance.selection.values import LINEAR, ValueFunction

LEVELS: Final = (0, 1, 2, 3, 4)
"""The levels of every anchored scale; 4 is always the best."""


@dataclass(frozen=True, slots=True)
class Text:
    """The same words in both languages."""

    da: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """What the model needs to know of a criterion.

    Parameters
    ----------
    id
        Stable name, unique within a selection.
    value_function
        What each level is worth, from 0 to 1.
    is_ordinal
        The levels have an order but no known distance; what each is worth is then drawn anew in
        every draw of :mod:`bybalance.selection.smaa`.
    knock_out_level
        A candidate whose panel level is below it cannot be chosen, whatever the rest; ``None``
        where nothing knocks out.
    """

    id: str
    value_function: ValueFunction = LINEAR
    is_ordinal: bool = False
    knock_out_level: int | None = None

    def __post_init__(self) -> None:
        if self.knock_out_level is not None and self.knock_out_level not in LEVELS[1:]:
            raise InvalidSelection(
                f"criterion {self.id}: the knock-out level is {self.knock_out_level}, but must be "
                "1, 2, 3 or 4. A candidate below it is out; leave it empty for no threshold."
            )
        if (self.value_function.levels[0], self.value_function.levels[-1]) != (0, 4):
            raise InvalidSelection(
                f"criterion {self.id}: the value function runs from level "
                f"{self.value_function.levels[0]:g} to {self.value_function.levels[-1]:g}, but "
                "the scale has levels 0 to 4."
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class AnchoredScale:
    """A criterion as people read it: name, question, and a text for each level from 0 to 4."""

    id: str
    name: Text
    question: Text
    levels: tuple[Text, ...]


@cache
def campaign_criteria() -> tuple[AnchoredScale, ...]:
    """Return the four criteria of the campaign By i balance, in the campaign's order.

    What each criterion asks about is the campaign's; the words of the levels are ours, since the
    campaign published none. A test holds the file to five levels in both languages.

    Examples
    --------
    >>> [scale.id for scale in campaign_criteria()][:2]
    ['municipal-readiness', 'organisation-and-board-will']
    """
    path = resources.files("bybalance.selection") / "data" / "campaign_criteria.toml"
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    return tuple(_scale(item) for item in table["criterion"])


def _scale(item: dict[str, Any]) -> AnchoredScale:
    return AnchoredScale(
        id=item["id"],
        name=Text(**item["name"]),
        question=Text(**item["question"]),
        levels=tuple(Text(**level) for level in item["levels"]),
    )
