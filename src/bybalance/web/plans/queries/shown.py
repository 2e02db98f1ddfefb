"""Which content of a plan a reader is shown: the working copy, or a published version."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from bybalance.web.plans import permissions
from bybalance.web.plans.models import DevelopmentPlan, PlanVersion
from bybalance.web.plans.queries import content as contents
from bybalance.web.plans.queries.content import PlanContent
from bybalance.web.shared.access import Viewer

#: The address's word for the version that was published last.
LATEST = "latest"


@dataclass(frozen=True)
class Tab:
    """One page of the plan; ``is_current`` is the page that is shown."""

    label: str
    url: str
    is_current: bool


@dataclass(frozen=True)
class ShownPlan:
    """A plan on its way to a page. ``version`` is ``None`` for the working copy."""

    plan: DevelopmentPlan
    content: PlanContent
    version: PlanVersion | None
    latest: PlanVersion | None
    may_edit: bool
    query: str

    @property
    def is_working_copy(self) -> bool:
        return self.version is None

    @property
    def may_change(self) -> bool:
        """Whether the page offers to change what it shows: only the working copy can be."""
        return self.may_edit and self.is_working_copy

    @property
    def is_old(self) -> bool:
        """Whether a later version than the one shown has been published."""
        return self.version is not None and self.version != self.latest

    @property
    def has_changed(self) -> bool:
        """Whether the working copy was touched after the last version was published."""
        return self.latest is None or self.plan.updated_at > self.latest.published_at

    @property
    def is_invented(self) -> bool:
        return self.plan.node.is_invented

    def url(self, route: str, *args: object) -> str:
        """The address of another page of the plan, of the same version."""
        return f"{reverse(f'plans:{route}', args=[self.plan.key, *args])}{self.query}"

    def tabs(self, current: str) -> tuple[Tab, ...]:
        """The pages of the plan; ``current`` is the name of the route that is shown.

        Who may change the plan sees every page, others those with something on them.
        """
        content = self.content
        pages = (
            ("plan", _("Overview"), True),
            ("measures", _("Measures"), content.measures),
            ("timeline", _("Timeline"), content.measures),
            ("map", _("Map"), content.measures),
            ("budget", _("Budget"), content.budget),
            ("follow_up", _("Risks and status"), content.risks or content.reports),
            ("effects", _("Effects"), content.outcomes),
            ("duties", _("The law"), content.areas),
            ("versions", pgettext("plan", "Versions"), True),
        )
        return tuple(
            Tab(label=label, url=self.url(route), is_current=route == current)
            for route, label, held in pages
            if held or self.may_change or route == current
        )


def shown_plan(
    plan: DevelopmentPlan,
    viewer: Viewer,
    *,
    version: str = "",
    names: Iterable[str] = tuple(contents.COLLECTIONS),
) -> ShownPlan:
    """What ``viewer`` is shown of a plan they may see.

    Those who work with the plan see the working copy unless they ask for a version by its number,
    or for the latest; everybody else sees the latest, or the version they ask for. ``names`` are
    the collections that the page needs of the working copy.
    """
    may_edit = permissions.plans.may_edit(viewer, plan).allowed
    latest = plan.versions.order_by("-number").first()
    chosen = _version(plan, latest, version, may_edit=may_edit)
    return ShownPlan(
        plan=plan,
        content=(
            contents.from_json(chosen.content) if chosen else contents.working_copy(plan, names)
        ),
        version=chosen,
        latest=latest,
        may_edit=may_edit,
        query=f"?version={version}" if version else "",
    )


def _version(
    plan: DevelopmentPlan, latest: PlanVersion | None, version: str, *, may_edit: bool
) -> PlanVersion | None:
    if not version:
        return None if may_edit else latest
    if version == LATEST:
        wanted = latest
    elif version.isdecimal() and len(version) < 7:
        wanted = plan.versions.filter(number=int(version)).first()
    else:
        wanted = None
    if wanted is None:
        raise Http404
    return wanted
