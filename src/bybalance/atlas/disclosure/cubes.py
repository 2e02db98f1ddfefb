"""Answer questions from fixed tables only, within a budget, and keep what was asked (D13).

Free areas with free filters let a patient reader work out anybody. So a public interface answers
with rows of a table that was protected as a whole, picked by values that are in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

import polars as pl

from bybalance.atlas.disclosure import protected
from bybalance.atlas.disclosure.protected import ProtectedFrame
from bybalance.atlas.disclosure.rules import disclosure_rules
from bybalance.model.errors import InvalidSetting

QUERIES_PER_DAY: Final = 1_000
"""How many questions one reader may ask in a day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A question: which rows of which table, by whom, when."""

    cube_id: str
    where: Mapping[str, tuple[object, ...]]
    asked_by: str
    asked_at: datetime


class QueryLog(Protocol):
    """What keeps the questions; the site keeps them in its database."""

    def count_since(self, asked_by: str, since: datetime) -> int:
        """Return how many questions a reader asked since then."""

    def keep(self, query: Query) -> None:
        """Keep a question that is about to be answered."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class FixedCube:
    """A protected table and the columns by which its rows may be picked.

    Raises
    ------
    TypeError
        If the table is not protected.
    InvalidSetting
        If a dimension is no column, or holds numbers of people.
    """

    cube_id: str
    table: ProtectedFrame
    dimensions: tuple[str, ...]

    def __post_init__(self) -> None:
        """Refuse dimensions that would let a reader pick by what is counted."""
        protected.require_protected(self.table)
        for name in self.dimensions:
            if name not in self.table.frame.columns:
                raise InvalidSetting(f"The cube {self.cube_id!r} has no column {name!r}.")
            is_measure = f"{name}_reason" in self.table.frame.columns
            if is_measure or (self.table.frame[name].dtype.is_float() and name != "reach"):
                raise InvalidSetting(
                    f"{name!r} of {self.cube_id!r} is a figure; rows are picked by what they are "
                    "about, not by their figures (D13)."
                )

    def answer(
        self,
        where: Mapping[str, Sequence[object]],
        *,
        asked_by: str,
        asked_at: datetime,
        log: QueryLog,
        most_per_day: int = QUERIES_PER_DAY,
    ) -> ProtectedFrame:
        """Return the rows whose dimensions have one of the values named, and keep the question.

        Parameters
        ----------
        where
            Values by dimension; a dimension that is left out is not filtered.
        asked_by
            Key of the reader, such as a token or an address.
        asked_at
            Aware time.
        log
            Where questions are kept; there is no answer without one.
        most_per_day
            Budget.

        Raises
        ------
        InvalidSetting
            If a filter is on no dimension, a value is not in the table, or the budget is spent.
        """
        for name, values in where.items():
            if name not in self.dimensions:
                listed = ", ".join(self.dimensions)
                raise InvalidSetting(
                    f"There is no filter on {name!r}; the table {self.cube_id!r} is fixed and "
                    f"can be picked by {listed} (D13)."
                )
            known = set(self.table.frame[name].to_list())
            odd = [value for value in values if value not in known]
            if odd:
                raise InvalidSetting(f"{name} has no value {odd[0]!r} in {self.cube_id!r}.")
        if log.count_since(asked_by, asked_at - timedelta(days=1)) >= most_per_day:
            raise InvalidSetting(
                f"{most_per_day} questions a day are answered; fetch the whole table instead."
            )
        kept = {name: tuple(values) for name, values in where.items()}
        log.keep(
            Query(cube_id=self.cube_id, where=kept, asked_by=asked_by, asked_at=asked_at)
        )  # fmt: skip
        rows = self.table.frame
        for name, values in kept.items():
            rows = rows.filter(pl.col(name).is_in(list(values), nulls_equal=True))
        return protected.made_here(
            rows, rules=disclosure_rules(self.table.rules_id), note=self.table.note
        )
