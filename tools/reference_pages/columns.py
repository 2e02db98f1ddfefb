"""``columns.md``: the columns that are read, and those that are written."""

from __future__ import annotations

from tools.reference_pages import markdown

from bybalance.rules.load import rule_book
from bybalance.sources.headers import HEADERS, IGNORED, HeaderKind

INTRODUCTION = """
A table of figures has one row per area and list date. A heading is understood in Danish or
English, with any case, spacing and punctuation, and with æ, ø and å written out or not. A heading
that is not understood is an error which names the nearest one. Percentages are written as on the
lists (`40.1` or `40,1`), never as shares. An empty cell means *not known* and is never read as
zero.
"""
KINDS = {
    HeaderKind.TEXT: "text",
    HeaderKind.DATE: "date",
    HeaderKind.COUNT: "whole number of persons",
    HeaderKind.PERCENT_OF_PERSONS: "per cent, 0 to 100",
    HeaderKind.PERCENT_OF_REFERENCE: "per cent of the region's, 0 or more",
}
LIBRARY = """
The library keeps shares between 0 and 1 as exact decimals, so its columns end in `_share` or
`_ratio` where the file says `_pct`. The verdict columns of `bybalance.lists.classify.classify`:
"""


def page() -> str:
    """Return the page."""
    read = markdown.table(
        ["Id", "Danish", "English", "Holds"],
        [[markdown.code(item.id), item.da, item.en, KINDS[item.kind]] for item in HEADERS],
    )
    understood = markdown.table(
        ["Id", "Also understood", "In the library"],
        [
            [markdown.code(item.id), ", ".join(item.also), markdown.code(item.field)]
            for item in HEADERS
        ],
    )
    ignored = f"Known and passed over: {markdown.codes(IGNORED)}, and every verdict and margin."
    return markdown.page(
        "Columns",
        INTRODUCTION,
        "## Columns that are read",
        read,
        understood,
        ignored,
        "## Columns of verdicts",
        LIBRARY,
        _verdict_columns(),
    )


def _verdict_columns() -> str:
    versions = rule_book().versions
    criteria = dict.fromkeys(item.id for version in versions for item in version.criteria)
    categories = dict.fromkeys(item.id for version in versions for item in version.categories)
    rows = [
        ["`area_id`", "stable id of the area; empty where it is not on the published lists"],
        ["`rule_version`", "id of the rules applied to the row"],
        ["`<criterion>_verdict`", f"`met`, `not_met`, `unknown`; {markdown.codes(criteria)}"],
        ["`<criterion>_margin_share`", "value minus threshold, as a share (persons for `size`)"],
        ["`<criterion>_margin_persons`", "the same in persons, where the denominator is known"],
        ["`<category>_verdict`", f"`met`, `not_met`, `unknown`; {markdown.codes(categories)}"],
    ]
    note = "A column is empty on rows whose rules have no such criterion or category."
    return markdown.table(["Column", "Holds"], rows) + "\n\n" + note
