"""One selection from scores to choice: everything that is said about it, from one seed.

The same case and seed give the same result to the digit. What is kept is a
:class:`SelectionAnalysis` with the hash of the case, so that whoever has the case can repeat it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Final

import numpy as np

from bybalance.model.errors import InvalidSelection, NoCandidate
from bybalance.selection import (
    agreement,
    ahp,
    portfolio,
    sampling,
    sensitivity,
    smaa,
    values,
    weights,
)
from bybalance.selection.criteria import Criterion
from bybalance.selection.scores import Conflict, Score, ScoreSheet
from bybalance.selection.values import Floats

MAX_DRAWS: Final = 100_000
_FEWEST_ASSESSORS_TO_LEAVE_OUT: Final = 2


class WeightMethod(StrEnum):
    """How the group said what matters most."""

    SWING = "swing"
    RANK_ORDER = "rank_order"
    PAIRWISE = "pairwise"


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighting:
    """What the group said of the criteria; only the part that belongs to ``method`` is read.

    ``swing_points`` and ``ranks`` have one number per criterion; ``comparisons`` is a square matrix
    as in :func:`bybalance.selection.ahp.pairwise_weights`. ``ranges`` and ``chains`` say which
    other weights the group could live with, as in :class:`bybalance.selection.weights.WeightSpace`.
    """

    method: WeightMethod
    swing_points: tuple[float, ...] = ()
    ranks: tuple[int, ...] = ()
    comparisons: tuple[tuple[float, ...], ...] = ()
    ranges: tuple[tuple[float, float], ...] = ()
    chains: tuple[tuple[int, ...], ...] = ()

    def weights(self) -> Floats:
        """Return the weights, shape ``(n_criteria,)``, sum 1."""
        if self.method is WeightMethod.SWING:
            return weights.swing_weights(self.swing_points)
        if self.method is WeightMethod.RANK_ORDER:
            return weights.rank_order_centroid(self.ranks)
        return ahp.pairwise_weights(np.array(self.comparisons, dtype=np.float64)).weights

    def consistency_ratio(self) -> float | None:
        """Return how far the comparisons contradict each other; ``None`` for other methods."""
        if self.method is not WeightMethod.PAIRWISE:
            return None
        compared = ahp.pairwise_weights(np.array(self.comparisons, dtype=np.float64))
        return compared.consistency_ratio


#: Told how many parts of the work are done, of how many.
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Something that may be chosen; ``cost_oere`` is ``None`` where no money is asked for."""

    id: str
    cost_oere: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SelectionCase:
    """Everything that a selection rests on.

    ``chosen_count`` candidates are to be chosen. ``budget_oere`` is ``None`` where money sets no
    limit; otherwise every candidate has a cost, and the portfolio holds ``chosen_count`` at most.
    """

    criteria: tuple[Criterion, ...]
    candidates: tuple[Candidate, ...]
    assessor_ids: tuple[str, ...]
    scores: tuple[Score, ...]
    weighting: Weighting
    conflicts: tuple[Conflict, ...] = ()
    chosen_count: int = 1
    budget_oere: int | None = None
    draw_count: int = 10_000
    portfolio_draw_count: int = 500

    def __post_init__(self) -> None:
        for name, count in (
            ("draws", self.draw_count),
            ("portfolio draws", self.portfolio_draw_count),
        ):
            if not 1 <= count <= MAX_DRAWS:
                raise InvalidSelection(
                    f"{count} {name}: ask for 1 to {MAX_DRAWS}. 10,000 give every share to within "
                    "one percentage point."
                )
        if self.chosen_count < 1:
            raise InvalidSelection(f"{self.chosen_count} candidates to choose: ask for 1 or more.")
        free = [item.id for item in self.candidates if item.cost_oere is None]
        if self.budget_oere is not None and free:
            raise InvalidSelection(
                f"candidate {free[0]} has no cost, but there is a budget. Give every candidate a "
                "cost, or take the budget away."
            )

    def input_hash(self) -> str:
        """Return a SHA-256 of the case; the order in which scores were written does not count."""
        record = asdict(self)
        record["scores"] = sorted(
            record["scores"],
            key=lambda item: (item["assessor_id"], item["candidate_id"], item["criterion_id"]),
        )
        record["conflicts"] = sorted(
            record["conflicts"], key=lambda item: (item["assessor_id"], item["candidate_id"])
        )
        text = json.dumps(record, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def sheet(self) -> ScoreSheet:
        """Return the scores as one array, without those under a conflict of interest."""
        return ScoreSheet.from_scores(
            self.scores,
            assessor_ids=self.assessor_ids,
            candidate_ids=tuple(item.id for item in self.candidates),
            criterion_ids=tuple(item.id for item in self.criteria),
            conflicts=frozenset(self.conflicts),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class KnockedOut:
    """A candidate below a knock-out level, and where."""

    candidate_id: str
    criterion_id: str
    panel_level: float
    knock_out_level: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateResult:
    """What is said of one candidate that was not knocked out.

    ``rank_shares`` are the rank acceptabilities, the first rank first. ``central_weights`` is
    ``None`` for a candidate that never comes first. ``portfolio_share`` and ``standing`` are
    ``None`` without a budget.
    """

    candidate_id: str
    rank: int
    total: float
    is_chosen: bool
    panel_levels: tuple[float, ...]
    values: tuple[float, ...]
    rank_shares: tuple[float, ...]
    choice_share: float
    central_weights: tuple[float, ...] | None
    confidence_factor: float
    wins: tuple[float, ...]
    is_in_portfolio: bool | None
    portfolio_share: float | None
    standing: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WithoutAssessor:
    """The ranks had one assessor not taken part; ``None`` if some score would then be missing."""

    assessor_id: str
    ranks: tuple[int, ...] | None
    is_choice_changed: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeOfWeights:
    """The smallest change that alters the choice, by the names of the candidates."""

    moved_share: float
    weights: tuple[float, ...]
    leaving_id: str
    entering_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitsOfWeight:
    """How far one weight may go alone before the choice changes, and who then comes in."""

    criterion_id: str
    weight: float
    lower: float | None
    upper: float | None
    lower_entering_id: str | None
    upper_entering_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SelectionAnalysis:
    """All that was found; ``candidates`` stand in order of rank, wins in the order of the case.

    Agreement is Krippendorff's alpha for ordinal ratings, ``None`` where it cannot be told.
    """

    seed: int
    input_hash: str
    draw_count: int
    criterion_ids: tuple[str, ...]
    weights: tuple[float, ...]
    consistency_ratio: float | None
    eligible_ids: tuple[str, ...]
    candidates: tuple[CandidateResult, ...]
    knocked_out: tuple[KnockedOut, ...]
    smallest_change: ChangeOfWeights | None
    weight_limits: tuple[LimitsOfWeight, ...]
    alpha: float | None
    alpha_by_criterion: tuple[float | None, ...]
    without_assessor: tuple[WithoutAssessor, ...]
    conflict_count: int
    portfolio_cost_oere: int | None
    budget_oere: int | None


def analyse(
    case: SelectionCase, *, seed: int, on_progress: Progress = lambda _done, _total: None
) -> SelectionAnalysis:
    """Run the whole selection.

    Parameters
    ----------
    case
        Criteria, candidates, scores and weighting.
    seed
        For the draws; keep it with the result.
    on_progress
        Told how many parts of the work are done, of how many; each drawn portfolio is one, and
        so are the ranks and the smallest change of weights.

    Returns
    -------
    The analysis; its numbers are rounded to ten decimals, so that it is the same on every machine.

    Raises
    ------
    IncompleteScores
        If nobody has scored some candidate on some criterion.
    NoWeights
        If no weights satisfy ranges and order.
    NoPortfolio
        If the budget holds no portfolio.
    NoCandidate
        If every candidate is knocked out.
    InvalidSelection
        If the case contradicts itself.
    """
    return _Run(case, seed, on_progress).result()


class _Run:
    """The steps of one analysis, sharing what is worked out once."""

    def __init__(self, case: SelectionCase, seed: int, on_progress: Progress) -> None:
        self.case, self.seed = case, seed
        self.on_progress = on_progress
        self.done_count = 0
        self.total_count = 2 + (0 if case.budget_oere is None else case.portfolio_draw_count)
        self.rng = np.random.default_rng(seed)
        self.sheet = case.sheet()
        self.is_ordinal = np.array([item.is_ordinal for item in case.criteria])
        self.panel = self.sheet.panel_levels(is_ordinal=self.is_ordinal)
        self.knocked_out = self._knocked_out()
        out = {item.candidate_id for item in self.knocked_out}
        self.eligible = [p for p, item in enumerate(case.candidates) if item.id not in out]
        if not self.eligible:
            raise NoCandidate(
                "every candidate is below a knock-out level on some criterion. Lower a knock-out "
                "level, or choose nobody and say why."
            )
        self.ids = tuple(case.candidates[position].id for position in self.eligible)
        self.values = self._values(self.panel[self.eligible])
        self.weights = case.weighting.weights()
        self.totals = values.additive_values(self.values, weights=self.weights)
        self.chosen = values.chosen_idx(self.totals, count=case.chosen_count)
        self.space = weights.WeightSpace(
            len(case.criteria), ranges=case.weighting.ranges, chains=case.weighting.chains
        )

    def result(self) -> SelectionAnalysis:
        case = self.case
        accepted = self._acceptability()
        self._tell(1)
        budget = self._portfolio()
        change = self._smallest_change()
        self._tell(1)
        order = sorted(range(len(self.ids)), key=lambda p: (-self.totals[p], p))
        alphas = self._alphas()
        return SelectionAnalysis(
            seed=self.seed,
            input_hash=case.input_hash(),
            draw_count=case.draw_count,
            criterion_ids=self.sheet.criterion_ids,
            weights=_rounded(self.weights),
            consistency_ratio=_number(case.weighting.consistency_ratio()),
            eligible_ids=self.ids,
            candidates=tuple(self._candidate(p, accepted, budget) for p in order),
            knocked_out=self.knocked_out,
            smallest_change=change,
            weight_limits=self._weight_limits(),
            alpha=alphas[0],
            alpha_by_criterion=alphas[1:],
            without_assessor=self._without_assessors(),
            conflict_count=self.sheet.conflict_count,
            portfolio_cost_oere=budget[0].cost_oere if budget else None,
            budget_oere=case.budget_oere,
        )

    def _tell(self, count: int) -> None:
        """Tell those who wait that ``count`` more parts of the work are done."""
        self.done_count += count
        self.on_progress(self.done_count, self.total_count)

    def _knocked_out(self) -> tuple[KnockedOut, ...]:
        return tuple(
            KnockedOut(
                candidate_id=candidate.id,
                criterion_id=criterion.id,
                panel_level=round(float(self.panel[row, column]), 10),
                knock_out_level=criterion.knock_out_level,
            )
            for row, candidate in enumerate(self.case.candidates)
            for column, criterion in enumerate(self.case.criteria)
            if criterion.knock_out_level is not None
            and self.panel[row, column] < criterion.knock_out_level
        )

    def _values(self, panel: Floats) -> Floats:
        return np.column_stack(
            [
                criterion.value_function.of_all(panel[:, column])
                for column, criterion in enumerate(self.case.criteria)
            ]
        )

    def _acceptability(self) -> smaa.Acceptability:
        count = self.case.draw_count
        drawn_weights = sampling.draw_weights(self.space, count=count, rng=self.rng)
        if not self.is_ordinal.any() and not np.nan_to_num(self._disagreement()).any():
            return smaa.acceptability(self.values, weights=drawn_weights)
        drawn = smaa.draw_values(self.sheet, criteria=self.case.criteria, count=count, rng=self.rng)
        return smaa.acceptability(drawn[:, self.eligible, :], weights=drawn_weights)

    def _disagreement(self) -> Floats:
        levels = self.sheet.levels
        return np.asarray(np.nanmax(levels, axis=0) - np.nanmin(levels, axis=0), dtype=np.float64)

    def _portfolio(self) -> tuple[portfolio.Portfolio, portfolio.RobustPortfolio] | None:
        case = self.case
        if case.budget_oere is None:
            return None
        costs = [case.candidates[position].cost_oere or 0 for position in self.eligible]
        everybody = frozenset(range(len(costs)))
        terms = portfolio.BudgetTerms(
            costs_oere=tuple(costs),
            budget_oere=case.budget_oere,
            balances=(portfolio.Balance(members=everybody, at_most=case.chosen_count),),
        )
        drawn = sampling.draw_weights(self.space, count=case.portfolio_draw_count, rng=self.rng)
        return (
            portfolio.best_portfolio(self.totals, terms=terms),
            portfolio.robust_portfolio(
                self.values, weights=drawn, terms=terms, on_draws=self._tell
            ),
        )

    def _candidate(
        self,
        position: int,
        accepted: smaa.Acceptability,
        budget: tuple[portfolio.Portfolio, portfolio.RobustPortfolio] | None,
    ) -> CandidateResult:
        central = accepted.central_weights[position]
        shares = accepted.ranks[position]
        return CandidateResult(
            candidate_id=self.ids[position],
            rank=int(values.ranks_of(self.totals)[position]),
            total=round(float(self.totals[position]), 10),
            is_chosen=position in self.chosen,
            panel_levels=_rounded(self.panel[self.eligible][position]),
            values=_rounded(self.values[position]),
            rank_shares=_rounded(shares),
            choice_share=round(float(shares[: self.case.chosen_count].sum()), 10),
            central_weights=None if np.isnan(central).any() else _rounded(central),
            confidence_factor=round(float(accepted.confidence_factors[position]), 10),
            wins=_rounded(accepted.wins[position]),
            is_in_portfolio=None if budget is None else position in budget[0].members,
            portfolio_share=None if budget is None else _number(float(budget[1].shares[position])),
            standing=None if budget is None else budget[1].standings[position].value,
        )

    def _smallest_change(self) -> ChangeOfWeights | None:
        if self.case.chosen_count >= len(self.ids):
            return None
        found = sensitivity.smallest_change(
            self.values, weights=self.weights, chosen_count=self.case.chosen_count
        )
        if found is None:
            return None
        return ChangeOfWeights(
            moved_share=round(found.moved_share, 10),
            weights=_rounded(found.weights),
            leaving_id=self.ids[found.leaving_idx],
            entering_id=self.ids[found.entering_idx],
        )

    def _weight_limits(self) -> tuple[LimitsOfWeight, ...]:
        if self.case.chosen_count >= len(self.ids):
            return ()
        found = sensitivity.weight_limits(
            self.values, weights=self.weights, chosen_count=self.case.chosen_count
        )
        return tuple(
            LimitsOfWeight(
                criterion_id=self.sheet.criterion_ids[item.criterion_idx],
                weight=round(item.weight, 10),
                lower=_number(item.lower),
                upper=_number(item.upper),
                lower_entering_id=self._name(item.lower_entering_idx),
                upper_entering_id=self._name(item.upper_entering_idx),
            )
            for item in found
        )

    def _alphas(self) -> tuple[float | None, ...]:
        """Agreement over everything, then per criterion."""
        levels = self.sheet.levels
        tables = [levels.reshape(len(levels), -1)]
        tables += [levels[:, :, column] for column in range(levels.shape[2])]
        return tuple(
            _number(agreement.krippendorff_alpha(table, metric=agreement.Metric.ORDINAL))
            for table in tables
        )

    def _without_assessors(self) -> tuple[WithoutAssessor, ...]:
        names = self.sheet.assessor_ids
        if len(names) < _FEWEST_ASSESSORS_TO_LEAVE_OUT:
            return ()
        return tuple(self._without(name) for name in names)

    def _without(self, assessor_id: str) -> WithoutAssessor:
        rest = self.sheet.without(assessor_id)
        if rest.missing():
            return WithoutAssessor(assessor_id=assessor_id, ranks=None, is_choice_changed=None)
        panel = rest.panel_levels(is_ordinal=self.is_ordinal)[self.eligible]
        totals = values.additive_values(self._values(panel), weights=self.weights)
        chosen = values.chosen_idx(totals, count=self.case.chosen_count)
        return WithoutAssessor(
            assessor_id=assessor_id,
            ranks=tuple(int(rank) for rank in values.ranks_of(totals)),
            is_choice_changed=set(chosen) != set(self.chosen),
        )

    def _name(self, position: int | None) -> str | None:
        return None if position is None else self.ids[position]


def _rounded(numbers: Floats) -> tuple[float, ...]:
    return tuple(round(float(number), 10) + 0.0 for number in numbers)


def _number(number: float | None) -> float | None:
    return None if number is None or np.isnan(number) else round(float(number), 10) + 0.0
