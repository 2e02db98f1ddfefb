"""What the group says of the criteria's importance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from bybalance.model.errors import InvalidSelection, NoWeights
from bybalance.web.accounts.models import User
from bybalance.web.selection import permissions, queries
from bybalance.web.selection.models import Comparison, Selection
from bybalance.web.selection.services.refusal import Refused
from bybalance.web.shared import audit, locks


@dataclass(frozen=True)
class WeightsGiven:
    """The form's answer: only what belongs to the method is used; keys are the criteria's."""

    method: str
    keeps_order: bool
    swing_points: Mapping[int, int] = field(default_factory=dict)
    ranks: Mapping[int, int] = field(default_factory=dict)
    steps: Mapping[tuple[int, int], int] = field(default_factory=dict)
    ranges_pct: Mapping[int, tuple[int, int]] = field(default_factory=dict)


def set_weights(selection: Selection, given: WeightsGiven, *, by: User, now: datetime) -> None:
    """Keep what the group said, unless it contradicts itself."""
    with locks.locked(selection) as current:
        permissions.may_change_weights(by, current).require()
        current.weight_method = given.method
        current.keeps_order = given.keeps_order
        current.weights_changed_at = now
        current.save(update_fields=("weight_method", "keeps_order", "weights_changed_at"))
        for criterion in current.criteria.all():
            criterion.swing_points = given.swing_points.get(criterion.pk, criterion.swing_points)
            criterion.rank = given.ranks.get(criterion.pk, criterion.rank)
            low, high = given.ranges_pct.get(
                criterion.pk, (criterion.lowest_weight_pct, criterion.highest_weight_pct)
            )
            criterion.lowest_weight_pct, criterion.highest_weight_pct = low, high
            criterion.save()
        for (first_id, second_id), step in given.steps.items():
            Comparison.objects.update_or_create(
                first_id=first_id, second_id=second_id, defaults={"step": step}
            )
        _check(current)
        audit.record("weights_set", current, by=by, at=now, after={"method": given.method})


def _check(selection: Selection) -> None:
    """Refuse what no weights satisfy; the transaction then keeps nothing."""
    try:
        weighting = queries.weighting_of(selection)
        queries.space_of(weighting)
        weighting.weights()
    except NoWeights as error:
        raise Refused(
            _(
                "No weights that add up to 100 per cent fit the ranges and the order. Widen a "
                "range, or let the order vary."
            )
        ) from error
    except InvalidSelection as error:
        if selection.weight_method == Selection.Method.RANK_ORDER:
            raise Refused(
                _(
                    "The ranks are not in a row. Write 1 for the most important criterion, then "
                    "2, 3 and so on; two criteria that share rank 2 are followed by rank 4."
                )
            ) from error
        raise Refused(
            _("All swing points are 0. Give the most important criterion 100.")
        ) from error
