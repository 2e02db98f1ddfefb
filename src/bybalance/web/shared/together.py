"""Several questions to the database asked in one statement, for pages that many parts fill.

A page that joins what six apps know would ask some twenty times, one round trip after the other.
Each part adds its query sets to one :class:`Questions` and reads the answers afterwards; the first
answer that is read asks all that are open. The rows are those that each query set would have
given, in its order, with what its ``select_related`` brings: every row travels as one JSON array
and goes through Django's own converters. Who may see what is said by the query sets, as ever.
See docs/decisions/0130.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.sql.compiler import SQLCompiler

M = TypeVar("M", bound=models.Model)

#: A function takes at most 100 arguments in PostgreSQL, and 127 in older SQLite.
_ARGUMENTS = 80
#: Kinds of columns that JSON gives back as text where PostgreSQL gives a value of Python's.
_READ_FROM_TEXT = (models.DateField, models.TimeField, models.UUIDField, models.DecimalField)
#: Kinds of columns that JSON cannot hold without loss on SQLite.
_FRACTIONS = (models.FloatField, models.DecimalField)


class Answer(Generic[M]):
    """The rows of one question; reading them asks every question that is still open."""

    def __init__(self, questions: Questions, queryset: models.QuerySet[M]) -> None:
        self.questions = questions
        self.queryset = queryset
        self.fetched: list[M] | None = None

    @property
    def rows(self) -> list[M]:
        """The rows, in the order of the query set."""
        if self.fetched is None:
            self.questions.ask()
        return self.fetched or []

    def __iter__(self) -> Iterator[M]:
        return iter(self.rows)


class Questions:
    """Query sets of one database that are asked together."""

    def __init__(self) -> None:
        self._open: list[Answer[Any]] = []

    def add(self, queryset: models.QuerySet[M]) -> Answer[M]:
        """Add a question; its answer is fetched together with those of the others."""
        answer: Answer[M] = Answer(self, queryset)
        self._open.append(answer)
        return answer

    def ask(self) -> None:
        """Fetch the answers to every open question in one statement."""
        answers, self._open = self._open, []
        asked = []
        for answer in answers:
            part = _Part(answer.queryset)
            if part.is_empty:
                answer.fetched = []
            else:
                asked.append((answer, part))
        if not asked:
            return
        connection = asked[0][1].connection
        columns = ", ".join(f"({part.sql})" for _answer, part in asked)
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {columns}", [value for _answer, part in asked for value in part.params]
            )
            texts = cursor.fetchone()
        for (answer, part), text in zip(asked, texts, strict=True):
            answer.fetched = part.objects(text)


def attach(
    owners: Iterable[models.Model], accessor: str, rows: Iterable[models.Model], *, by: str
) -> None:
    """Give ``owners`` their ``rows`` as if prefetched; ``by`` names the row's key of its owner."""
    by_owner: dict[Any, list[models.Model]] = defaultdict(list)
    for row in rows:
        by_owner[getattr(row, by)].append(row)
    for owner in owners:
        keep(owner, accessor, by_owner[owner.pk])


def keep(owner: models.Model, accessor: str, rows: list[Any]) -> None:
    """Give ``owner`` its ``rows`` as if prefetched."""
    queryset = getattr(owner, accessor).get_queryset()
    queryset._result_cache = rows
    queryset._prefetch_done = True
    owner.__dict__.setdefault("_prefetched_objects_cache", {})[accessor] = queryset


class _Part:
    """One query set as a column of JSON, and the way from there back to its objects."""

    def __init__(self, queryset: models.QuerySet[Any]) -> None:
        self._queryset = queryset.all()
        self.connection = connections[queryset.db]
        self._compiler: SQLCompiler = queryset.query.get_compiler(using=queryset.db)
        self.is_empty = False
        try:
            inner, self.params = self._compiler.as_sql(with_col_aliases=True)
        except EmptyResultSet:
            self.is_empty = True
            return
        self._fields = [column[0].output_field for column in self._compiler.select]
        names = [self.connection.ops.quote_name(column[2]) for column in self._compiler.select]
        array, group = self._functions()
        values = [
            self._as_value(name, field) for name, field in zip(names, self._fields, strict=True)
        ]
        chunks = ", ".join(
            f"{array}({', '.join(values[start : start + _ARGUMENTS])})"
            for start in range(0, len(values), _ARGUMENTS)
        )
        row = group.format(f"{array}({chunks})")
        # Names come from the query set's own columns, values go as parameters.
        self.sql = f"SELECT {row} FROM ({inner}) asked"  # noqa: S608

    @property
    def _is_postgresql(self) -> bool:
        return self.connection.vendor == "postgresql"

    def _functions(self) -> tuple[str, str]:
        """A row as an array; all rows as one text. Both keep the order of a sorted subquery."""
        if self._is_postgresql:
            return "json_build_array", "json_agg({})::text"
        return "json_array", "json_group_array({})"

    def _as_value(self, name: str, field: Any) -> str:
        """A column as what JSON can carry without loss."""
        field = _target(field)
        if self._is_postgresql:
            return f"{name}::text" if isinstance(field, models.JSONField) else name
        if isinstance(field, models.BinaryField):
            return f"CASE WHEN {name} IS NULL THEN NULL ELSE hex({name}) END"
        if isinstance(field, _FRACTIONS):
            return f"CASE WHEN {name} IS NULL THEN NULL ELSE printf('%%!.17g', {name}) END"
        return name

    def objects(self, text: str | None) -> list[Any]:
        """The objects that the query set would have given, from the column's text."""
        rows = [
            tuple(value for chunk in row for value in chunk) for row in json.loads(text or "[]")
        ]
        readers = {
            index: reader
            for index, field in enumerate(self._fields)
            if (reader := _reader(_target(field), self.connection)) is not None
        }
        if readers:
            rows = [_read(row, readers) for row in rows]
        compiler, queryset = self._compiler, self._queryset
        # The query set makes its objects as always; only the statement has been run already.
        compiler.execute_sql = lambda *_args, **_more: [rows]  # type: ignore[assignment,method-assign]
        queryset.query.get_compiler = lambda *_args, **_more: compiler  # type: ignore[method-assign]
        found = list(queryset)
        del queryset.query.get_compiler
        return found


def _target(field: Any) -> Any:
    """The field that says how a column is kept; for a foreign key, that of what it points to."""
    while field.remote_field is not None and hasattr(field, "target_field"):
        field = field.target_field
    return field


def _reader(field: Any, connection: BaseDatabaseWrapper) -> Any:
    """What makes the database's own value of one that travelled as JSON; ``None`` for nothing."""
    if isinstance(field, models.BinaryField):
        return lambda text: bytes.fromhex(text.removeprefix("\\x"))
    if connection.vendor == "postgresql":
        return field.to_python if isinstance(field, _READ_FROM_TEXT) else None
    return float if isinstance(field, _FRACTIONS) else None


def _read(row: tuple[Any, ...], readers: dict[int, Any]) -> tuple[Any, ...]:
    values = list(row)
    for index, reader in readers.items():
        if values[index] is not None:
            values[index] = reader(values[index])
    return tuple(values)
