"""What a run says, in sentences."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bybalance.selection.agreement import GOOD_ALPHA, TENTATIVE_ALPHA
from bybalance.selection.ahp import MAX_CONSISTENCY_RATIO
from bybalance.web.selection.queries.kept import KeptRun, decimal_text, percent, points_moved

_LEVEL = 1e-9


def verdict(kept: KeptRun) -> str:
    """Who comes first, and how sure that is, in one sentence."""
    chosen = [item for item in kept.candidates if item["is_chosen"]]
    names = _listed([kept.name(item["candidate_id"]) for item in chosen])
    least = min(item["choice_share"] for item in chosen)
    return _(
        "%(names)s score highest. Under other weights and other assessors, each of them is among "
        "the chosen in at least %(share)s of the draws."
    ) % {"names": names, "share": percent(least)}


def smallest_change(kept: KeptRun) -> str:
    """The smallest change of weights that would alter the choice."""
    change = kept.result["smallest_change"]
    if change is None:
        if len(kept.candidates) <= kept.chosen_count:
            return _("Everybody who is left is chosen, so no weights could alter the choice.")
        return _("No weights at all would alter the choice.")
    leaving, entering = kept.name(change["leaving_id"]), kept.name(change["entering_id"])
    if change["moved_share"] <= _LEVEL:
        return _(
            "%(leaving)s and %(entering)s are level at the edge of the choice. The order of the "
            "list has decided between them; the group must do so."
        ) % {"leaving": leaving, "entering": entering}
    moved = [
        (after - before, name)
        for before, after, name in zip(
            kept.result["weights"], change["weights"], kept.result["criterion_ids"], strict=True
        )
    ]
    from_names = _listed([kept.criterion(name) for by, name in moved if by < -_LEVEL])
    to_names = _listed([kept.criterion(name) for by, name in moved if by > _LEVEL])
    return _(
        "The choice changes when %(points)s percentage points of weight are moved from "
        "“%(from)s” to “%(to)s”: then %(entering)s is level with %(leaving)s. No smaller change "
        "of the weights alters the choice."
    ) % {
        "points": points_moved(change["moved_share"]),
        "from": from_names,
        "to": to_names,
        "entering": entering,
        "leaving": leaving,
    }


def weight_limits(kept: KeptRun) -> list[str]:
    """How far each weight may go alone, a sentence per criterion."""
    return [_limits(kept, item) for item in kept.result["weight_limits"]]


def _limits(kept: KeptRun, item: dict[str, object]) -> str:
    name, weight = (
        kept.criterion(str(item["criterion_id"])),
        percent(_float(item["weight"]), decimals=1),
    )
    lower, upper = item["lower"], item["upper"]
    values = {
        "name": name,
        "weight": weight,
        "lower": percent(_float(lower), decimals=1) if lower is not None else "",
        "upper": percent(_float(upper), decimals=1) if upper is not None else "",
        "lower_name": kept.name(str(item["lower_entering_id"])) if lower is not None else "",
        "upper_name": kept.name(str(item["upper_entering_id"])) if upper is not None else "",
    }
    if lower is not None and upper is not None:
        return (
            _(
                "“%(name)s” weighs %(weight)s. Below %(lower)s %(lower_name)s would come in, and "
                "above %(upper)s %(upper_name)s."
            )
            % values
        )
    if lower is not None:
        return (
            _("“%(name)s” weighs %(weight)s. Below %(lower)s %(lower_name)s would come in.")
            % values
        )
    if upper is not None:
        return (
            _("“%(name)s” weighs %(weight)s. Above %(upper)s %(upper_name)s would come in.")
            % values
        )
    return _("“%(name)s” weighs %(weight)s, and the choice is the same at any weight.") % values


def agreement(kept: KeptRun) -> str:
    """Whether the assessors see the same thing."""
    alpha = kept.result["alpha"]
    if alpha is None:
        return _("Agreement cannot be told: too few scores can be compared.")
    number = decimal_text(alpha, 2)
    if alpha >= GOOD_ALPHA:
        return _("The assessors agree well (Krippendorff's alpha %(alpha)s).") % {"alpha": number}
    if alpha >= TENTATIVE_ALPHA:
        return _(
            "The assessors agree to some extent (Krippendorff's alpha %(alpha)s); conclusions are "
            "tentative."
        ) % {"alpha": number}
    return _(
        "The assessors do not see the same thing (Krippendorff's alpha %(alpha)s). Talk about the "
        "scores before you choose."
    ) % {"alpha": number}


def without_assessors(kept: KeptRun) -> str:
    """Whether any one assessor decides the choice; no names."""
    rows = kept.result["without_assessor"]
    told = [row for row in rows if row["is_choice_changed"] is not None]
    if not told:
        return _("No assessor can be left out, since scores would then be missing.")
    changed = sum(row["is_choice_changed"] for row in told)
    if not changed:
        return _("The choice is the same whichever assessor is left out.")
    return ngettext(
        "The choice would be another without one of the %(total)d assessors.",
        "The choice would be another without any of %(changed)d out of %(total)d assessors.",
        changed,
    ) % {"changed": changed, "total": len(told)}


def consistency(kept: KeptRun) -> str:
    """A warning where comparisons two by two contradict each other; otherwise empty."""
    ratio = kept.result["consistency_ratio"]
    if ratio is None or ratio <= MAX_CONSISTENCY_RATIO:
        return ""
    return _(
        "The comparisons two by two contradict each other (consistency ratio %(ratio)s; 0.10 is "
        "the most). Make them again."
    ) % {"ratio": decimal_text(ratio, 2)}


def _listed(names: list[str]) -> str:
    """``A``, ``A and B``, ``A, B and C``."""
    if len(names) < 2:
        return "".join(names)
    return _("%(first)s and %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}


def _float(value: object) -> float:
    return float(str(value))
