"""The pages on which a table is sent in, and on which it is shown what it would change."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from bybalance.model import formatting
from bybalance.model.errors import BadInput
from bybalance.pipelines.wording import Wording
from bybalance.sources import directory_table
from bybalance.sources.directory_table import DirectoryRow
from bybalance.web.directory import services
from bybalance.web.shared.tables import Cell, Column, Table

#: Columns that a table must have.
REQUIRED = {"organisations": ("name",), "people": ("name",)}


def rows_of_upload(content: bytes, *, name: str, kind: str) -> tuple[DirectoryRow, ...]:
    """The rows of a file that was sent in.

    Raises
    ------
    BadInput
        With everything that is wrong with the file.
    """
    return directory_table.read_directory_table(
        content, name=name, headings=services.headings(kind), required=REQUIRED[kind]
    )


def problem_sentences(refusal: BadInput) -> list[str]:
    """What is wrong with a file, in the reader's language."""
    wording = Wording(formatting.language_of(get_language() or "da"))
    return list(wording.problems(refusal))


@dataclass(frozen=True)
class ImportPage:
    """What may be sent in."""

    kind: str
    heading: str
    columns: Table


def import_page(kind: str) -> ImportPage:
    """The page on which a table of a kind is sent in."""
    return ImportPage(
        kind=kind,
        heading=_heading(kind),
        columns=Table(
            caption=_("Columns of the table"),
            columns=(Column(_("Danish heading")), Column(_("English heading"))),
            rows=tuple((Cell(one.da), Cell(one.en)) for one in services.COLUMNS[kind]),
        ),
    )


def _heading(kind: str) -> str:
    return _("Import organisations") if kind == "organisations" else _("Import people")


@dataclass(frozen=True)
class ImportPreview:
    """What a file would change, row by row, refused rows first."""

    kind: str
    heading: str
    sentence: str
    refused: Table | None
    changing: Table | None
    is_applicable: bool


def import_preview(plan: services.ImportPlan) -> ImportPreview:
    """The page that shows a plan before it is applied."""
    counts = {state: plan.count(state) for state in ("new", "changed", "unchanged", "refused")}
    total = len(plan.rows)
    sentence = ngettext(
        "%(total)d row: %(new)d new, %(changed)d changed, %(unchanged)d unchanged, "
        "%(refused)d refused.",
        "%(total)d rows: %(new)d new, %(changed)d changed, %(unchanged)d unchanged, "
        "%(refused)d refused.",
        total,
    )
    return ImportPreview(
        kind=plan.kind,
        heading=_heading(plan.kind),
        sentence=sentence % {"total": total, **counts},
        refused=_refused_table(plan) if counts["refused"] else None,
        changing=_changing_table(plan) if counts["new"] + counts["changed"] else None,
        is_applicable=plan.is_applicable,
    )


def _refused_table(plan: services.ImportPlan) -> Table:
    return Table(
        caption=_("Refused rows"),
        columns=(Column(_("Row")), Column(_("Name")), Column(_("Why"))),
        rows=tuple(
            (Cell(str(row.row_number)), Cell(row.name or "–"), Cell(" ".join(row.reasons)))
            for row in plan.rows
            if row.state == "refused"
        ),
    )


def _changing_table(plan: services.ImportPlan) -> Table:
    states = {"new": _("New"), "changed": _("Changed")}
    return Table(
        caption=_("What would change"),
        columns=(
            Column(_("Row")),
            Column(_("Name")),
            Column(_("State")),
            Column(_("Changes")),
        ),
        rows=tuple(
            (
                Cell(str(row.row_number)),
                Cell(row.name),
                Cell(states[row.state]),
                Cell("; ".join(_change(change.label, change.before, change.after)
                               for change in row.changes)),
            )
            for row in plan.rows
            if row.state in states
        ),
    )  # fmt: skip


def _change(label: str, before: str, after: str) -> str:
    if not before:
        return _("%(field)s: “%(after)s”") % {"field": label, "after": after}
    return _("%(field)s: from “%(before)s” to “%(after)s”") % {
        "field": label,
        "before": before,
        "after": after,
    }
