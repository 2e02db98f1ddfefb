"""A programme taken in: all of it or nothing.

References (areas, organisations, people, fields of knowledge) that the site has already are used as
they are here; rows of the programme itself must be new. Looking through an archive beforehand does
the same work and then undoes it, so that what is shown is what will happen.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import DataError, IntegrityError, models, transaction

from bybalance.pipelines.programme_archive import BadArchive, ProgrammeArchive
from bybalance.web.accounts.models import User
from bybalance.web.archive import permissions
from bybalance.web.archive.queries import values
from bybalance.web.archive.queries.kept_tables import (
    KEPT_TABLES,
    KeptTable,
    kept_fields,
    kept_links,
    table_named,
)
from bybalance.web.programme.models import Node
from bybalance.web.shared import audit, private_files

_FILE_PATH = re.compile(r"[a-z_]{1,30}/[0-9a-f]{32}\.[a-z0-9]{1,5}")


@dataclass(frozen=True)
class TableOutcome:
    """What became, or would become, of the rows of one table."""

    name: str
    new_count: int
    known_count: int
    differing: tuple[str, ...]


@dataclass(frozen=True)
class Outcome:
    """What became, or would become, of an archive."""

    root: str
    made_at: datetime
    has_personal_data: bool
    tables: tuple[TableOutcome, ...]
    file_count: int

    @property
    def new_count(self) -> int:
        """Rows that are added."""
        return sum(table.new_count for table in self.tables)


def preview_programme(archive: ProgrammeArchive, *, by: User, now: datetime) -> Outcome:
    """What taking the archive in would do; nothing is written."""
    permissions.may_import(by).require()
    with transaction.atomic():
        outcome = _Unpacking(archive, writes_files=False).run()
        transaction.set_rollback(True)
    return outcome


def import_programme(archive: ProgrammeArchive, *, by: User, now: datetime) -> Outcome:
    """Take the archive in, or raise :class:`BadArchive` and leave everything as it was."""
    permissions.may_import(by).require()
    unpacking = _Unpacking(archive, writes_files=True)
    try:
        with transaction.atomic():
            outcome = unpacking.run()
            root = Node._base_manager.get(key=archive.root)
            audit.record(
                "programme_imported", root, by=by, at=now, after={"rows": outcome.new_count}
            )
    except Exception:
        unpacking.take_files_back()
        raise
    return outcome


@dataclass
class _Unpacking:
    """What is known while rows are made: which row stands for which number of the archive."""

    archive: ProgrammeArchive
    writes_files: bool
    row_by_number: dict[type[models.Model], dict[int, models.Model]] = field(default_factory=dict)
    saved_files: list[tuple[Any, str]] = field(default_factory=list)

    def run(self) -> Outcome:
        self._check_tables()
        try:
            tables = tuple(self._table(table) for table in KEPT_TABLES)
            self._check_constraints()
        except (IntegrityError, DataError) as fault:
            raise BadArchive("breaks_a_rule", detail=str(fault).split("\n")[0][:200]) from fault
        root_is_there = any(
            row.get("key") == self.archive.root for row in self.archive.tables["programme.node"]
        )
        if not root_is_there:
            raise BadArchive("no_root", root=self.archive.root)
        return Outcome(
            root=self.archive.root,
            made_at=self.archive.made_at,
            has_personal_data=self.archive.has_personal_data,
            tables=tuple(one for one in tables if one.new_count or one.known_count),
            file_count=len(self.archive.files),
        )

    def take_files_back(self) -> None:
        """Delete what was saved before the database refused the rest."""
        for storage, name in self.saved_files:
            storage.delete(name)

    def _check_tables(self) -> None:
        for name in self.archive.tables:
            table = table_named(name)
            if table is None:
                raise BadArchive("unknown_table", table=name)
            if table.is_personal and not self.archive.has_personal_data:
                raise BadArchive("unstated_personal_data", table=name)
        if "programme.node" not in self.archive.tables:
            raise BadArchive("no_root", root=self.archive.root)

    def _check_constraints(self) -> None:
        """Let PostgreSQL say now what it would otherwise say at the end of the transaction."""
        transaction.get_connection().check_constraints()

    def _table(self, table: KeptTable) -> TableOutcome:
        rows = self.archive.tables.get(table.name, [])
        made: dict[int, models.Model] = {}
        self.row_by_number[table.model] = made
        outcome: Counter[str] = Counter()
        differing = []
        new: list[tuple[models.Model, Mapping[str, Any]]] = []
        for position, given in enumerate(rows, 1):
            number = self._number(table, given, position, made)
            row = self._row(table, given, position)
            known = self._known(table, row)
            made[number] = known or row
            outcome["known" if known else "new"] += 1
            if known is None:
                new.append((row, given))
            elif table.key and self._differs(table, known, row):
                differing.append(str(getattr(row, table.key)))
        self._refuse_taken(table, [row for row, _ in new])
        table.model._base_manager.bulk_create([row for row, _ in new])
        self._link(table, new)
        return TableOutcome(table.name, outcome["new"], outcome["known"], tuple(differing))

    def _number(
        self, table: KeptTable, given: Mapping[str, Any], position: int, made: Mapping[int, Any]
    ) -> int:
        wanted = {"id", *(one.name for one in kept_fields(table))}
        wanted |= {one.name for one in kept_links(table)}
        if given.keys() != wanted:
            strange = sorted(given.keys() ^ wanted)[0]
            raise BadArchive("other_columns", table=table.name, row=position, column=strange)
        number = given["id"]
        if type(number) is not int or number in made:
            raise BadArchive("bad_value", table=table.name, row=position, column="id", value=number)
        return number

    def _row(self, table: KeptTable, given: Mapping[str, Any], position: int) -> models.Model:
        """A row not yet in the database; what points to its own table is filled in later."""
        row = table.model()
        for one in kept_fields(table):
            try:
                self._set(row, one, given[one.name])
            except (ValidationError, TypeError, ValueError, KeyError, OverflowError) as fault:
                raise BadArchive(
                    "bad_value",
                    table=table.name,
                    row=position,
                    column=one.name,
                    value=str(given[one.name])[:60],
                ) from fault
        return row

    def _set(self, row: models.Model, one: models.Field[Any, Any], given: Any) -> None:
        if one.is_relation:
            if given is None and not one.null:
                raise ValueError(one.name)
            if one.related_model is not type(row):
                setattr(row, one.name, None if given is None else self._target(one, given))
        elif isinstance(one, models.FileField):
            setattr(row, one.name, self._file(one, given))
        else:
            setattr(row, one.attname, values.parsed(one, given))

    def _target(self, one: models.Field[Any, Any], given: Any) -> models.Model:
        if type(given) is not int:
            raise ValueError(one.name)
        target: Any = one.related_model
        return self.row_by_number[target][given]

    def _file(self, one: Any, given: Any) -> str:
        if given is None:
            return ""
        name, content = str(given["name"]), self.archive.files[given["sha256"]]
        kind = private_files.KINDS.get(PurePosixPath(name).suffix)
        begins_right = kind is not None and (
            not kind.beginnings or content.startswith(kind.beginnings)
        )
        if not _FILE_PATH.fullmatch(name) or not begins_right:
            raise ValueError(name)
        if not self.writes_files:
            return name
        saved: str = one.storage.save(name, ContentFile(content))
        self.saved_files.append((one.storage, saved))
        return saved

    def _known(self, table: KeptTable, row: models.Model) -> models.Model | None:
        """The row that the site has already, where the table is one of references."""
        if not table.is_reference:
            return None
        rows = table.model._base_manager.all()
        if table.key:
            return rows.filter(**{table.key: getattr(row, table.key)}).first()
        same = {one.attname: getattr(row, one.attname) for one in kept_fields(table)}
        return rows.filter(**same).first()

    def _differs(self, table: KeptTable, known: models.Model, row: models.Model) -> bool:
        skipped = {*table.private, *table.left_out}
        return any(
            getattr(known, one.attname) != getattr(row, one.attname)
            for one in kept_fields(table)
            if one.name not in skipped
        )

    def _refuse_taken(self, table: KeptTable, rows: list[models.Model]) -> None:
        """Refuse a programme that is here already, by any of the names its rows go by."""
        for one in kept_fields(table):
            if not one.unique or one.is_relation:
                continue
            names = [getattr(row, one.attname) for row in rows]
            taken = table.model._base_manager.filter(**{f"{one.attname}__in": names}).first()
            if taken is not None:
                value = str(getattr(taken, one.attname))
                raise BadArchive("here_already", table=table.name, column=one.name, value=value)

    def _link(self, table: KeptTable, new: list[tuple[models.Model, Mapping[str, Any]]]) -> None:
        """What points within the table, and what is linked to many."""
        own = [one for one in kept_fields(table) if one.related_model is table.model]
        for row, given in new:
            for one in own:
                if given[one.name] is not None:
                    self._point(table, row, one, given[one.name])
            for many in kept_links(table):
                targets = self._targets(table, many, given[many.name])
                getattr(row, many.name).set(targets)

    def _point(self, table: KeptTable, row: models.Model, one: Any, given: Any) -> None:
        try:
            setattr(row, one.name, self._target(one, given))
        except (KeyError, ValueError) as fault:
            raise BadArchive(
                "bad_value", table=table.name, row=given, column=one.name, value=str(given)[:60]
            ) from fault
        row.save(update_fields=(one.name,))

    def _targets(self, table: KeptTable, many: Any, given: Any) -> list[models.Model]:
        try:
            return [self._target(many, one) for one in given]
        except (KeyError, ValueError, TypeError) as fault:
            raise BadArchive(
                "bad_value", table=table.name, row="", column=many.name, value=str(given)[:60]
            ) from fault
