"""A run as a page shows it: ranks, how sure they are, and what a budget holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from bybalance.model import formatting, money
from bybalance.web.accounts.models import User
from bybalance.web.selection.models import Assessor, SelectionRun
from bybalance.web.selection.queries import sentences
from bybalance.web.selection.queries.kept import KeptRun, decimal_text, language, percent, share_pct
from bybalance.web.shared.charts import shares, svg
from bybalance.web.shared.tables import Cell, Column, Table


@dataclass(frozen=True)
class ChartBlock:
    """A chart with its heading and table twin."""

    drawing: svg.Drawing
    heading: str
    note: str
    table: Table


@dataclass(frozen=True)
class RunPage:
    """Everything that insiders read of a run; the public page shows a part of it."""

    run: SelectionRun
    made_by: str
    verdict: str
    ranks: Table
    chart: ChartBlock
    knocked_out: list[str]
    smallest_change: str
    weight_limits: list[str]
    consistency: str
    agreement: str
    agreement_table: Table
    without_assessors: str
    without_table: Table
    wins: Table
    portfolio: Table | None
    portfolio_sentence: str
    conflict_count: int
    draw_count: int


def run_page(run: SelectionRun) -> RunPage:
    """Everything about one run."""
    kept = KeptRun(run)
    maker = User.objects.filter(pseudonym=run.made_by_key).first()
    return RunPage(
        run=run,
        made_by=str(maker) if maker else "",
        verdict=sentences.verdict(kept),
        ranks=ranks_table(kept),
        chart=acceptability_chart(kept),
        knocked_out=knocked_out(kept),
        smallest_change=sentences.smallest_change(kept),
        weight_limits=sentences.weight_limits(kept),
        consistency=sentences.consistency(kept),
        agreement=sentences.agreement(kept),
        agreement_table=_agreement_table(kept),
        without_assessors=sentences.without_assessors(kept),
        without_table=_without_table(kept),
        wins=_wins_table(kept),
        portfolio=portfolio_table(kept),
        portfolio_sentence=portfolio_sentence(kept),
        conflict_count=kept.result["conflict_count"],
        draw_count=kept.result["draw_count"],
    )


def ranks_table(kept: KeptRun, *, with_levels: bool = True) -> Table:
    """Rank and total of each candidate; with the panel's level on each criterion for insiders."""
    criteria = kept.result["criterion_ids"] if with_levels else []
    return Table(
        caption=_("Candidates in order of rank"),
        columns=(
            Column(_("Candidate")),
            Column(_("Rank"), is_figure=True),
            Column(_("Value, of 100"), is_figure=True),
            *(Column(kept.criterion(name), is_figure=True) for name in criteria),
            Column(_("Among the chosen"), is_figure=True),
            Column(_("First"), is_figure=True),
        ),
        rows=tuple(
            (
                _candidate_cell(kept, item),
                Cell(str(item["rank"])),
                Cell(decimal_text(item["total"] * 100, 1)),
                *(Cell(decimal_text(level, 1)) for level in item["panel_levels"] if with_levels),
                Cell(percent(item["choice_share"])),
                Cell(percent(item["rank_shares"][0])),
            )
            for item in kept.candidates
        ),
    )


def acceptability_chart(kept: KeptRun) -> ChartBlock:
    """How often each candidate gets each of the ranks that are chosen; all ranks in the table."""
    part_count = min(kept.chosen_count, len(kept.candidates), shares.MAX_PARTS)
    heading = (
        _("How often each candidate is among the chosen")
        if part_count == min(kept.chosen_count, len(kept.candidates))
        else _("How often each candidate gets one of the first five ranks")
    )
    caption = svg.Caption(
        key="acceptability",
        title=heading,
        description=_("A bar per candidate; the table below has every rank."),
    )
    drawing = shares.draw(
        shares.Shares(
            caption=caption,
            rows=tuple(
                shares.Row(
                    label=kept.name(item["candidate_id"]),
                    parts=tuple(share_pct(share) for share in item["rank_shares"][:part_count]),
                    is_marked=item["is_chosen"],
                )
                for item in kept.candidates
            ),
            part_words=tuple(_rank_word(rank) for rank in range(1, part_count + 1)),
            language=language(),
        )
    )
    return ChartBlock(
        drawing=drawing,
        heading=heading,
        note=_(
            "Share of %(count)s draws of weights and assessors. The darkest part is the first "
            "rank; names in bold score highest with the group's own weights."
        )
        % {"count": formatting.number(kept.result["draw_count"], language=language())},
        table=_acceptability_table(kept),
    )


def knocked_out(kept: KeptRun) -> list[str]:
    """Who is below a knock-out level, and on what."""
    return [
        _(
            "%(name)s is out: level %(level)s on “%(criterion)s”, where at least %(least)d is "
            "required."
        )
        % {
            "name": kept.name(item["candidate_id"]),
            "criterion": kept.criterion(item["criterion_id"]),
            "level": decimal_text(item["panel_level"], 1),
            "least": item["knock_out_level"],
        }
        for item in kept.result["knocked_out"]
    ]


def portfolio_table(kept: KeptRun) -> Table | None:
    """Who the budget holds, and how sure each place is; ``None`` without a budget."""
    if kept.result["budget_oere"] is None:
        return None
    standings = {
        "core": _("always in"),
        "borderline": _("in under some weights"),
        "exterior": _("never in"),
    }
    return Table(
        caption=_("What the budget holds"),
        columns=(
            Column(_("Candidate")),
            Column(_("In the best set")),
            Column(_("Share of draws"), is_figure=True),
            Column(_("Standing")),
        ),
        rows=tuple(
            (
                _candidate_cell(kept, item),
                Cell(_("yes") if item["is_in_portfolio"] else _("no")),
                Cell(percent(item["portfolio_share"])),
                Cell(standings[item["standing"]]),
            )
            for item in kept.candidates
        ),
    )


def portfolio_sentence(kept: KeptRun) -> str:
    """What the best set and those who score highest cost; empty without a budget."""
    if kept.result["budget_oere"] is None:
        return ""
    budget_oere = kept.result["budget_oere"]
    costs = {item["id"]: item["cost_oere"] for item in kept.run.case["candidates"]}
    highest_oere = sum(costs[item["candidate_id"]] for item in kept.candidates if item["is_chosen"])
    told = [
        _("The best set costs %(cost)s; the budget is %(budget)s in all.")
        % {
            "cost": money.format_amount(kept.result["portfolio_cost_oere"], language=language()),
            "budget": money.format_amount(budget_oere, language=language()),
        }
    ]
    if highest_oere > budget_oere:
        told.append(
            _("Those who score highest cost %(cost)s together, which is more than the budget.")
            % {"cost": money.format_amount(highest_oere, language=language())}
        )
    return " ".join(told)


def _candidate_cell(kept: KeptRun, item: dict[str, Any]) -> Cell:
    named = kept.named(item["candidate_id"])
    notes = [
        *([_("scores highest")] if item["is_chosen"] else []),
        *([_("invented")] if named.is_invented else []),
    ]
    return Cell(named.name, note=", ".join(notes))


def _rank_word(rank: int) -> str:
    return _("no. %(rank)d") % {"rank": rank}


def _acceptability_table(kept: KeptRun) -> Table:
    count = len(kept.candidates)
    return Table(
        caption=_("Share of draws in which a candidate gets a rank"),
        columns=(
            Column(_("Candidate")),
            *(Column(_rank_word(rank), is_figure=True) for rank in range(1, count + 1)),
        ),
        rows=tuple(
            (
                Cell(kept.name(item["candidate_id"])),
                *(Cell(percent(share)) for share in item["rank_shares"]),
            )
            for item in kept.candidates
        ),
    )


def _agreement_table(kept: KeptRun) -> Table:
    alphas = zip(kept.result["criterion_ids"], kept.result["alpha_by_criterion"], strict=True)
    return Table(
        caption=_("Agreement by criterion"),
        columns=(Column(_("Criterion")), Column(_("Krippendorff's alpha"), is_figure=True)),
        rows=tuple(
            (
                Cell(kept.criterion(name)),
                Cell(_("cannot be told") if alpha is None else decimal_text(alpha, 2)),
            )
            for name, alpha in alphas
        ),
    )


def _without_table(kept: KeptRun) -> Table:
    """Ranks without each assessor, by name: for insiders only."""
    names = {
        f"a{item.pk}": str(item)
        for item in Assessor.objects.filter(selection=kept.run.selection_id).select_related("user")
    }
    rows = kept.result["without_assessor"]
    return Table(
        caption=_("Ranks without each assessor"),
        columns=(
            Column(_("Without")),
            *(Column(kept.name(name), is_figure=True) for name in kept.result["eligible_ids"]),
        ),
        rows=tuple(
            (
                Cell(
                    names.get(row["assessor_id"], _("A former assessor")),
                    note=_("another choice") if row["is_choice_changed"] else "",
                ),
                *_ranks_without(row, len(kept.result["eligible_ids"])),
            )
            for row in rows
        ),
    )


def _ranks_without(row: dict[str, Any], count: int) -> list[Cell]:
    if row["ranks"] is None:
        return [Cell("–")] * count
    return [Cell(str(rank)) for rank in row["ranks"]]


def _wins_table(kept: KeptRun) -> Table:
    ids = kept.result["eligible_ids"]
    by_id = {item["candidate_id"]: item for item in kept.candidates}
    return Table(
        caption=_("How often the candidate of the row beats the one of the column"),
        columns=(
            Column(_("Candidate")),
            *(Column(kept.name(name), is_figure=True) for name in ids),
        ),
        rows=tuple(
            (
                Cell(kept.name(row)),
                *(
                    Cell("–" if row == column else percent(share))
                    for column, share in zip(ids, by_id[row]["wins"], strict=True)
                ),
            )
            for row in ids
        ),
    )
