"""Read a rule file strictly: every key is known, every number has a source, or it is refused.

The error names the file and the key, because the people who keep the rules are lawyers and
planners with a text editor.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from enum import Enum
from fractions import Fraction
from importlib.resources.abc import Traversable
from typing import Any, TypeVar

from bybalance.model.errors import InvalidRuleFile
from bybalance.rules.rule_version import ReadingBasis, Source

Choice = TypeVar("Choice", bound=Enum)
Typed = TypeVar("Typed")

LANGUAGES = ("da", "en")


class Table:
    """One TOML table that knows its place in the file and which of its keys were read.

    Reading is by name and type; :meth:`finish` refuses any key that nothing asked for.
    """

    def __init__(self, content: Mapping[str, Any], *, file: str, path: str) -> None:
        self._content = content
        self._file = file
        self._path = path
        self._read: set[str] = set()

    def error(self, key: str, what: str) -> InvalidRuleFile:
        """Return the error that names file and key."""
        place = f"{self._path}.{key}" if self._path else key
        return InvalidRuleFile(f"{self._file}, key {place}: {what}")

    def names(self) -> tuple[str, ...]:
        """Return the keys of the table, in the order of the file."""
        return tuple(self._content)

    def has(self, key: str) -> bool:
        """Tell whether the key is there."""
        return key in self._content

    def required(self, key: str, kind: type[Typed]) -> Typed:
        """Return the value of a key that must be there, of the given type."""
        if key not in self._content:
            raise self.error(key, f"is missing; add {key} = ... ({kind.__name__}).")
        self._read.add(key)
        value: Typed = self._content[key]
        # Not isinstance: a truth value is no number, and a time of day no date.
        if type(value) is not kind:
            raise self.error(key, f"is {value!r}; it must be a {kind.__name__}.")
        return value

    def optional(self, key: str, kind: type[Typed]) -> Typed | None:
        """Return the value of a key that may be left out."""
        return self.required(key, kind) if self.has(key) else None

    def text(self, key: str) -> str:
        """Return a text that says something."""
        value = self.required(key, str)
        if not value.strip():
            raise self.error(key, "is empty; write the text or leave the key out.")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts; an absent key is an empty list."""
        values = self.optional(key, list) or []
        for value in values:
            if not isinstance(value, str):
                raise self.error(key, f"holds {value!r}; it must hold only text.")
        return tuple(values)

    def choice(self, key: str, kind: type[Choice]) -> Choice:
        """Return a member of a closed set by its value."""
        value = self.text(key)
        try:
            return kind(value)
        except ValueError:
            allowed = ", ".join(str(member.value) for member in kind)
            raise self.error(key, f"is {value!r}; choose one of {allowed}.") from None

    def number(self, key: str) -> Fraction:
        """Return an exact number, written as text so that no float comes between."""
        return self._exact(key, self.required(key, str))

    def numbers(self, key: str) -> tuple[Fraction, ...]:
        """Return a list of exact numbers written as text."""
        return tuple(self._exact(key, value) for value in self.texts(key))

    def day(self, key: str) -> date:
        """Return a date."""
        return self.required(key, date)

    def table(self, key: str) -> Table:
        """Return the sub-table of that key."""
        return self._sub(self.required(key, dict), key)

    def tables(self, key: str) -> Iterator[Table]:
        """Yield the sub-tables of a list of tables; an absent key yields none."""
        for position, content in enumerate(self.optional(key, list) or []):
            if not isinstance(content, dict):
                raise self.error(f"{key}[{position}]", f"is {content!r}; it must be a table.")
            yield self._sub(content, f"{key}[{position}]")

    def named_tables(self, key: str) -> Iterator[tuple[str, Table]]:
        """Yield name and table of each sub-table."""
        holder = self.table(key)
        for name in holder.names():
            yield name, holder.table(name)

    def translated(self, key: str) -> dict[str, str]:
        """Return a text in Danish and English."""
        table = self.table(key)
        texts = {language: table.text(language) for language in LANGUAGES}
        table.finish()
        return texts

    def finish(self) -> None:
        """Refuse a key that nothing has read: a misspelt key must never be ignored."""
        unknown = [key for key in self._content if key not in self._read]
        if unknown:
            known = ", ".join(sorted(self._read))
            raise self.error(unknown[0], f"is not a key of this table; known keys are {known}.")

    def _sub(self, content: Mapping[str, Any], key: str) -> Table:
        path = f"{self._path}.{key}" if self._path else key
        return Table(content, file=self._file, path=path)

    def _exact(self, key: str, value: str) -> Fraction:
        try:
            return Fraction(value)
        except (ValueError, ZeroDivisionError):
            raise self.error(
                key, f'is {value!r}; write a number as text, such as "2.70".'
            ) from None


def check_unique(file: str, key: str, ids: Iterable[str]) -> None:
    """Refuse an id that names two things."""
    for name, count in Counter(ids).items():
        if count > 1:
            raise InvalidRuleFile(f"{file}, key {key}: {name!r} is there {count} times; keep one.")


class Sources:
    """The sources of one file by name; each use adds the section it points to."""

    def __init__(self, root: Table) -> None:
        self._by_name = {name: self._read(table) for name, table in root.named_tables("sources")}

    def cited_by(self, table: Table) -> Source:
        """Return the source that the table names, with the section it cites."""
        name = table.text("source")
        if name not in self._by_name:
            known = ", ".join(sorted(self._by_name))
            raise table.error("source", f"is {name!r}; the sources of this file are {known}.")
        title, url, basis, checked_on = self._by_name[name]
        return Source(
            title=title,
            url=url,
            section=table.text("section"),
            basis=basis,
            checked_on=checked_on,
        )

    @staticmethod
    def _read(table: Table) -> tuple[str, str, ReadingBasis, date]:
        url = table.text("url")
        if not url.startswith(("https://", "http://")):
            raise table.error("url", f"is {url!r}; give the whole address, with https://.")
        source = (
            table.text("title"),
            url,
            table.choice("basis", ReadingBasis),
            table.day("checked_on"),
        )
        table.finish()
        return source


def read_root(path: Traversable) -> Table:
    """Parse one TOML file into its root table.

    Raises
    ------
    InvalidRuleFile
        If the file is missing, not UTF-8 or not TOML; the message gives the line.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise InvalidRuleFile(f"{path.name}: is missing from the rule files.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InvalidRuleFile(f"{path.name}: is not a TOML file in UTF-8 ({error}).") from error
    return Table(content, file=path.name, path="")
