"""The rules D1 to D15 as data: one file per version, read strictly."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from importlib import resources
from typing import Any, Final

from bybalance.model.errors import InvalidRuleFile

CURRENT: Final = "dk-public-1"
RULE_IDS: Final = tuple(f"D{number}" for number in range(1, 16))
_TEXTS: Final = ("en", "da", "source", "address")

_VALUES: Final[dict[str, tuple[str, ...]]] = {
    "D2": ("hidden_below", "share_persons_min"),
    "D3": ("persons_min", "households_min"),
    "D4": ("households_min", "rounded_to_dkk", "dominant_count", "dominant_share"),
    "D5": ("persons_min",),
    "D6": ("edge_share",),
    "D7": ("rounding_base", "table_step", "map_step"),
    "D9": ("width_min", "width_share"),
    "D12": ("public_k_min",),
    "D15": ("residents_named_min",),
}
"""The values that each rule must have, and no others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DisclosureRule:
    """One rule: what it says in both languages, and where it comes from."""

    id: str
    texts: Mapping[str, str]
    source: str
    address: str


@dataclass(frozen=True, slots=True, eq=False)
class DisclosureRules:
    """One version of the rules.

    Parameters
    ----------
    id, in_force_from
        Name of the version, kept with everything that is published.
    rules
        By id, D1 to D15.
    values
        By rule and name: whole numbers, and shares as exact fractions.
    """

    id: str
    in_force_from: date
    rules: Mapping[str, DisclosureRule]
    values: Mapping[tuple[str, str], Fraction]

    def count(self, rule: str, name: str) -> int:
        """Return a whole number of a rule."""
        return int(self.values[rule, name])

    def share(self, rule: str, name: str) -> Fraction:
        """Return a share of a rule."""
        return self.values[rule, name]


@cache
def disclosure_rules(version: str = CURRENT) -> DisclosureRules:
    """Read one packaged version.

    Raises
    ------
    InvalidRuleFile
        If there is no such version, or its file breaks the format; the message names the key.

    Examples
    --------
    >>> disclosure_rules().count("D3", "persons_min")
    100
    """
    folder = resources.files("bybalance.atlas.disclosure") / "data"
    known = sorted(item.name.removesuffix(".toml") for item in folder.iterdir())
    if version not in known:
        raise InvalidRuleFile(f"There are no rules {version!r}; choose one of {', '.join(known)}.")
    return read_rules((folder / f"{version}.toml").read_text(encoding="utf-8"), file=version)


def read_rules(text: str, *, file: str) -> DisclosureRules:
    """Read rules from the text of a file, and refuse what is missing, unknown or no number."""
    try:
        content: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InvalidRuleFile(f"{file}: is no TOML: {error}.") from None
    identity, start = content.pop("id", None), content.pop("in_force_from", None)
    if not isinstance(identity, str) or not isinstance(start, date):
        raise InvalidRuleFile(f'{file}: needs id = "..." and in_force_from = a date.')
    wrong = sorted(set(RULE_IDS) ^ set(content))
    if wrong:
        raise InvalidRuleFile(f"{file}, key {wrong[0]}: every rule D1 to D15 once, and no other.")
    rules, values = {}, {}
    for rule_id in RULE_IDS:
        table = content[rule_id]
        expected = {*_TEXTS, *_VALUES.get(rule_id, ())}
        odd = sorted(expected ^ set(table))
        if odd:
            raise InvalidRuleFile(f"{file}, key {rule_id}.{odd[0]}: is missing, or not known.")
        if not all(isinstance(table[name], str) and table[name] for name in _TEXTS):
            raise InvalidRuleFile(f"{file}, key {rule_id}: texts and source must not be empty.")
        rules[rule_id] = DisclosureRule(
            id=rule_id, texts={"en": table["en"], "da": table["da"]}, source=table["source"],
            address=table["address"],
        )  # fmt: skip
        for name in _VALUES.get(rule_id, ()):
            values[rule_id, name] = _number(table[name], place=f"{file}, key {rule_id}.{name}")
    return DisclosureRules(identity, start, rules, values)


def _number(value: object, *, place: str) -> Fraction:
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise InvalidRuleFile(f"{place}: is {value!r}; whole numbers plain, shares in quotes.")
    try:
        number = Fraction(value)
    except ValueError:
        raise InvalidRuleFile(f"{place}: is {value!r}, which is no number.") from None
    if number <= 0:
        raise InvalidRuleFile(f"{place}: is {value!r}; it must be above 0.")
    return number
