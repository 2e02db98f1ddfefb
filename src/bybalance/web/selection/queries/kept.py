"""A kept run, read back: the engine's result with the names that things had then."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language

from bybalance.model import formatting
from bybalance.model.formatting import Language
from bybalance.web.selection.models import SelectionRun


@dataclass(frozen=True)
class Named:
    """A candidate as it was called when the run was made."""

    id: str
    name: str
    is_invented: bool


class KeptRun:
    """Typed access to a run's JSON; everything shown of a run goes through here."""

    def __init__(self, run: SelectionRun) -> None:
        self.run = run
        self.result: dict[str, Any] = run.result
        self.labels: dict[str, Any] = run.labels

    @property
    def candidates(self) -> list[dict[str, Any]]:
        """Results by candidate, in order of rank."""
        return list(self.result["candidates"])

    @property
    def chosen_count(self) -> int:
        """How many were to be chosen."""
        return int(self.labels["chosen_count"])

    def named(self, candidate_id: str) -> Named:
        """A candidate's name."""
        label = self.labels["candidates"][candidate_id]
        return Named(candidate_id, label["name"], label["is_invented"])

    def name(self, candidate_id: str) -> str:
        """A candidate's name alone."""
        return self.named(candidate_id).name

    def criterion(self, criterion_id: str) -> str:
        """A criterion's name in the reader's language."""
        label = self.labels["criteria"][criterion_id]
        return str(label[language()] or label["da"])

    @property
    def weights(self) -> list[tuple[str, Decimal]]:
        """Each criterion and its weight in per cent."""
        pairs = zip(self.result["criterion_ids"], self.result["weights"], strict=True)
        return [(self.criterion(name), share_pct(weight)) for name, weight in pairs]


def language() -> Language:
    """The language of the page."""
    return formatting.language_of(get_language() or "da")


def share_pct(share: float) -> Decimal:
    """A share between 0 and 1 as an exact number of per cent, with ten digits kept."""
    return Decimal(str(round(share * 100, 8)))


def percent(share: float, *, decimals: int = 0) -> str:
    """A share in words of the page's language."""
    return formatting.percent(share_pct(share), decimals=decimals, language=language())


def points_moved(share: float) -> str:
    """A share of weight as percentage points without a sign."""
    return formatting.number(share_pct(share), decimals=1, language=language())


def decimal_text(value: float, decimals: int) -> str:
    """A plain number in the page's language."""
    return formatting.number(Decimal(str(value)), decimals=decimals, language=language())
