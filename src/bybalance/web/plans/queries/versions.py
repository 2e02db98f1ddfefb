"""The versions of a plan, what is new in each, and the difference between two."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bybalance.web.plans.models import DevelopmentPlan, PlanPart, PlanVersion
from bybalance.web.plans.queries import content as contents
from bybalance.web.plans.queries import words
from bybalance.web.plans.queries.content import PlanContent
from bybalance.web.plans.queries.difference import Difference, difference
from bybalance.web.plans.queries.shown import ShownPlan
from bybalance.web.shared.tables import Cell, Column, Table

#: The address's word for what is not published yet.
WORKING_COPY = "working"


@dataclass(frozen=True)
class DifferencePage:
    """What is new from one version to another, or to the working copy."""

    heading: str
    difference: Difference


@dataclass(frozen=True)
class VersionsPage:
    """The published versions, and what waits to be published."""

    table: Table
    waiting: Difference | None
    waiting_url: str
    is_public: bool


@dataclass(frozen=True)
class PublishPage:
    """What the next version will be; ``difference`` is ``None`` for the first."""

    number: int
    difference: Difference | None


@dataclass(frozen=True)
class RemovedPart:
    """A part that was removed, and where it is brought back."""

    name: str
    kind: str
    when: str
    restore_url: str


def versions_page(shown: ShownPlan) -> VersionsPage:
    """The versions, and for those who may publish what the working copy has."""
    has_more = shown.may_edit and shown.latest is not None
    latest = shown.latest.number if shown.latest else 0
    return VersionsPage(
        table=versions_table(shown),
        waiting=unpublished(shown.plan, shown.latest) if has_more else None,
        waiting_url=difference_url(shown.plan.key, str(latest), WORKING_COPY) if has_more else "",
        is_public=shown.plan.node.is_published,
    )


def publish_page(plan: DevelopmentPlan) -> PublishPage:
    """What would be published now."""
    latest = plan.versions.order_by("-number").first()
    return PublishPage(
        number=(latest.number if latest else 0) + 1, difference=unpublished(plan, latest)
    )


def removed_parts(
    plan: DevelopmentPlan, models: Mapping[str, type[PlanPart]]
) -> tuple[RemovedPart, ...]:
    """Everything that was removed from the plan, the last removed first."""
    rows = [
        (word, row)
        for word, model in models.items()
        for row in model.with_removed.filter(plan=plan).exclude(removed_at=None)
    ]
    rows.sort(key=lambda pair: str(pair[1].removed_at), reverse=True)
    return tuple(
        RemovedPart(
            name=str(row),
            kind=str(row._meta.verbose_name),
            when=words.day(timezone.localdate(row.removed_at)),
            restore_url=reverse(
                "plans:restore_part", args=[plan.key, words.part_word(word), row.pk]
            ),
        )
        for word, row in rows
    )


def versions_table(shown: ShownPlan) -> Table:
    """Every published version, newest first, with the way to it and to what was new."""
    versions = list(shown.plan.versions.order_by("-number").defer("content"))
    key = shown.plan.key
    rows = []
    for version in versions:
        before = version.number - 1
        rows.append(
            (
                Cell(
                    _("Version %(number)s") % {"number": version.number},
                    url=f"{reverse('plans:plan', args=[key])}?version={version.number}",
                ),
                Cell(words.day(timezone.localdate(version.published_at))),
                Cell(version.note or words.NONE),
                Cell(
                    _("What is new") if before else words.NONE,
                    url=difference_url(key, str(before), str(version.number)) if before else "",
                ),
                Cell(version.content_sha256[:12]),
            )
        )
    return Table(
        caption=_("Published versions"),
        columns=(
            Column(_("Version")),
            Column(_("Published")),
            Column(_("Note")),
            Column(_("Against the one before")),
            Column(_("Fingerprint")),
        ),
        rows=tuple(rows),
    )


def difference_url(key: str, before: str, after: str) -> str:
    """The address of the difference between two versions of a plan."""
    return f"{reverse('plans:difference', args=[key])}?before={before}&after={after}"


def difference_page(
    plan: DevelopmentPlan, *, before: str, after: str, may_edit: bool
) -> DifferencePage:
    """The difference between two versions; the working copy is for those who may edit."""
    one, one_name = _content(plan, before, may_edit=may_edit)
    other, other_name = _content(plan, after, may_edit=may_edit)
    return DifferencePage(
        heading=_("From %(before)s to %(after)s") % {"before": one_name, "after": other_name},
        difference=difference(one, other),
    )


def unpublished(plan: DevelopmentPlan, latest: PlanVersion | None) -> Difference | None:
    """What the working copy has that the last version has not; ``None`` before the first."""
    if latest is None:
        return None
    return difference(contents.from_json(latest.content), contents.working_copy(plan))


def _content(plan: DevelopmentPlan, which: str, *, may_edit: bool) -> tuple[PlanContent, str]:
    if which == WORKING_COPY and may_edit:
        return contents.working_copy(plan), _("the working copy")
    if which.isdecimal() and len(which) < 7:
        version = plan.versions.filter(number=int(which)).first()
        if version is not None:
            name = _("version %(number)s") % {"number": version.number}
            return contents.from_json(version.content), name
    raise Http404
