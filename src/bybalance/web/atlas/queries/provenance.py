"""Where the figures of a city come from: input, rules, protection, programs."""

from __future__ import annotations

from django.utils.translation import gettext as _

from bybalance.model import formatting
from bybalance.web.atlas.queries import words
from bybalance.web.atlas.queries.shown import ShownBuild


def facts(shown: ShownBuild) -> tuple[tuple[str, str], ...]:
    """What stands in the drawer of every figure."""
    manifest = shown.atlas.manifest
    published = shown.build.release.published_at
    last_ring = (
        _("a part of the last ring is taken, so that it is exactly that many")
        if manifest.overshoot == "proportional"
        else _("the whole last ring is taken")
    )
    own = (
        _("the person's own square counts")
        if manifest.self_rule == "include"
        else _("the person's own square does not count")
    )
    rows = [
        (_("Source"), words.source(manifest)),
        (_("Run"), shown.build.run_id),
        (
            _("Nearest people"),
            _("By straight line from the middle of a square of %(size)d m; %(ring)s; %(own)s.")
            % {"size": manifest.cell_size_m, "ring": last_ring, "own": own},
        ),
        (
            _("Protection"),
            _(
                "Rules %(rules)s: the number of people of each group in a square is rounded at "
                "random "
                "before anything is computed; maps show classes of %(step)d points; figures "
                "start at "
                "%(k)s people."
            )
            % {
                "rules": manifest.rules_id,
                "step": round(manifest.class_step * 100),
                "k": words.number(min(manifest.k)),
            },
        ),
        (
            _("Chance"),
            _("%(draws)d cities drawn from seed %(seed)d")
            % {"draws": manifest.draw_count, "seed": manifest.seed},
        ),
        (
            _("Programs"),
            ", ".join(f"{name} {version}" for name, version in sorted(manifest.versions.items())),
        ),
        (
            _("Input"),
            ", ".join(f"{one.file} {one.fingerprint[:12]}" for one in manifest.inputs),
        ),
    ]
    if published is not None:
        day = formatting.long_date(published.date(), language=words.language())
        rows.append((_("Published"), day))
    return tuple(rows)
