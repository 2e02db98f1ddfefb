"""Read ``CITY.toml``: what to build an atlas of, strictly, with everything wrong told at once."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from bybalance.atlas.contexts import PUBLIC_K, ContextSettings
from bybalance.atlas.contexts.settings import MAX_K
from bybalance.atlas.disclosure.rounding import MIN_SECRET_BYTES
from bybalance.atlas.disclosure.rules import CURRENT, disclosure_rules
from bybalance.model import units
from bybalance.model.errors import BadInput, InvalidGrid, InvalidRuleFile, Problem

KEY: Final = re.compile(r"[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*")
MAX_SETTINGS_BYTES: Final = 1024**2
LAYERS: Final = ("outline", "water", "roads", "rail", "parks")
Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableSettings:
    """A table of cells per year, and which of its columns say what.

    Parameters
    ----------
    file
        Name with ``{year}`` in it, from the folder of the settings.
    cell_id, easting, northing
        The column of names of cells, or the two of coordinates.
    total
        The column of everybody, or of all households.
    suppressed_as
        Numbers that mean "withheld".
    unknown_as
        What to take missing and withheld numbers for when contexts are computed; without it a
        table that has some is refused. They are still told as withheld.
    """

    file: str
    total: str
    cell_id: str | None = None
    easting: str | None = None
    northing: str | None = None
    suppressed_as: tuple[float, ...] = ()
    unknown_as: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupSettings:
    """A group of people or households: its key, its column, its name in both languages."""

    key: str
    column: str
    texts: Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaSettings:
    """The file of areas, and the properties that hold key, name and kind."""

    file: str
    id: str
    name: str
    kind: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CitySettings:
    """All that a build needs to know; see ``docs/howto/build-an-atlas.md`` for each key."""

    folder: Path
    file: str
    key: str
    name: str
    is_invented: bool
    note: Texts
    years: tuple[int, ...]
    crs: str
    cell_size_m: int
    people: TableSettings
    households: TableSettings
    groups: tuple[GroupSettings, ...]
    tenures: tuple[GroupSettings, ...]
    areas: AreaSettings
    layers: Mapping[str, str]
    k: tuple[int, ...]
    contexts: ContextSettings
    draw_count: int
    seed: int
    rules: str
    secret_file: str
    sources: Texts

    def secret(self) -> bytes:
        """Read the secret of the rounding.

        Raises
        ------
        BadInput
            If the file is missing or too short.
        """
        path = self.folder / self.secret_file
        try:
            secret = path.read_bytes().strip()
        except OSError:
            secret = b""
        if len(secret) < MIN_SECRET_BYTES:
            raise _refusal(
                self.file, "protection.secret_file", self.secret_file, "city_secret",
                least=MIN_SECRET_BYTES,
            )  # fmt: skip
        return secret


def read_city_settings(path: Path) -> CitySettings:
    """Read and check a settings file.

    Raises
    ------
    BadInput
        With every key that is missing, unknown or has a value that cannot be.
    """
    try:
        if path.stat().st_size > MAX_SETTINGS_BYTES:
            raise _refusal(path.name, "", "", "city_too_large")
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise _refusal(path.name, "", str(path), "city_unreadable") from error
    except tomllib.TOMLDecodeError as error:
        raise _refusal(path.name, "", str(error), "city_no_toml") from None
    reading = _Reading(path.name, content)
    settings = _settings(reading, path)
    reading.refuse_if_any()
    return settings


def _settings(reading: _Reading, path: Path) -> CitySettings:
    city = reading.table("city")
    contexts = reading.table("contexts", is_needed=False)
    measures = reading.table("measures", is_needed=False)
    protection = reading.table("protection")
    areas = reading.table("areas")
    map_table = reading.table("map", is_needed=False)
    settings = CitySettings(
        folder=path.parent,
        file=path.name,
        key=city.text("key", rule="city_key", fits=_is_key),
        name=city.text("name"),
        is_invented=city.truth("is_invented"),
        note=city.texts("note", is_needed=False),
        years=city.numbers("years", least=1900, most=2200),
        crs=city.text("crs", default=units.WORKING_CRS, rule="city_crs", fits=_is_crs),
        cell_size_m=city.number("cell_size_m", default=100, least=1, most=100_000),
        people=_table(reading.table("people")),
        households=_table(reading.table("households")),
        groups=_groups(reading, "groups", is_needed=True),
        tenures=_groups(reading, "tenures", is_needed=False),
        areas=AreaSettings(
            file=areas.text("file", rule="city_file", fits=_is_inside),
            id=areas.text("id"),
            name=areas.text("name"),
            kind=areas.text("kind", default="") or None,
        ),
        layers={
            name: map_table.text(name, rule="city_file", fits=_is_inside)
            for name in LAYERS
            if name in map_table.values
        },
        k=contexts.numbers("k", default=PUBLIC_K, least=1, most=MAX_K),
        contexts=ContextSettings(
            overshoot=contexts.choice("overshoot", ("proportional", "whole")),  # type: ignore[arg-type]
            self_rule=contexts.choice("self_rule", ("include", "exclude")),  # type: ignore[arg-type]
        ),
        draw_count=measures.number("draw_count", default=99, least=1, most=100_000),
        seed=measures.number("seed", default=1, least=0, most=2**62 - 1),
        rules=protection.text("rules", default=CURRENT, rule="city_rules", fits=_is_rules),
        secret_file=protection.text("secret_file", rule="city_file", fits=_is_inside),
        sources=reading.whole_texts("sources"),
    )
    for table in (city, contexts, measures, protection, areas, map_table):
        table.refuse_rest()
    reading.refuse_rest()
    return settings


def _table(table: _Table) -> TableSettings:
    has_names = "cell_id" in table.values
    settings = TableSettings(
        file=table.text("file", rule="city_year_file", fits=_is_yearly),
        total=table.text("total"),
        cell_id=table.text("cell_id") if has_names else None,
        easting=None if has_names else table.text("easting"),
        northing=None if has_names else table.text("northing"),
        unknown_as=(
            table.number("unknown_as", default=0, least=0, most=1_000_000)
            if "unknown_as" in table.values
            else None
        ),
        suppressed_as=tuple(table.numbers("suppressed_as", default=(), least=-(10**9), most=10**9)),
    )
    table.refuse_rest()
    return settings


def _groups(reading: _Reading, name: str, *, is_needed: bool) -> tuple[GroupSettings, ...]:
    outer = reading.table(name, is_needed=is_needed)
    groups = []
    for key in list(outer.values):
        inner = outer.table(key)
        if not _is_key(key):
            reading.add(f"{name}.{key}", key, "city_key")
        texts = {language: inner.text(language) for language in ("da", "en")}
        groups.append(GroupSettings(key=key, column=inner.text("column"), texts=texts))
        inner.refuse_rest()
    if is_needed and not groups:
        reading.add(name, "", "city_missing")
    return tuple(groups)


def _is_key(text: str) -> bool:
    return KEY.fullmatch(text) is not None and len(text) <= 60


def _is_inside(text: str) -> bool:
    """Tell whether a file lies in the folder of the settings, or below it."""
    path = Path(text)
    return bool(text) and not path.is_absolute() and ".." not in path.parts


def _is_yearly(text: str) -> bool:
    return _is_inside(text) and text.count("{year}") == 1 and "{" not in text.replace("{year}", "")


def _is_crs(text: str) -> bool:
    try:
        units.metric_crs(text)
    except InvalidGrid:
        return False
    return True


def _is_rules(text: str) -> bool:
    try:
        disclosure_rules(text)
    except InvalidRuleFile:
        return False
    return True


class _Reading:
    """The whole file, and what is wrong with it."""

    def __init__(self, file: str, content: dict[str, Any]) -> None:
        self.file = file
        self._left = dict(content)
        self._problems: list[Problem] = []

    def add(self, key: str, value: object, rule: str, **params: object) -> None:
        """Note a problem with a key."""
        shown = str(value)[:100]
        self._problems.append(
            Problem(rule=rule, file=self.file, value=shown, params={"setting": key, **params})
        )

    def table(self, name: str, *, is_needed: bool = True) -> _Table:
        """Return a table of the file."""
        value = self._left.pop(name, None)
        if value is None:
            if is_needed:
                self.add(name, "", "city_missing")
            value = {}
        if not isinstance(value, dict):
            self.add(name, value, "city_no_table")
            value = {}
        return _Table(self, name, value)

    def whole_texts(self, name: str) -> Texts:
        """Return a table that holds one text per language."""
        table = self.table(name)
        texts = {language: table.text(language) for language in ("da", "en")}
        table.refuse_rest()
        return texts

    def refuse_rest(self) -> None:
        """Note what nobody asked for."""
        for name, value in self._left.items():
            self.add(name, value if not isinstance(value, dict) else "", "city_unknown")

    def refuse_if_any(self) -> None:
        """Refuse the file if there is a problem."""
        if self._problems:
            raise BadInput(self._problems)


class _Table:
    """One table: every value is asked for by its kind, and what is left over is refused."""

    def __init__(self, reading: _Reading, name: str, values: dict[str, Any]) -> None:
        self._reading = reading
        self._name = name
        self.values = dict(values)

    def table(self, key: str) -> _Table:
        """Return a table in this one."""
        value = self.values.pop(key)
        if not isinstance(value, dict):
            self._add(key, value, "city_no_table")
            value = {}
        return _Table(self._reading, f"{self._name}.{key}", value)

    def text(
        self,
        key: str,
        *,
        default: str | None = None,
        rule: str = "city_no_text",
        fits: Callable[[str], bool] = bool,
    ) -> str:
        """Return a text that fits."""
        value = self._taken(key, default)
        if value is None:
            return ""
        if default is not None and value == default:
            return default
        if not isinstance(value, str) or len(value) > 2_000 or not fits(value):
            self._add(key, value, rule if isinstance(value, str) and value else "city_no_text")
            return ""
        return value

    def texts(self, key: str, *, is_needed: bool = True) -> Texts:
        """Return one text per language."""
        if key not in self.values and not is_needed:
            return {"da": "", "en": ""}
        if key not in self.values:
            self._add(key, "", "city_missing")
            return {"da": "", "en": ""}
        inner = self.table(key)
        found = {language: inner.text(language) for language in ("da", "en")}
        inner.refuse_rest()
        return found

    def truth(self, key: str) -> bool:
        """Return true or false, which must be said."""
        value = self._taken(key, None)
        if not isinstance(value, bool):
            if value is not None:
                self._add(key, value, "city_no_truth")
            return False
        return value

    def number(self, key: str, *, default: int, least: int, most: int) -> int:
        """Return a whole number in its bounds."""
        return self._whole(key, self._taken(key, default), least=least, most=most)

    def numbers(
        self, key: str, *, least: int, most: int, default: tuple[int, ...] | None = None
    ) -> tuple[int, ...]:
        """Return whole numbers in their bounds, growing, each once."""
        value = self._taken(key, default)
        if value is None:
            return ()
        if not isinstance(value, list | tuple) or (not value and default != ()):
            self._add(key, value, "city_no_list")
            return ()
        found = [self._whole(key, each, least=least, most=most) for each in value]
        if len(set(found)) != len(found):
            self._add(key, value, "city_repeated")
        return tuple(sorted(found))

    def choice(self, key: str, choices: tuple[str, ...]) -> str:
        """Return one of the choices; the first where nothing is said."""
        value = self._taken(key, choices[0])
        if value not in choices:
            self._add(key, value, "city_choice", choices=", ".join(choices))
            return choices[0]
        return str(value)

    def refuse_rest(self) -> None:
        """Note what nobody asked for."""
        for key, value in self.values.items():
            self._add(key, value, "city_unknown")

    def _whole(self, key: str, value: object, *, least: int, most: int) -> int:
        is_whole = isinstance(value, int) and not isinstance(value, bool)
        if not is_whole or not least <= value <= most:  # type: ignore[operator]
            self._add(key, value, "city_number", least=least, most=most)
            return least
        return int(value)  # type: ignore[call-overload, no-any-return]

    def _taken(self, key: str, default: object) -> Any:
        value = self.values.pop(key, default)
        if value is None:
            self._add(key, "", "city_missing")
        return value

    def _add(self, key: str, value: object, rule: str, **params: object) -> None:
        self._reading.add(f"{self._name}.{key}", value, rule, **params)


def _refusal(file: str, key: str, value: str, rule: str, **params: object) -> BadInput:
    return BadInput([Problem(rule=rule, file=file, value=value, params={"setting": key, **params})])
