"""Builds that are asked for on the site and made in the background."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import structlog
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bybalance.model.errors import BadInput, BybalanceError
from bybalance.pipelines import atlas_build
from bybalance.pipelines.balby import people, write
from bybalance.pipelines.wording import Wording
from bybalance.web.accounts.models import User
from bybalance.web.atlas import permissions
from bybalance.web.atlas.models import BuildOrder
from bybalance.web.atlas.queries import sources
from bybalance.web.atlas.services.refusal import Refused
from bybalance.web.atlas.services.releases import register_build
from bybalance.web.shared import audit, locks

log = structlog.get_logger("bybalance.atlas")

Enqueue = Callable[[int], object]
#: Progress is written when it has moved by so much, so that a build is not a stream of writes.
_STEP_PCT = 2


def order_build(source: str, *, by: User, now: datetime, enqueue: Enqueue) -> BuildOrder:
    """Ask for a build of a city whose settings are on the site; only one at a time per city."""
    permissions.may_manage(by).require()
    if source not in {one.key for one in sources.build_sources()}:
        raise Refused(_("There are no settings of that name on this site."))
    with locks.alone("atlas-orders"):
        is_open = BuildOrder.objects.filter(
            source=source, state__in=(BuildOrder.State.WAITING, BuildOrder.State.RUNNING)
        ).exists()
        if is_open:
            raise Refused(_("A build of that city is on its way already."))
        order = BuildOrder.objects.create(source=source, ordered_by=by, ordered_at=now)
        audit.record("atlas_ordered", order, by=by, at=now, after={"source": source})
        transaction.on_commit(lambda: enqueue(order.pk))
    return order


def carry_out(order_id: int) -> None:
    """Build what was ordered, and register it in the name of who asked for it."""
    order = BuildOrder.objects.select_related("ordered_by").filter(pk=order_id).first()
    if order is None or order.state != BuildOrder.State.WAITING or order.ordered_by is None:
        return
    _write(order, state=BuildOrder.State.RUNNING)
    root = Path(settings.DATA_FOLDER)
    root.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=".atlas-build-", dir=root))
    try:
        built = folder / "built"
        city = atlas_build.read_city_settings(settings_file(order.source, folder))
        atlas_build.build_atlas(city, built, told=_progress_of(order))
        order.build = register_build(built, by=order.ordered_by, now=timezone.now())
        _write(order, state=BuildOrder.State.DONE, done_pct=100, finished_at=timezone.now())
    except (BybalanceError, Refused) as error:
        _write(
            order,
            state=BuildOrder.State.FAILED,
            failure=_in_words(error),
            finished_at=timezone.now(),
        )
    except Exception:
        _write(
            order,
            state=BuildOrder.State.FAILED,
            failure=_("Something went wrong that was not foreseen. The log has the details."),
            finished_at=timezone.now(),
        )
        raise
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def settings_file(source: str, folder: Path) -> Path:
    """The settings of a city; those of the invented one are written anew, with all its data."""
    if source == sources.BALBY:
        return write.write_balby(people.make_balby(), folder / "balby")
    return sources.cities_folder() / source


def _progress_of(order: BuildOrder) -> Callable[[str, float], None]:
    def told(step: str, share: float) -> None:
        pct = min(99, int(share * 100))
        if step != order.step or pct >= order.done_pct + _STEP_PCT:
            _write(order, step=step, done_pct=max(pct, order.done_pct))

    return told


def _write(order: BuildOrder, **values: object) -> None:
    for name, value in values.items():
        setattr(order, name, value)
    order.save()


def _in_words(error: Exception) -> str:
    if isinstance(error, BadInput):
        wording = Wording("da")
        return "\n".join(wording.problem(problem) for problem in error.problems)
    return str(error)
