"""The work pages: what is on its way, and every step of a release."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bybalance.model import formatting
from bybalance.web.accounts.models import User
from bybalance.web.atlas import permissions
from bybalance.web.atlas.models import BuildOrder, Release, ReleaseStep
from bybalance.web.atlas.queries import words
from bybalance.web.shared.access import Decision, Viewer
from bybalance.web.shared.tables import Cell, Column, Table

_SHOWN_ORDERS = 10


@dataclass(frozen=True)
class ShownOrder:
    """An order with how far it has come, in words."""

    order: BuildOrder
    step: str
    release_id: int | None


@dataclass(frozen=True)
class WorkPage:
    """All releases and the last orders."""

    releases: Table
    orders: tuple[ShownOrder, ...]
    has_open_order: bool


@dataclass(frozen=True)
class ReleasePage:
    """One release with its steps, and what the reader may do."""

    release: Release
    steps: Table
    check: str
    facts: tuple[tuple[str, str], ...]
    may_approve: Decision
    may_publish: Decision
    may_withdraw: Decision
    preview_url: str


def work_page(viewer: Viewer) -> WorkPage:
    """Everything on its way, newest first."""
    orders = list(permissions.orders.visible_to(viewer)[:_SHOWN_ORDERS])
    return WorkPage(
        releases=_releases_table(viewer),
        orders=tuple(shown_order(one) for one in orders),
        has_open_order=any(one.is_open for one in orders),
    )


def shown_order(order: BuildOrder) -> ShownOrder:
    """How far an order has come."""
    release = getattr(order.build, "release", None) if order.build_id else None
    return ShownOrder(
        order=order,
        step=str(words.STEPS.get(order.step, order.step)),
        release_id=release.pk if release else None,
    )


def release_page(release: Release, viewer: Viewer) -> ReleasePage:
    """One release."""
    manifest = release.build.manifest
    steps = list(release.steps.all())
    names = _names({step.by_key for step in steps})
    return ReleasePage(
        release=release,
        steps=_steps_table(steps, names),
        check=_check_text(steps),
        facts=(
            (_("Run"), release.build.run_id),
            (_("Years"), ", ".join(str(year) for year in manifest["years"])),
            (_("Rules of protection"), manifest["rules_id"]),
            (_("Version of Bybalance"), manifest["versions"].get("bybalance", "")),
            (_("Files"), str(len(manifest["files"]))),
            (_("Size"), f"{words.number(release.build.byte_count / 1024)} KiB"),
        ),
        may_approve=permissions.may_approve(viewer, release),
        may_publish=permissions.may_publish(viewer, release),
        may_withdraw=permissions.may_withdraw(viewer, release),
        preview_url=reverse("atlas:city", args=[release.city.key]) + f"?run={release.build.run_id}",
    )


def _releases_table(viewer: Viewer) -> Table:
    rows = permissions.releases.visible_to(viewer)
    return Table(
        caption=_("Builds and their releases"),
        columns=(
            Column(_("City")),
            Column(_("Run")),
            Column(_("State")),
            Column(_("Taken in")),
        ),
        rows=tuple(
            (
                Cell(one.city.name, url=reverse("atlas:release", args=[one.pk])),
                Cell(one.build.run_id),
                Cell(one.get_state_display()),
                Cell(_day(one.build.registered_at)),
            )
            for one in rows
        ),
    )


def _steps_table(steps: list[ReleaseStep], names: dict[str, str]) -> Table:
    return Table(
        caption=_("Steps"),
        columns=(Column(_("Step")), Column(_("By")), Column(_("When")), Column(_("Reason"))),
        rows=tuple(
            (
                Cell(step.get_kind_display()),
                Cell(names.get(step.by_key, _("a person who is no longer here"))),
                Cell(_day(step.at)),
                Cell(step.reason or words.NONE),
            )
            for step in steps
        ),
    )


def _check_text(steps: list[ReleaseStep]) -> str:
    report = next((step.check_report for step in reversed(steps) if step.check_report), None)
    if report is None:
        return _(
            "Before the approval, the areas are compared with all that was published of the city "
            "before."
        )
    return _(
        "At the approval %(areas)d areas were compared with each other and with %(runs)d earlier "
        "releases by the rules %(rules)s. No two differ by so few people that it tells about them."
    ) % {
        "areas": report["area_count"],
        "runs": len(report["earlier_runs"]),
        "rules": report["rules"],
    }


def _names(keys: set[str]) -> dict[str, str]:
    return {user.audit_key: str(user) for user in User.objects.filter(pseudonym__in=keys)}


def _day(at: object) -> str:
    return formatting.long_date(timezone.localtime(at).date(), language=words.language())  # type: ignore[arg-type]
