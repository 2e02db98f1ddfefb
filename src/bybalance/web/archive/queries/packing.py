"""All that belongs to a part of the programme, gathered and packed.

Rows are numbered anew, from 1 in each table, in the order in which they were made; what points to a
row gives that number. A site made from an archive therefore gives the same archive again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q

from bybalance.pipelines import programme_archive
from bybalance.pipelines.programme_archive import ProgrammeArchive
from bybalance.web.archive.queries import values
from bybalance.web.archive.queries.kept_tables import (
    KEPT_TABLES,
    KeptTable,
    kept_fields,
    kept_links,
)
from bybalance.web.programme.models import Node

#: The keys of the rows taken along, by table.
Included = dict[type[models.Model], set[int]]
#: The number of a row in the archive, by its key in the database.
Numbers = dict[type[models.Model], dict[int, int]]


def pack(root: Node, *, with_personal_data: bool, now: datetime) -> ProgrammeArchive:
    """``root`` and all below it, with everything that belongs to it or that it points to."""
    kept = [one for one in KEPT_TABLES if with_personal_data or not one.is_personal]
    included = gather(root, kept)
    numbers: Numbers = {
        table.model: {pk: number for number, pk in enumerate(sorted(included[table.model]), 1)}
        for table in kept
    }
    packing = _Packing(numbers=numbers, with_personal_data=with_personal_data, files={})
    tables = {table.name: packing.rows(table) for table in kept}
    return ProgrammeArchive(
        root=root.key,
        made_at=now,
        has_personal_data=with_personal_data,
        tables=tables,
        files=packing.files,
    )


def gather(root: Node, kept: Iterable[KeptTable]) -> Included:
    """The keys of every row that is taken along."""
    included: Included = defaultdict(set)
    included[Node] = _with_all_below(root)
    references = {table.model for table in kept if table.is_reference}
    is_growing = True
    while is_growing:
        before = sum(map(len, included.values()))
        for table in kept:
            if table.model is not Node:
                included[table.model] |= _owned(table, included)
        for table in kept:
            _add_references(table, included, references)
        is_growing = sum(map(len, included.values())) > before
    return included


def _with_all_below(root: Node) -> set[int]:
    found, newest = {root.pk}, {root.pk}
    while newest:
        children = Node._base_manager.filter(parent__in=newest).values_list("pk", flat=True)
        newest = set(children) - found
        found |= newest
    return found


def _owned(table: KeptTable, included: Included) -> set[int]:
    """Rows that belong to a row that is taken along."""
    condition = Q(pk__in=[])
    for path in table.owners:
        owner: Any = table.model._meta.get_field(path).related_model
        condition |= Q(**{f"{path}__in": included[owner]})
    return set(table.model._base_manager.filter(condition).values_list("pk", flat=True))


def _add_references(
    table: KeptTable, included: Included, references: set[type[models.Model]]
) -> None:
    """What rows of ``table`` point to, where that is a reference."""
    rows = table.model._base_manager.filter(pk__in=included[table.model])
    relations = [field for field in kept_fields(table) if field.is_relation]
    for field in [*relations, *kept_links(table)]:
        target: Any = field.related_model
        if target in references:
            found = rows.exclude(**{field.name: None}).values_list(field.name, flat=True)
            included[target] |= set(found)


@dataclass
class _Packing:
    """What is known while rows are written: their numbers, and the files met so far."""

    numbers: Numbers
    with_personal_data: bool
    files: dict[str, bytes]

    def rows(self, table: KeptTable) -> list[dict[str, Any]]:
        numbers = self.numbers[table.model]
        rows = table.model._base_manager.filter(pk__in=numbers).order_by("pk")
        links = {field.name: self._links(table.model, field) for field in kept_links(table)}
        return [
            {
                "id": numbers[row.pk],
                **{field.name: self._value(table, row, field) for field in kept_fields(table)},
                **{name: sorted(targets[row.pk]) for name, targets in links.items()},
            }
            for row in rows
        ]

    def _links(
        self, model: type[models.Model], field: models.ManyToManyField[Any, Any]
    ) -> Mapping[int, list[int]]:
        """The numbers of the linked rows, by the key of the row; links that lead out are left."""
        through: Any = field.remote_field.through
        near, far = field.m2m_field_name(), field.m2m_reverse_field_name()
        target: Any = field.related_model
        known = self.numbers.get(target, {})
        found: dict[int, list[int]] = defaultdict(list)
        pairs = through._base_manager.filter(**{f"{near}__in": self.numbers[model]})
        for here, there in pairs.values_list(near, far):
            if there in known:
                found[here].append(known[there])
        return found

    def _value(self, table: KeptTable, row: models.Model, field: models.Field[Any, Any]) -> Any:
        if field.name in table.private and not self.with_personal_data:
            return field.get_default()
        if field.is_relation:
            target: Any = field.related_model
            return self.numbers.get(target, {}).get(getattr(row, field.attname))
        if isinstance(field, models.FileField):
            return self._file(getattr(row, field.name))
        return values.plain(getattr(row, field.attname))

    def _file(self, file: Any) -> dict[str, str] | None:
        if not file:
            return None
        with file.open("rb") as stream:
            content: bytes = stream.read()
        digest = programme_archive.fingerprint(content)
        self.files[digest] = content
        return {"name": file.name, "sha256": digest}
