"""The plan held against the law of a chosen day: verdicts, duties, and the 40 per cent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from bybalance.lists.published import PublishedLists, published_lists
from bybalance.model import formatting
from bybalance.model.errors import NoRulesInForce
from bybalance.rules.duties import FamilyDwellingDuty, family_dwelling_duty
from bybalance.rules.rule_version import Consequence, RuleVersion
from bybalance.web.areas.models import AreaPart
from bybalance.web.lists.queries import words as list_words
from bybalance.web.plans.queries import words
from bybalance.web.plans.queries.content import PlanContent


@dataclass(frozen=True)
class AreaVerdict:
    """An area on the last list before the day: what it was called there, and where that stands."""

    name: str
    verdict: str
    list_date: date
    url: str


@dataclass(frozen=True)
class Duty:
    """What the law asks for, for which areas, and where that stands."""

    text: str
    areas: str
    consequence: Consequence


@dataclass(frozen=True)
class ShareAnswer:
    """The 40 per cent in words."""

    sentence: str
    is_met: bool
    counted: str
    duty: FamilyDwellingDuty
    text: str
    counting_text: str


@dataclass(frozen=True)
class DutiesPage:
    """The plan and the law on one page; ``rules`` is empty before there were any."""

    on: date
    rules: str
    rules_url: str
    list_date: date | None
    verdicts: tuple[AreaVerdict, ...]
    duties: tuple[Duty, ...]
    goals: tuple[str, ...]
    share: ShareAnswer | None
    unlisted: tuple[str, ...]


def duties_page(
    content: PlanContent, *, on: date, dwellings: Mapping[str, int] | None
) -> DutiesPage:
    """The plan against the law in force on ``on``; ``dwellings`` answers the question of shares."""
    published = published_lists()
    version = _version_on(published, on)
    list_date = max(
        (one.list_date for one in published.editions if one.list_date <= on), default=None
    )
    names = _area_names(content)
    verdicts, held, unlisted = _verdicts(published, names, list_date)
    return DutiesPage(
        on=on,
        rules=version.title[list_words.language()] if version else "",
        rules_url=reverse("lists:rule_version", args=[version.id]) if version else "",
        list_date=list_date,
        verdicts=tuple(verdicts),
        duties=tuple(_duties(published, held)),
        goals=tuple(goal.title for goal in content.goals),
        share=_share_answer(published, dwellings) if dwellings else None,
        unlisted=tuple(unlisted),
    )


def _version_on(published: PublishedLists, on: date) -> RuleVersion | None:
    try:
        return published.book.version_on(on)
    except NoRulesInForce:
        return None


def _area_names(content: PlanContent) -> dict[str, str]:
    """The plan's areas and the parts of those that are made of others."""
    names = {area.area_id: area.name for area in content.areas}
    parts = AreaPart.objects.filter(whole__area_id__in=names).select_related("part")
    return {**names, **{row.part.area_id: row.part.name for row in parts}}


def _verdicts(
    published: PublishedLists, names: dict[str, str], list_date: date | None
) -> tuple[list[AreaVerdict], dict[str, list[str]], list[str]]:
    """Verdicts, which areas were of which category, and which were never on a list."""
    verdicts, unlisted = [], []
    held: dict[str, list[str]] = {}
    for area_id, name in names.items():
        if not published.listings_of(area_id):
            unlisted.append(name)
            continue
        if list_date is None:
            continue
        listing = published.listing(list_date, area_id)
        categories = listing.categories if listing else ()
        for category in categories:
            held.setdefault(category, []).append(name)
        verdicts.append(
            AreaVerdict(
                name=name,
                verdict=_verdict_words(categories, has_row=listing is not None),
                list_date=list_date,
                url=reverse("lists:area", args=[area_id]),
            )
        )
    return verdicts, held, unlisted


def _verdict_words(categories: tuple[str, ...], *, has_row: bool) -> str:
    if categories:
        return list_words.joined([list_words.wording().term(one) for one in categories])
    if has_row:
        return _("not on the list")
    return _("not named among those we know of on that list")


def _duties(published: PublishedLists, held: dict[str, list[str]]) -> list[Duty]:
    found: dict[str, Duty] = {}
    for consequence in published.book.consequences:
        areas = [name for category in consequence.categories for name in held.get(category, ())]
        if areas:
            found[consequence.id] = Duty(
                text=consequence.text[list_words.language()],
                areas=list_words.joined(list(dict.fromkeys(areas))),
                consequence=consequence,
            )
    return list(found.values())


def _share_answer(published: PublishedLists, dwellings: Mapping[str, int]) -> ShareAnswer:
    duty = family_dwelling_duty(published.book, **dwellings)
    language = words.language()
    decimals = 0 if duty.share * 100 % 1 == 0 else 2
    share = formatting.percent(duty.share * 100, decimals=decimals, language=language)
    limit = formatting.percent(duty.max_share * 100, decimals=0, language=language)
    if duty.is_met:
        sentence = _("%(share)s are family dwellings. At most %(limit)s are allowed: met.")
    else:
        sentence = _(
            "%(share)s are family dwellings. At most %(limit)s are allowed: not met, "
            "%(count)s family dwellings too many."
        )
    return ShareAnswer(
        sentence=sentence
        % {
            "share": share,
            "limit": limit,
            "count": words.number(duty.family_too_many_count),
        },
        is_met=duty.is_met,
        counted=_("%(count)s dwellings are counted in all.")
        % {"count": words.number(duty.counted_dwelling_count)},
        duty=duty,
        text=duty.rule.text[list_words.language()],
        counting_text=duty.counting_rule.text[list_words.language()],
    )
