"""Take in a table of organisations or people: first say what it would change, then change it.

An empty cell says nothing and changes nothing. A row is known by its key, or else by its name.
Every refusal is said at once, and while there is one nothing can be applied.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from bybalance.model import keys
from bybalance.sources.directory_table import DirectoryRow
from bybalance.web.accounts.models import User
from bybalance.web.areas.models import Municipality
from bybalance.web.directory import permissions
from bybalance.web.directory.models import Affiliation, Organisation, Person
from bybalance.web.directory.services.columns import COLUMNS, POST_COLUMNS
from bybalance.web.directory.services.rows import Row, save_row

YES = frozenset({"ja", "yes", "true", "1", "x"})
NO = frozenset({"nej", "no", "false", "0"})
DAY_FORMATS = ("%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y", "%d/%m/%Y")


class NotAsShown(ValueError):
    """The directory has changed since the preview, so what was shown no longer holds."""


class StillRefused(ValueError):
    """A plan with a refused row cannot be applied."""


@dataclass(frozen=True)
class FieldChange:
    """One field that a row would change."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class RowPlan:
    """What one row of the file would do: add, change, nothing, or be refused."""

    row_number: int
    name: str
    state: str
    changes: tuple[FieldChange, ...] = ()
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class ImportPlan:
    """What a whole file would do; ``digest`` names exactly this, for applying it later."""

    kind: str
    rows: tuple[RowPlan, ...]

    def count(self, state: str) -> int:
        """How many rows are of a state."""
        return sum(row.state == state for row in self.rows)

    @property
    def is_applicable(self) -> bool:
        """Whether there is something to apply and nothing refused."""
        return not self.count("refused") and bool(self.count("new") + self.count("changed"))

    @property
    def digest(self) -> str:
        """A name for what is shown; another file or another directory gives another."""
        shown = [(one.row_number, one.state, [vars(c) for c in one.changes]) for one in self.rows]
        return hashlib.sha256(json.dumps([self.kind, shown]).encode()).hexdigest()


def plan_import(kind: str, rows: Sequence[DirectoryRow]) -> ImportPlan:
    """What the rows would change in the directory as it is now; nothing is written."""
    return ImportPlan(kind, tuple(planned.plan for planned in _planned(kind, rows)))


@transaction.atomic
def apply_import(
    kind: str, rows: Sequence[DirectoryRow], *, digest: str, by: User, now: datetime
) -> ImportPlan:
    """Write what was shown, all of it or nothing.

    Raises
    ------
    NotAsShown
        If the directory has changed since the plan of that digest was shown.
    StillRefused
        If a row is refused.
    """
    permissions.may_edit_directory(by).require()
    planned = _planned(kind, rows)
    plan = ImportPlan(kind, tuple(one.plan for one in planned))
    if plan.digest != digest:
        raise NotAsShown(kind)
    if plan.count("refused"):
        raise StillRefused(kind)
    for one in planned:
        for row in one.written:
            save_row(row, by=by, now=now)
    return plan


@dataclass
class _Planned:
    """A plan, and the rows that it would write, in order."""

    plan: RowPlan
    written: list[Row]


def _planned(kind: str, rows: Sequence[DirectoryRow]) -> list[_Planned]:
    directory = _Directory()
    if kind == "organisations":
        return [directory.organisation(row) for row in rows]
    return [directory.person(row) for row in rows]


class _Directory:
    """The directory as it is, and as the rows before have made it."""

    def __init__(self) -> None:
        self.organisations = list(Organisation.objects.select_related("municipality"))
        self.people = list(Person.objects.all())
        self.posts = list(Affiliation.objects.select_related("person", "organisation"))
        self.municipalities = {one.code: one for one in Municipality.objects.all()}
        self.taken = {
            *Organisation.with_removed.values_list("key", flat=True),
            *Person.with_removed.values_list("key", flat=True),
        }
        self.seen: dict[str, int] = {}

    def organisation(self, row: DirectoryRow) -> _Planned:
        """Plan a row of the table of organisations."""
        cells = dict(row.cells)
        reasons: list[str] = []
        found = self._found(self.organisations, cells, reasons)
        known = found or Organisation()
        before = _fields(known)
        if code := cells.pop("municipality_code", ""):
            if code in self.municipalities:
                known.municipality = self.municipalities[code]
            else:
                reasons.append(_("There is no municipality with the code “%(v)s”.") % {"v": code})
        if kind := cells.pop("kind", ""):
            known.kind = _kind_of(kind, reasons)
        _fill(known, cells, "organisations", reasons)
        self._finish(known, found, row, reasons, self.organisations)
        return _plan(row, [(known, before, found is None)], reasons)

    def person(self, row: DirectoryRow) -> _Planned:
        """Plan a row of the table of people: the person, and the post when one is given."""
        cells = dict(row.cells)
        reasons: list[str] = []
        post_cells: dict[str, str] = {
            name: cells.pop(name) for name in POST_COLUMNS if name in cells
        }
        found = self._found(self.people, cells, reasons)
        known = found or Person()
        before = _fields(known)
        source: dict[str, str] = {
            name: cells[name] for name in ("source_title", "source_url") if name in cells
        }
        if found is not None:  # on a known person the source is that of the post
            cells = {name: text for name, text in cells.items() if name not in source}
        _fill(known, cells, "people", reasons)
        self._finish(known, found, row, reasons, self.people, many_rows=True)
        written = [(known, before, found is None)]
        if any(post_cells.values()):
            post = self._post(known, {**post_cells, **source}, reasons)
            if post is not None:
                written.append(post)
        return _plan(row, written, reasons)

    def _found(self, rows: list[Any], cells: dict[str, str], reasons: list[str]) -> Any:
        """The row that a key or a name stands for; ``None`` for a new one."""
        key, name = cells.pop("key", ""), cells.get("name", "")
        if key:
            found = [one for one in rows if one.key == key]
            if not found and (key in self.taken or keys.key_of(key) != key):
                reasons.append(_("The key “%(key)s” cannot be used here.") % {"key": key})
            if not found:
                cells["_key"] = key
            return found[0] if found else None
        found = [one for one in rows if one.name.casefold() == name.casefold() and name]
        if len(found) > 1:
            reasons.append(
                _("%(count)d are called “%(name)s”. Give the key.")
                % {"count": len(found), "name": name}
            )
        if not name:
            reasons.append(_("The row has neither key nor name."))
        return found[0] if found else None

    def _finish(
        self,
        known: Any,
        found: Any,
        row: DirectoryRow,
        reasons: list[str],
        rows: list[Any],
        *,
        many_rows: bool = False,
    ) -> None:
        """Give a new row its key, check the row as its form would, and note a repetition."""
        if found is None:
            wanted = row.cells.get("key", "") or keys.key_of(known.name)
            if not wanted:
                reasons.append(_("The name needs a letter or a digit."))
            known.key = _free(wanted or "x", self.taken) if not row.cells.get("key") else wanted
            self.taken.add(known.key)
        reasons.extend(_faults(known))
        earlier = self.seen.get(known.key)
        if earlier is not None and not many_rows:
            reasons.append(_("The same as in row %(row)d.") % {"row": earlier})
        self.seen.setdefault(known.key, row.row_number)
        if found is None and not reasons:
            rows.append(known)

    def _post(
        self, person: Person, cells: dict[str, str], reasons: list[str]
    ) -> tuple[Affiliation, dict[str, str], bool] | None:
        key, name = cells.pop("organisation_key", ""), cells.pop("organisation", "")
        wanted = key or name.casefold()
        field = "key" if key else "name"
        found = [one for one in self.organisations if getattr(one, field).casefold() == wanted]
        if len(found) != 1:
            reasons.append(
                _("No organisation is called “%(name)s”. Add it first.") % {"name": key or name}
                if not found
                else _("%(count)d are called “%(name)s”. Give the key.")
                % {"count": len(found), "name": name}
            )
            return None
        from_on = _day(cells.pop("first_day", ""), reasons)
        last_on = _day(cells.pop("last_day", ""), reasons)
        post = next((one for one in self.posts if _is_post(one, person, found[0], from_on)), None)
        is_new = post is None
        post = post or Affiliation(person=person, organisation=found[0], from_on=from_on)
        before = _fields(post)
        if last_on is not None:
            post.until_on = last_on + timedelta(days=1)
        _fill(post, cells, "people", reasons)
        reasons.extend(_faults(post))
        if is_new:
            self.posts.append(post)
        return post, before, is_new


def _is_post(
    post: Affiliation, person: Person, organisation: Organisation, from_on: date | None
) -> bool:
    """Whether a post is the one meant: same person and organisation, same first day."""
    return (
        post.person.key == person.key
        and post.organisation.key == organisation.key
        and post.from_on == from_on
    )


def _plan(
    row: DirectoryRow,
    written: list[tuple[Any, dict[str, str], bool]],
    reasons: list[str],
) -> _Planned:
    name = written[0][0].name or row.cells.get("name", "") or row.cells.get("key", "")
    if reasons:
        unique = tuple(dict.fromkeys(reasons))
        return _Planned(RowPlan(row.row_number, name, "refused", reasons=unique), [])
    changes = tuple(
        change for known, before, _is_new in written for change in _changes(known, before)
    )
    state = "new" if written[0][2] else ("changed" if changes else "unchanged")
    return _Planned(
        RowPlan(row.row_number, name, state, changes),
        [known for known, before, is_new in written if is_new or _changes(known, before)],
    )


def _fields(row: models.Model) -> dict[str, str]:
    return {
        field.name: _text_of(getattr(row, field.name, None) if field.is_relation is False
                             else _related_text(row, field.name))
        for field in row._meta.concrete_fields
        if field.name not in {"id", "removed_at", "user", "person"}
    }  # fmt: skip


def _related_text(row: models.Model, name: str) -> object:
    is_set = name in row._state.fields_cache or getattr(row, f"{name}_id") is not None
    return getattr(row, name) if is_set else None


def _text_of(value: object) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "" if value is None else str(value)


def _changes(row: models.Model, before: dict[str, str]) -> tuple[FieldChange, ...]:
    after = _fields(row)
    return tuple(
        FieldChange(_label(row, name), before[name], text)
        for name, text in after.items()
        if text != before[name]
    )


def _label(row: models.Model, name: str) -> str:
    """What a field is called."""
    [label] = [field.verbose_name for field in row._meta.concrete_fields if field.name == name]
    return str(label)


def _fill(row: Any, cells: dict[str, str], kind: str, reasons: list[str]) -> None:
    """Set the fields that have text; a field without stays as it is."""
    field_by_id = {column.id: column.field for column in COLUMNS[kind]}
    for column_id, text in cells.items():
        if not text or column_id == "_key":
            continue
        if column_id == "invented":
            row.is_invented = _yes_or_no(text, reasons)
        else:
            setattr(row, field_by_id[column_id], text)


def _faults(row: models.Model) -> Iterable[str]:
    """What the row's own rules have against it, field by field."""
    unset = [field.name for field in row._meta.concrete_fields if field.is_relation]
    try:
        row.full_clean(exclude=unset, validate_unique=False)
    except ValidationError as error:
        for name, messages in error.message_dict.items():
            is_field = name != "__all__"
            label = _label(row, name) if is_field else ""
            yield from (f"{label}: {text}" if label else text for text in messages)


def _kind_of(text: str, reasons: list[str]) -> str:
    """The kind of organisation by its id or its name in either language."""
    for value, label in Organisation.Kind.choices:
        if text.casefold() in {value, str(label).casefold()}:
            return value
    known = ", ".join(Organisation.Kind.values)
    reasons.append(
        _("“%(kind)s” is no kind of organisation. Use one of: %(known)s.")
        % {"kind": text, "known": known}
    )
    return ""


def _yes_or_no(text: str, reasons: list[str]) -> bool:
    if text.casefold() not in YES | NO:
        reasons.append(_("“%(text)s” is neither yes nor no.") % {"text": text})
    return text.casefold() in YES


def _day(text: str, reasons: list[str]) -> date | None:
    if not text:
        return None
    for day_format in DAY_FORMATS:
        try:
            return datetime.strptime(text, day_format).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    reasons.append(_("“%(text)s” is no date. Write it as 2019-03-12.") % {"text": text})
    return None


def _free(key: str, taken: set[str]) -> str:
    number, free = 2, key
    while free in taken:
        free = f"{key[:75]}-{number}"
        number += 1
    return free
