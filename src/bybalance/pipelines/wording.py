"""The sentences: message keys and results become plain Danish or English.

A catalogue per language (``catalogues/da.toml``, ``en.toml``) holds templates with typed gaps,
such as ``{value:percent}``; the type decides how the number is written in that language. The
command line, the printed report and the web pages all speak through :class:`Wording`.
"""

from __future__ import annotations

import string
import tomllib
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from functools import cache
from importlib import resources
from typing import Any, Final

from bybalance.model import formatting
from bybalance.model.errors import BadInput, BybalanceError, Problem
from bybalance.model.formatting import Exact, Language
from bybalance.model.messages import Message
from bybalance.rules.evaluate import CategoryResult, CriterionResult, RequirementResult
from bybalance.rules.rule_version import RequirementKind, Test
from bybalance.rules.truth import Truth

_MAX_DECIMALS: Final = 4
_USUAL_DECIMALS: Final = 2
_PERSON_DECIMALS: Final = 1
_SMALLEST_DECIMALS: Final = 18
_SHARE_TESTS: Final = (Test.SHARE_ABOVE, Test.SHARE_AT_LEAST)


class Wording:
    """One language's way of saying what the engine found.

    Examples
    --------
    >>> Wording("en").term("transformation_area")
    'transformation area'
    """

    def __init__(self, language: Language) -> None:
        self.language = language
        self._template_by_key = catalogue(language)
        self._gaps = _Gaps(self)

    def say(self, message: Message) -> str:
        """Turn a message of the engine into a sentence."""
        return self.text(message.key, **message.params)

    def text(self, key: str, **params: object) -> str:
        """Fill the gaps of one template."""
        return self._gaps.vformat(self._template_by_key[key], (), params)

    def term(self, term_id: str) -> str:
        """Return the name of a category, criterion, figure, verdict, rule version or doubt."""
        return self._template_by_key[f"term.{term_id}"]

    def terms(self, term_ids: tuple[str, ...]) -> str:
        """Return several names, parted by commas."""
        return ", ".join(self.term(term_id) for term_id in term_ids)

    def problem(self, problem: Problem) -> str:
        """Tell one thing that is wrong with a file: where, which value, what to do."""
        sentence = self.text(f"problem.{problem.rule}", value=problem.value or "", **problem.params)
        return f"{self._place(problem)}: {sentence}"

    def refusal(self, error: BybalanceError) -> str:
        """Tell what an error of the engine says."""
        return self.say(error.message) if error.message else str(error)

    def problems(self, refusal: BadInput) -> Iterator[str]:
        """Yield every problem that was kept, and last how many more there were."""
        for problem in refusal.problems:
            yield self.problem(problem)
        more_count = refusal.total_count - len(refusal.problems)
        if more_count > 0:
            yield self.text("place.more", count=more_count)

    def explain_criterion(self, result: CriterionResult) -> str:
        """Say value, threshold, margin and verdict of one criterion, or why it is unknown."""
        return " ".join(self._criterion_sentences(result))

    def explain_category(self, result: CategoryResult) -> str:
        """Say the verdict on one category, and how each of its requirements fared."""
        verdict = self.text(f"category.{result.truth.value}", name=result.category.id)
        return f"{verdict} {self.explain_requirements(result)}"

    def explain_requirements(self, result: CategoryResult) -> str:
        """Say how each requirement of one category fared."""
        return " ".join(self._requirement(item) for item in result.requirements)

    def explain_margin(self, result: CriterionResult) -> str:
        """Say only how far from the threshold a value is, where value and verdict stand beside."""
        return " ".join(self._margin_sentences(result))

    def _place(self, problem: Problem) -> str:
        parts = [self.text("place.file", file=problem.file)]
        if problem.sheet is not None:
            parts.append(self.text("place.sheet", sheet=problem.sheet))
        if problem.row is not None:
            parts.append(self.text("place.row", row=problem.row))
        if problem.column is not None:
            parts.append(self.text("place.column", column=problem.column))
        return ", ".join(parts)

    def _criterion_sentences(self, result: CriterionResult) -> Iterator[str]:
        criterion = result.criterion
        name = criterion.id
        if result.value is None:
            reason = f"stated_{result.truth.value}" if result.is_stated else "figure_unknown"
            yield self.text(f"criterion.{reason}", name=name)
            return
        kind = _kind_of(criterion.test)
        yield self.text(f"criterion.value_{kind}", name=name, value=result.value)
        if criterion.threshold is None:
            yield self.text("criterion.threshold_unknown")
            return
        yield self.text(
            f"criterion.threshold_{kind}", operator=criterion.test.value, value=criterion.threshold
        )
        yield self._margin(result, kind)
        yield self.text(f"criterion.{result.truth.value}")
        yield from self._flip(result)

    def _margin_sentences(self, result: CriterionResult) -> Iterator[str]:
        if result.value is None:
            return
        if result.criterion.threshold is None:
            yield self.text("criterion.threshold_unknown")
            return
        yield self._margin(result, _kind_of(result.criterion.test))
        if result.truth is Truth.UNKNOWN:
            yield self.text("criterion.unknown")
        yield from self._flip(result)

    def _flip(self, result: CriterionResult) -> Iterator[str]:
        if result.persons_to_flip is not None and result.truth.is_decided:
            direction = "fewer" if _more_than_enough(result) else "more"
            yield self.text(f"criterion.flip_{direction}", persons=result.persons_to_flip)

    def _margin(self, result: CriterionResult, kind: str) -> str:
        margin = result.margin_share or Fraction(0)
        if margin == 0:
            return self.text("criterion.margin_none")
        side = "above" if margin > 0 else "below"
        if kind == "count" or result.margin_persons is None:
            return self.text(f"criterion.margin_{kind}_{side}", margin=abs(margin))
        return self.text(
            f"criterion.margin_share_persons_{side}",
            margin=abs(margin),
            persons=abs(result.margin_persons),
        )

    def _requirement(self, result: RequirementResult) -> str:
        requirement = result.requirement
        unknown = "_unknown" if result.unknown_count else ""
        suffix = unknown if requirement.kind is RequirementKind.AT_LEAST else ""
        sentence = self.text(
            f"requirement.{requirement.kind.value}{suffix}",
            verdict=result.truth.value,
            name=requirement.criteria[0] if requirement.criteria else "",
            category=requirement.category or "",
            met=result.met_count,
            unknown=result.unknown_count,
            total=len(requirement.criteria) or len(requirement.groups),
            count=requirement.count,
        )
        if requirement.is_contested and result.truth is Truth.UNKNOWN:
            return f"{sentence} {self.text('requirement.contested')}"
        return sentence


def catalogue(language: Language) -> Mapping[str, str]:
    """Return every template of a language by its dotted key."""
    return _catalogue(language)


def gaps(template: str) -> frozenset[str]:
    """Return the gaps of a template with their types, such as ``"value:percent"``."""
    return frozenset(
        f"{name}:{kind}" for _, name, kind, _ in string.Formatter().parse(template) if name
    )


@cache
def _catalogue(language: Language) -> Mapping[str, str]:
    path = resources.files("bybalance.pipelines") / "catalogues" / f"{language}.toml"
    return dict(_flattened(tomllib.loads(path.read_text(encoding="utf-8"))))


def _flattened(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, str):
            yield f"{prefix}{key}", value
        else:
            yield from _flattened(value, f"{prefix}{key}.")


class _Gaps(string.Formatter):
    """Fill a gap by its type: ``percent``, ``distance``, ``persons``, ``number``, ``date``, ..."""

    def __init__(self, wording: Wording) -> None:
        language = wording.language
        self._writer_by_kind: Mapping[str, Callable[[Any], str]] = {
            "": str,
            "term": wording.term,
            "Term": lambda term_id: _capitalised(wording.term(term_id)),
            "date": lambda day: formatting.long_date(day, language=language),
            "number": lambda count: formatting.number(count, language=language),
            "percent": lambda share: formatting.percent(
                share * 100, decimals=decimals_for(share * 100), language=language
            ),
            "distance": lambda share: formatting.points(
                share * 100, decimals=decimals_for(share * 100), language=language
            ).lstrip("+"),
            "persons": lambda count: formatting.persons(
                count, decimals=decimals_for(count, most=_PERSON_DECIMALS), language=language
            ),
        }

    def format_field(self, value: Any, format_spec: str) -> str:
        """Write the value as the gap's type says."""
        return self._writer_by_kind[format_spec](value)


def decimals_for(value: Exact, *, most: int = _MAX_DECIMALS) -> int:
    """Return how many decimals show a value exactly, or else well enough that it is not zero.

    Up to ``most`` decimals are used to show a value exactly.

    Examples
    --------
    >>> decimals_for(Fraction(227, 100)), decimals_for(Fraction(1, 3)), decimals_for(40)
    (2, 2, 0)
    """
    exact = Fraction(value)
    for decimals in range(most + 1):
        if (exact * 10**decimals).denominator == 1:
            return decimals
    for decimals in range(min(most, _USUAL_DECIMALS), _SMALLEST_DECIMALS):
        if abs(exact) * 10**decimals >= Fraction(1, 2):
            return decimals
    return _SMALLEST_DECIMALS


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]


def _kind_of(test: Test) -> str:
    if test in _SHARE_TESTS:
        return "share"
    return "count" if test is Test.COUNT_AT_LEAST else "ratio"


def _more_than_enough(result: CriterionResult) -> bool:
    return (result.truth is Truth.MET) is result.criterion.test.is_lower_limit
