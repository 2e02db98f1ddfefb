"""Files to download: ranks for everybody, runs and scores for those who take part."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Final

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from bybalance.pipelines import tables
from bybalance.pipelines.export_table import Column, ExportTable, Kind, Provenance
from bybalance.web.lists import exports as list_exports
from bybalance.web.selection.models import Conflict, Score, Selection, SelectionRun
from bybalance.web.selection.queries.kept import KeptRun, language, share_pct

#: What the public ranks and the scores are given as.
FORMATS: Final = ("csv", "xlsx", "json")
#: A run as JSON is all of it, with its input; the others are the table of ranks.
RUN_FORMATS: Final = ("csv", "xlsx", "json")
_LABELS: Final = {"csv": "CSV", "xlsx": "Excel", "json": "JSON"}


def downloads(route: str, *args: object, formats: Iterable[str] = FORMATS) -> list[tuple[str, str]]:
    """Labels and addresses of the same thing as files."""
    return [(_LABELS[name], reverse(route, args=[*args, name])) for name in formats]


def outcome_file(selection: Selection, *, file_format: str, now: datetime) -> HttpResponse:
    """The public ranks: no assessor, no score, no level of the panel."""
    run = selection.published_run
    if run is None:
        raise Http404
    chosen = set(selection.candidates.filter(is_selected=True).values_list("pk", flat=True))
    table = _ranks(KeptRun(run), now=now, chosen={f"c{key}" for key in chosen})
    return _file(table, stem=f"selection-{selection.pk}", file_format=file_format)


def run_file(run: SelectionRun, *, file_format: str, now: datetime) -> HttpResponse:
    """One run: all of it as JSON, otherwise its ranks."""
    stem = f"selection-{run.selection_id}-run-{run.number}"
    if file_format == "json":
        record = {
            "selection": run.selection_id,
            "run": run.number,
            "made_at": run.made_at.isoformat(),
            "seed": run.seed,
            "input_sha256": run.input_hash,
            "code_version": run.code_version,
            "labels": run.labels,
            "input": run.case,
            "result": run.result,
        }
        content = json.dumps(record, ensure_ascii=False, indent=1).encode() + b"\n"
        return list_exports.file_response(content, stem=stem, file_format="json")
    return _file(_ranks(KeptRun(run), now=now, chosen=None), stem=stem, file_format=file_format)


def scores_file(selection: Selection, *, file_format: str, now: datetime) -> HttpResponse:
    """Every score with its evidence note."""
    conflicts = set(
        Conflict.objects.filter(assessor__selection=selection).values_list(
            "assessor_id", "candidate_id"
        )
    )
    scores = Score.objects.filter(assessor__selection=selection).select_related(
        "assessor__user", "candidate__area", "criterion"
    )
    table = ExportTable(
        title=_("Scores: %(title)s") % {"title": selection.title},
        language=language(),
        columns=(
            Column(id="candidate", heading=_("Candidate")),
            Column(id="criterion", heading=_("Criterion")),
            Column(id="assessor", heading=_("Assessor")),
            Column(id="level", heading=_("Level"), kind=Kind.COUNT),
            Column(id="evidence_note", heading=_("Rests on")),
            Column(id="counts", heading=_("Counts")),
        ),
        rows=[
            (
                str(score.candidate),
                score.criterion.name,
                str(score.assessor),
                score.level,
                score.evidence_note,
                _("no") if (score.assessor_id, score.candidate_id) in conflicts else _("yes"),
            )
            for score in scores.order_by("candidate", "criterion__position", "assessor")
        ],
        licence=_("Confidential: only for those who take part in the selection."),
        provenance=Provenance(created_at=now),
    )
    return _file(table, stem=f"selection-{selection.pk}-scores", file_format=file_format)


def _ranks(kept: KeptRun, *, now: datetime, chosen: set[str] | None) -> ExportTable:
    """The table of ranks; with who was chosen where the outcome is public."""
    run = kept.run
    return ExportTable(
        title=_("Ranks: %(title)s") % {"title": run.selection.title},
        language=language(),
        columns=(
            Column(id="candidate", heading=_("Candidate")),
            Column(id="is_invented", heading=_("Invented")),
            Column(id="rank", heading=_("Rank"), kind=Kind.COUNT),
            Column(id="value_pct", heading=_("Value, of 100"), kind=Kind.PERCENT),
            Column(
                id="choice_share_pct", heading=_("Among the chosen, per cent"), kind=Kind.PERCENT
            ),
            *(
                Column(
                    id=f"rank_{rank}_share_pct",
                    heading=_("Rank %(rank)d, per cent") % {"rank": rank},
                    kind=Kind.PERCENT,
                )
                for rank in range(1, len(kept.candidates) + 1)
            ),
            Column(id="is_chosen", heading=_("Chosen") if chosen is not None else _("Highest")),
        ),
        rows=[
            (
                kept.name(item["candidate_id"]),
                _yes(kept.named(item["candidate_id"]).is_invented),
                item["rank"],
                _pct(item["total"]),
                _pct(item["choice_share"]),
                *(_pct(share) for share in item["rank_shares"]),
                _yes(item["candidate_id"] in chosen if chosen is not None else item["is_chosen"]),
            )
            for item in kept.candidates
        ],
        licence=_("May be used freely when the source is named."),
        provenance=Provenance(
            created_at=now, input_sha256=run.input_hash, code_version=run.code_version
        ),
    )


def _pct(share: float) -> Decimal:
    return round(share_pct(share), 2)


def _yes(fact: bool) -> str:
    return _("yes") if fact else _("no")


def _file(table: ExportTable, *, stem: str, file_format: str) -> HttpResponse:
    if file_format not in FORMATS:
        raise Http404
    content = tables.table_bytes(table, f".{file_format}")
    return list_exports.file_response(content, stem=stem, file_format=file_format)
