"""What a profile says, in plain sentences."""

from __future__ import annotations

import math
from typing import Any

from django.utils.translation import gettext as _

from bybalance.atlas.profile import ProfilePoint
from bybalance.model.messages import Message
from bybalance.web.atlas.queries import words
from bybalance.web.atlas.queries.shown import ShownBuild


def profile_sentence(shown: ShownBuild, name: str, message: Message) -> str:
    """The sentence of :func:`bybalance.atlas.profile.summarise` in the language of the page."""
    said = message.params
    if message.key == "atlas.profile.unknown":
        return _("The area is too small for figures of groups.")
    params: dict[str, Any] = {
        "area": name,
        "place": shown.city.name if said["compared"] == "city" else _("the region"),
        "group": words.group_name(shown.atlas.manifest, str(said["group"])),
        "k_first": words.number(_number(said["k_first"])),
        "k_last": words.number(_number(said["k_last"])),
        "share_first": words.percent(_number(said["share_first"]), _edge(said, "first")),
        "share_last": words.percent(_number(said["share_last"]), _edge(said, "last")),
        "other_first": words.percent(_number(said["other_first"])),
        "other_last": words.percent(_number(said["other_last"])),
        "half_k": "" if said["half_k"] is None else words.number(_number(said["half_k"])),
    }
    return _template(message.key.rpartition(".")[2]) % params


def rank_sentence(shown: ShownBuild, name: str, point: ProfilePoint) -> str:
    """Where the area stands among the areas of its city."""
    if point.rank is None or point.rank_count is None:
        return ""
    return _(
        "Among %(count)d areas of %(city)s, %(area)s has number %(rank)d, counted from the "
        "highest share."
    ) % {
        "count": point.rank_count,
        "city": shown.city.name,
        "area": name,
        "rank": point.rank,
    }


def noise_sentence(point: ProfilePoint) -> str:
    """How far the protection may have moved the first share."""
    if math.isnan(point.noise.low):
        return ""
    return _(
        "Numbers were rounded at random before anything was computed, so that nobody can be "
        "found in "
        "them. Without it the share among the %(k)s nearest would lie between %(low)s and %(high)s."
    ) % {
        "k": words.number(point.k),
        "low": words.percent(point.noise.low),
        "high": words.percent(point.noise.high),
    }


def _template(key: str) -> str:
    known = {
        "like_city": _(
            "Around the residents of %(area)s it is much as in all of %(place)s: of the "
            "%(k_first)s "
            "people nearest to them, %(share_first)s are in the group “%(group)s”, against "
            "%(other_first)s in %(place)s."
        ),
        "higher_fades": _(
            "Of the %(k_first)s people nearest to the residents of %(area)s, %(share_first)s are "
            "in "
            "the group “%(group)s”, against %(other_first)s in %(place)s. Among the %(half_k)s "
            "nearest, half of the difference is gone."
        ),
        "higher_stays": _(
            "Of the %(k_first)s people nearest to the residents of %(area)s, %(share_first)s are "
            "in "
            "the group “%(group)s”, against %(other_first)s in %(place)s. Even among the "
            "%(k_last)s "
            "nearest it is %(share_last)s against %(other_last)s."
        ),
        "lower_fades": _(
            "Of the %(k_first)s people nearest to the residents of %(area)s, only "
            "%(share_first)s are "
            "in the group “%(group)s”, against %(other_first)s in %(place)s. Among the %(half_k)s "
            "nearest, half of the difference is gone."
        ),
        "lower_stays": _(
            "Of the %(k_first)s people nearest to the residents of %(area)s, only "
            "%(share_first)s are "
            "in the group “%(group)s”, against %(other_first)s in %(place)s. Even among the "
            "%(k_last)s nearest it is %(share_last)s against %(other_last)s."
        ),
    }
    return known[key]


def _number(value: object) -> float:
    return float("nan") if value is None else float(str(value))


def _edge(said: Any, end: str) -> str | None:
    edge = said.get(f"is_bound_{end}")
    return None if edge is None else str(edge)
