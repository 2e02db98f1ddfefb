"""A verdict in the words and shapes of an Explain page: the sentence first, then each criterion."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bybalance.model import formatting
from bybalance.rules.evaluate import CategoryResult, CriterionResult, Verdict
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
class ExplainedCategory:
    """One category, its verdict and the reason in a sentence."""

    name: str
    state: str
    state_text: str
    reason: str


@dataclass(frozen=True)
class CategoryGroup:
    """Categories that build on each other, and the criteria they ask for."""

    summary: str
    categories: tuple[ExplainedCategory, ...]
    criteria: tuple[ExplainedCriterion, ...]


@dataclass(frozen=True)
class ShownDoubt:
    """An open legal point and how it is treated."""

    id: str
    question: str
    treatment: str
    source: Source


@dataclass(frozen=True)
class ExplainedVerdict:
    """Everything an Explain page says about one verdict."""

    sentence: str
    rule_title: str
    main: CategoryGroup
    others: tuple[CategoryGroup, ...]
    doubts: tuple[ShownDoubt, ...]
    sources: tuple[Source, ...]


def explained(verdict: Verdict, *, doubts: dict[str, Doubt], key: str) -> ExplainedVerdict:
    """Put a verdict into words; ``key`` keeps the bars' ids apart when a page shows several."""
    main, *others = _groups(verdict, key=key)
    return ExplainedVerdict(
        sentence=verdict_sentence(verdict),
        rule_title=verdict.rule_set.version.title[words.language()],
        main=main,
        others=tuple(others),
        doubts=tuple(shown_doubt(doubts[name]) for name in verdict.rule_set.version.doubts),
        sources=_sources(verdict.rule_set),
    )


def verdict_sentence(verdict: Verdict) -> str:
    """The verdict first: which lists, or what keeps it open."""
    met, unknown = verdict.met, verdict.unknown
    if met:
        sentence = ngettext(
            "By these figures the area is on the list of %(categories)s.",
            "By these figures the area is on the lists of %(categories)s.",
            len(met),
        )
    elif unknown:
        sentence = ngettext(
            "The known figures do not decide whether the area is on the list of %(categories)s.",
            "The known figures do not decide whether the area is on the lists of %(categories)s.",
            len(unknown),
        )
    else:
        return _("By these figures the area is on none of the lists.")
    return sentence % {"categories": words.joined([words.categories(n) for n in met or unknown])}


def shown_doubt(doubt: Doubt) -> ShownDoubt:
    """An open legal point in the language of the page."""
    language = words.language()
    return ShownDoubt(
        id=doubt.id,
        question=doubt.question[language],
        treatment=doubt.treatment[language],
        source=doubt.source,
    )


def _groups(verdict: Verdict, *, key: str) -> Iterator[CategoryGroup]:
    shown: set[str] = set()
    results = {result.category.id: result for result in verdict.categories}
    for chain in chains(verdict.rule_set.categories):
        asked = [name for category in chain for name in criteria_of(category)]
        fresh = [verdict.criterion(name) for name in dict.fromkeys(asked) if name not in shown]
        shown.update(asked)
        categories = tuple(_explained_category(results[category.id]) for category in chain)
        yield CategoryGroup(
            summary="; ".join(f"{item.name}: {item.state_text}" for item in categories),
            categories=categories,
            criteria=tuple(explained_criterion(result, key=key) for result in fresh),
        )


def _explained_category(result: CategoryResult) -> ExplainedCategory:
    membership = {Truth.MET: _("yes"), Truth.NOT_MET: _("no"), Truth.UNKNOWN: _("unknown")}
    return ExplainedCategory(
        name=words.heading(result.category.id),
        state=words.STATES[result.truth],
        state_text=membership[result.truth],
        reason=words.wording().explain_requirements(result),
    )


def chains(categories: Iterable[Category]) -> Iterator[list[Category]]:
    """Categories that build on each other, together: udsat, parallelsamfund, omdannelse."""
    found: list[list[Category]] = []
    for category in categories:
        bases = {
            requirement.category
            for requirement in category.requirements
            if requirement.kind is RequirementKind.CATEGORY
        }
        home = next((chain for chain in found if bases & {item.id for item in chain}), None)
        if home is None:
            found.append([category])
        else:
            home.append(category)
    yield from found


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
    name = words.heading(criterion.id)
    return ExplainedCriterion(
        name=name,
        value_text=_("stated by the source")
        if result.is_stated
        else words.figure(result.value, criterion),
        state=words.STATES[result.truth],
        state_text=wording.term(result.truth.value),
        bar=threshold_bar.draw(_bar(result, name=name, key=key)),
        margin_text=wording.explain_margin(result),
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
