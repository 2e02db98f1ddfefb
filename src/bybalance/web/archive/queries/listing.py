"""The tables that a reader may have as files, and their rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from bybalance.pipelines import export_table
from bybalance.pipelines.export_table import Kind
from bybalance.web.archive import permissions
from bybalance.web.archive.queries.kept_tables import (
    KEPT_TABLES,
    KeptTable,
    kept_fields,
    kept_links,
    table_named,
)
from bybalance.web.shared.access import Viewer

#: Columns that say nothing to anybody, or open a door.
UNLISTED = frozenset({"nonce", "form_key"})
Cell = export_table.Cell


@dataclass(frozen=True)
class Listed:
    """A table in the list: how addresses name it, what it is called, how many rows one may have."""

    name: str
    label: str
    row_count: int
    is_personal: bool


def listed_tables(viewer: Viewer) -> list[Listed]:
    """Every table that ``viewer`` may have, by its name in the reader's language."""
    found = [
        Listed(
            name=table.name,
            label=label_of(table),
            row_count=rows_for(viewer, table).count(),
            is_personal=table.is_personal,
        )
        for table in KEPT_TABLES
        if may_list(viewer, table)
    ]
    return sorted(found, key=lambda one: one.label)


def label_of(table: KeptTable) -> str:
    """What the table is called, with a capital letter."""
    label = str(table.model._meta.verbose_name_plural)
    return label[:1].upper() + label[1:]


def may_list(viewer: Viewer, table: KeptTable) -> bool:
    """Whether ``viewer`` may have the table: the public ones, all, or those of persons too."""
    if table.is_personal:
        return permissions.is_administrator(viewer)
    return table.public is not None or permissions.sees_every_table(viewer)


def table_for(viewer: Viewer, name: str, *, with_personal_data: bool) -> KeptTable:
    """The table of that name, or 404 where there is none for ``viewer``."""
    table = table_named(name)
    if table is None or not may_list(viewer, table):
        raise Http404
    if table.is_personal and not with_personal_data:
        raise Http404
    return table


def rows_for(viewer: Viewer, table: KeptTable) -> models.QuerySet[Any]:
    """The rows that ``viewer`` may have, in a settled order."""
    if permissions.sees_every_table(viewer):
        return table.model._base_manager.order_by("pk")
    assert table.public is not None  # noqa: S101 - asked for after may_list
    return table.public(viewer).order_by("pk")


def columns_for(
    viewer: Viewer, table: KeptTable, *, with_personal_data: bool
) -> list[models.Field[Any, Any]]:
    """The columns that ``viewer`` may have."""
    fields = [*kept_fields(table), *kept_links(table)]
    if not permissions.sees_every_table(viewer):
        return [one for one in fields if one.name in table.public_columns]
    hidden = UNLISTED | (frozenset() if with_personal_data else frozenset(table.private))
    kept = [one for one in fields if one.name not in hidden]
    return [one for one in kept if not isinstance(one, models.BinaryField | models.FileField)]


def cells(
    viewer: Viewer, table: KeptTable, *, with_personal_data: bool
) -> tuple[list[export_table.Column], list[list[Cell]]]:
    """Headings and rows, ready for a file."""
    fields = columns_for(viewer, table, with_personal_data=with_personal_data)
    columns = [
        export_table.Column(id=one.name, heading=_heading(one), kind=_kind(one)) for one in fields
    ]
    single = [one.name for one in fields if one.is_relation and not one.many_to_many]
    many = [one.name for one in fields if one.many_to_many]
    rows = rows_for(viewer, table).select_related(*single).prefetch_related(*many)
    return columns, [[_cell(row, one) for one in fields] for row in rows]


def _heading(field: models.Field[Any, Any]) -> str:
    name = str(field.verbose_name)
    return name[:1].upper() + name[1:]


def _kind(field: models.Field[Any, Any]) -> Kind:
    if isinstance(field, models.DateField) and not isinstance(field, models.DateTimeField):
        return Kind.DATE
    is_number = isinstance(field, models.IntegerField) and not field.choices
    return Kind.COUNT if is_number else Kind.TEXT


def _cell(row: models.Model, field: models.Field[Any, Any]) -> Cell:
    if field.many_to_many:
        return "; ".join(sorted(_name(one) for one in getattr(row, field.name).all()))
    if field.is_relation:
        target = getattr(row, field.name)
        return None if target is None else _name(target)
    value = getattr(row, field.name)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat(timespec="minutes")
    if value is None or isinstance(value, int | Decimal | date | str):
        return value
    return str(value)


def _name(row: models.Model) -> str:
    """What stands for a row in another table: its key where it has one, else its name."""
    for name in ("key", "area_id", "code"):
        if hasattr(row, name):
            return str(getattr(row, name))
    return str(row)
