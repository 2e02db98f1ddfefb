"""``published-lists.md``: how much of each published list is known, with its sources."""

from __future__ import annotations

from collections import Counter

from tools.reference_pages import markdown

from bybalance.lists.published import Coverage, PublishedLists, published_lists

INTRODUCTION = """
Made from the tables in `src/bybalance/lists/data`. A row is `listed` where the cited page names
the area for that list, or as entering or leaving it; it is `derived` where it follows from a
neighbouring year's full list and all named entries and exits. Nothing is estimated. A missing row
proves absence only where the list is complete. What that allows and forbids is told in
[What the published lists can tell](../explanation/what-the-lists-can-tell.md).
"""


def page() -> str:
    """Return the page."""
    lists = published_lists()
    return markdown.page(
        "Published lists",
        INTRODUCTION,
        _counts(lists),
        "## Coverage against the official counts",
        markdown.table(
            ["List", "Category", "Names known", "Official", "Complete", "Source", "Note"],
            [
                [str(edition.list_date), *_coverage_cells(coverage)]
                for edition in lists.editions
                for coverage in edition.coverage.values()
            ],
        ),
        "## What happened to areas behind an unchanged name",
        _events(lists),
    )


def _counts(lists: PublishedLists) -> str:
    bases = Counter(row.basis.value for row in lists.listings)
    shown = ", ".join(f"{count} {basis}" for basis, count in sorted(bases.items()))
    return (
        f"{len(lists.listings)} rows ({shown}) on {len(lists.areas)} areas in "
        f"{len(lists.municipalities)} municipalities."
    )


def _coverage_cells(coverage: Coverage) -> list[str]:
    official = "" if coverage.official_count is None else str(coverage.official_count)
    return [
        markdown.code(coverage.category),
        str(coverage.found_count),
        official,
        "yes" if coverage.is_complete else "no",
        f"[page]({coverage.source_url})" if coverage.source_url else "",
        coverage.note["en"],
    ]


def _events(lists: PublishedLists) -> str:
    return "\n".join(
        f"- {area.name}, before the list of {event.before_list}: {event.text['en']} "
        f"Source: [{event.source_title}]({event.source_url})."
        for area in lists.areas.values()
        for event in area.events
    )
