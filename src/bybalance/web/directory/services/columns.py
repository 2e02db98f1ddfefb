"""The columns of the two tables by which the directory is sent out and taken in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class TableColumn:
    """A column: its id, the field of the row that it fills, and its headings."""

    id: str
    field: str
    da: str
    en: str


ORGANISATION_COLUMNS: Final = (
    TableColumn("key", "key", "Nøgle", "Key"),
    TableColumn("name", "name", "Navn", "Name"),
    TableColumn("short_name", "short_name", "Kort navn", "Short name"),
    TableColumn("kind", "kind", "Slags", "Kind"),
    TableColumn("cvr", "cvr", "CVR-nummer", "CVR number"),
    TableColumn("municipality_code", "municipality", "Kommunekode", "Municipality code"),
    TableColumn("website", "website", "Hjemmeside", "Website"),
    TableColumn("invented", "is_invented", "Opdigtet", "Invented"),
    TableColumn("source_title", "source_title", "Kilde", "Source"),
    TableColumn("source_url", "source_url", "Kildens adresse", "Address of the source"),
)
PERSON_COLUMNS: Final = (
    TableColumn("key", "key", "Nøgle", "Key"),
    TableColumn("name", "name", "Navn", "Name"),
    TableColumn("email", "email", "E-mail", "E-mail"),
    TableColumn("invented", "is_invented", "Opdigtet", "Invented"),
    TableColumn("organisation_key", "organisation", "Organisationens nøgle", "Organisation key"),
    TableColumn("organisation", "", "Organisation", "Organisation"),
    TableColumn("title_da", "title_da", "Titel på dansk", "Title in Danish"),
    TableColumn("title_en", "title_en", "Titel på engelsk", "Title in English"),
    TableColumn("first_day", "from_on", "Første dag", "First day"),
    TableColumn("last_day", "until_on", "Sidste dag", "Last day"),
    TableColumn("source_title", "source_title", "Kilde", "Source"),
    TableColumn("source_url", "source_url", "Kildens adresse", "Address of the source"),
)
COLUMNS: Final = {"organisations": ORGANISATION_COLUMNS, "people": PERSON_COLUMNS}
#: Columns of people that tell of their post.
POST_COLUMNS: Final = (
    "organisation_key",
    "organisation",
    "title_da",
    "title_en",
    "first_day",
    "last_day",
)


def headings(kind: str) -> dict[str, tuple[str, ...]]:
    """The headings that each column of a table may have."""
    return {column.id: (column.da, column.en) for column in COLUMNS[kind]}
