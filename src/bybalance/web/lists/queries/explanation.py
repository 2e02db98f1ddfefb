"""A verdict in the words and shapes of an Explain page: the sentence first, then each criterion."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from bybalance.model import formatting
from bybalance.rules.evaluate import CriterionResult, Verdict
from bybalance.rules.rule_version import Category, Doubt, RequirementKind, RuleSet, Source, Test
from bybalance.rules.truth import Truth
from bybalance.web.lists.queries import words
from bybalance.web.shared.charts import svg, threshold_bar


@dataclass(frozen=True)
class ExplainedCriterion:
    """One criterion as the component ``_criterion.html`` shows it."""

    name: str
    value_text: str
    state: str
    state_text: str
    bar: str
    margin_text: str
    law_text: str
    law_url: str


@dataclass(frozen=True)
class CriterionGroup:
    """The criteria that one line of categories asks for; ``is_known`` when a figure is."""

    heading: str
    criteria: tuple[ExplainedCriterion, ...]
    is_known: bool


@dataclass(frozen=True)
class ExplainedCategory:
    """One category, its verdict and the reason in a sentence."""

    name: str
    state: str
    state_text: str
    reason: str


@dataclass(frozen=True)
class ExplainedVerdict:
    """Everything an Explain page says about one verdict."""

    sentence: str
    rule_title: str
    categories: tuple[ExplainedCategory, ...]
    groups: tuple[CriterionGroup, ...]
    doubts: tuple[str, ...]
    sources: tuple[Source, ...]


def explained(verdict: Verdict, *, doubts: dict[str, Doubt], key: str) -> ExplainedVerdict:
    """Put a verdict into words; ``key`` keeps the bars' ids apart when a page shows several."""
    wording = words.wording()
    language = words.language()
    return ExplainedVerdict(
        sentence=verdict_sentence(verdict),
        rule_title=verdict.rule_set.version.title[language],
        categories=tuple(
            ExplainedCategory(
                name=wording.term(result.category.id),
                state=words.STATES[result.truth],
                state_text=_membership(result.truth),
                reason=wording.explain_category(result),
            )
            for result in verdict.categories
        ),
        groups=tuple(_groups(verdict, key=key)),
        doubts=tuple(
            f"{doubts[name].question[language]} {doubts[name].treatment[language]}"
            for name in verdict.rule_set.version.doubts
        ),
        sources=_sources(verdict.rule_set),
    )


def verdict_sentence(verdict: Verdict) -> str:
    """The verdict first: which categories, or what keeps it open."""
    wording = words.wording()
    met, unknown = verdict.met, verdict.unknown
    if met:
        named = _joined([wording.term(name) for name in met])
        return _("By these figures the area is: %(categories)s.") % {"categories": named}
    if unknown:
        named = _joined([wording.term(name) for name in unknown])
        return _("The figures known do not decide whether the area is: %(categories)s.") % {
            "categories": named
        }
    return _("By these figures the area is in none of the categories.")


def _membership(truth: Truth) -> str:
    return {Truth.MET: _("yes"), Truth.NOT_MET: _("no"), Truth.UNKNOWN: _("unknown")}[truth]


def _joined(names: list[str]) -> str:
    if len(names) == 1:
        return names[0]
    return _("%(all_but_last)s and %(last)s") % {
        "all_but_last": ", ".join(names[:-1]),
        "last": names[-1],
    }


def _groups(verdict: Verdict, *, key: str) -> Iterator[CriterionGroup]:
    wording = words.wording()
    shown: set[str] = set()
    for chain in _chains(verdict.rule_set):
        asked = [name for category in chain for name in criteria_of(category)]
        results = [verdict.criterion(name) for name in dict.fromkeys(asked) if name not in shown]
        shown.update(asked)
        if results:
            yield CriterionGroup(
                heading=_joined([wording.term(category.id) for category in chain]),
                criteria=tuple(explained_criterion(result, key=key) for result in results),
                is_known=any(result.truth.is_decided for result in results),
            )


def _chains(rule_set: RuleSet) -> Iterator[list[Category]]:
    """Categories that build on each other, together: udsat, parallelsamfund, omdannelse."""
    chains: list[list[Category]] = []
    for category in rule_set.categories:
        bases = {
            requirement.category
            for requirement in category.requirements
            if requirement.kind is RequirementKind.CATEGORY
        }
        home = next((chain for chain in chains if bases & {item.id for item in chain}), None)
        if home is None:
            chains.append([category])
        else:
            home.append(category)
    yield from chains


def criteria_of(category: Category) -> list[str]:
    """The criteria a category asks for, in the order of the rule file."""
    return [
        name
        for requirement in category.requirements
        for name in (*requirement.criteria, *(n for group in requirement.groups for n in group))
    ]


def explained_criterion(result: CriterionResult, *, key: str) -> ExplainedCriterion:
    """One criterion with its bar, margin and law reference."""
    criterion = result.criterion
    wording = words.wording()
    name = wording.term(criterion.id)
    return ExplainedCriterion(
        name=name,
        value_text=_("stated by the source")
        if result.is_stated
        else words.figure(result.value, criterion),
        state=words.STATES[result.truth],
        state_text=wording.term(result.truth.value),
        bar=threshold_bar.draw(_bar(result, name=name, key=key)),
        margin_text=wording.explain_criterion(result),
        law_text=criterion.source.section,
        law_url=criterion.source.url,
    )


def _bar(result: CriterionResult, *, name: str, key: str) -> threshold_bar.ThresholdBar:
    criterion, threshold = result.criterion, result.criterion.threshold
    limit = words.figure(threshold, criterion)
    known = [number for number in (result.value, threshold) if number is not None]
    return threshold_bar.ThresholdBar(
        caption=svg.Caption(
            key=f"bar-{key}-{criterion.id}",
            title=name,
            description=_("Value %(value)s, threshold %(operator)s %(threshold)s.")
            % {
                "value": words.figure(result.value, criterion),
                "operator": criterion.test.operator,
                "threshold": limit,
            },
        ),
        value=result.value,
        threshold=threshold,
        threshold_label=f"{criterion.test.operator}{formatting.NARROW_SPACE}{limit}",
        axis_end=_axis_end(max(known, default=Fraction(1)), criterion.test),
        is_met={Truth.MET: True, Truth.NOT_MET: False, Truth.UNKNOWN: None}[result.truth],
    )


def _axis_end(highest: Fraction, test: Test) -> Fraction:
    """An axis a little longer than what it shows; a share's axis ends at 100 % at the most."""
    longer = highest * Fraction(5, 4) or Fraction(1)
    if test in {Test.COUNT_AT_LEAST, Test.RATIO_BELOW}:
        return longer
    return min(longer, Fraction(1))


def _sources(rule_set: RuleSet) -> tuple[Source, ...]:
    cited = [rule_set.version.source, *(criterion.source for criterion in rule_set.criteria)]
    return tuple({(source.url, source.section): source for source in cited}.values())
