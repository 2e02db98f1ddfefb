"""Two lists side by side: entries, exits, and what is known of the reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from bybalance.lists import changes
from bybalance.lists.published import PublishedLists, published_lists
from bybalance.pipelines import published_tables
from bybalance.web.lists.queries import list_page, words
from bybalance.web.shared import tables


@dataclass(frozen=True)
class ComparePage:
    """Entries and exits between two lists in one line of categories."""

    earlier: date
    later: date
    lineage_name: str
    sentence: str
    entries: tables.Table
    exits: tables.Table
    stayed_count: int
    is_complete: bool
    rules_changed: bool


def compare_page(*, earlier: date, later: date, lineage: str) -> ComparePage:
    """Compare two lists.

    Raises
    ------
    UnknownList
        If no list came out on one of the dates.
    """
    published = published_lists()
    found = changes.compare(published, earlier=earlier, later=later, lineage=lineage)
    return ComparePage(
        earlier=earlier,
        later=later,
        lineage_name=words.capitalised(words.lineage(lineage)),
        sentence=_("%(entries)s came on, %(exits)s went off and %(stayed)s stayed.")
        % {
            "entries": words.count(len(found.entries)),
            "exits": words.count(len(found.exits)),
            "stayed": words.count(len(found.stayed)),
        },
        entries=_table(published, found.entries, caption=_("Came on the list"), is_exit=False),
        exits=_table(published, found.exits, caption=_("Went off the list"), is_exit=True),
        stayed_count=len(found.stayed),
        is_complete=found.is_complete,
        rules_changed=found.rules_changed,
    )


def _table(
    published: PublishedLists,
    found: tuple[changes.Change, ...],
    *,
    caption: str,
    is_exit: bool,
) -> tables.Table:
    ordered = sorted(found, key=lambda change: list_page.alphabetical(change.area.name))
    return tables.Table(
        caption=caption,
        columns=(
            tables.Column(_("Area")),
            tables.Column(_("Municipality")),
            tables.Column(_("What is known of the reason")),
        ),
        rows=tuple(_row(published, change, is_exit=is_exit) for change in ordered),
    )


def _row(
    published: PublishedLists, change: changes.Change, *, is_exit: bool
) -> tuple[tables.Cell, ...]:
    link = list_page.area_link(published, change.area.area_id)
    return (
        tables.Cell(link.name, url=link.url),
        tables.Cell(link.municipality),
        tables.Cell(_reason(published, change, is_exit=is_exit)),
    )


def _reason(published: PublishedLists, change: changes.Change, *, is_exit: bool) -> str:
    """Criteria that are decided otherwise, or what the later row itself tells."""
    told = published_tables.reasons(published, change, wording=words.wording())
    if is_exit and change.later is not None and change.later.categories:
        told.append(
            _("Still on the list as %(categories)s")
            % {"categories": list_page.categories_text(change.later)}
        )
    return "; ".join(told) or _("Not known")
