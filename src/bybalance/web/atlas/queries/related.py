"""What the atlas has about an area, for the area's own page."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from bybalance.atlas.profile import summarise
from bybalance.web.areas.models import Area
from bybalance.web.atlas.models import Build
from bybalance.web.atlas.queries import area_page, opened, sentences, words
from bybalance.web.atlas.queries.shown import ShownBuild
from bybalance.web.shared.access import Viewer
from bybalance.web.shared.related import Awaited, RelatedLink, RelatedSection
from bybalance.web.shared.tables import Cell, Column, Table
from bybalance.web.shared.together import Questions


def area_section(area: Area, viewer: Viewer, questions: Questions) -> Awaited:
    """The profile of an area in the published atlas that knows it, in short; alike for everyone."""
    public = Build.objects.filter(release__state="published", city__is_invented=area.is_invented)
    found = questions.add(public.select_related("city", "release"))

    def section() -> RelatedSection:
        for build in found:
            if any(one["area_id"] == area.area_id for one in build.manifest["areas"]):
                shown = ShownBuild(build.city, build, opened.open_build(build), "")
                return _section(shown, area.area_id)
        return RelatedSection(key="atlas", heading=_("Who lives around"))

    return section


def _section(shown: ShownBuild, area_id: str) -> RelatedSection:
    manifest = shown.atlas.manifest
    year, k_first, k_last = manifest.years[-1], manifest.k[0], manifest.k[-1]
    address = reverse("atlas:area", args=[shown.city.key, area_id])
    name = next(one.name for one in manifest.areas if one.area_id == area_id)
    rows = []
    sentence, drawing = "", None
    for group in manifest.groups:
        profile = shown.atlas.area_profile(area_id, group=group.key, year=year)
        if profile is None:
            continue
        if drawing is None:
            sentence = sentences.profile_sentence(shown, name, summarise(profile))
            heading = area_page.profile_heading(shown, name, group=group.key, year=year)
            drawing = area_page.profile_drawing(shown, heading, [(name, profile)])
        cells = [
            Cell(
                words.group_name(manifest, group.key),
                url=f"{address}?group={group.key}&year={year}",
            )
        ]
        for k in (k_first, k_last):
            point = profile.point(k)
            cells += [
                Cell(words.percent(point.area.mean, point.edges.get("area_mean"))),
                Cell(words.percent(point.city.mean, point.edges.get("city_mean"))),
            ]
        rows.append(tuple(cells))
    table = Table(
        caption=_("All groups, %(year)d") % {"year": year},
        columns=(
            Column(_("Group")),
            *(
                Column(
                    _("%(place)s, among %(k)s") % {"place": place, "k": words.number(k)},
                    is_figure=True,
                )
                for k in (k_first, k_last)
                for place in (_("The area"), shown.city.name)
            ),
        ),
        rows=tuple(rows),
    )
    return RelatedSection(
        key="atlas",
        heading=_("Who lives around"),
        intro=f"{sentence}\n\n{shown.note}",
        table=table,
        drawing=drawing,
        links=(
            RelatedLink(
                label=_("The whole profile, with chart and map"),
                url=address,
                is_invented=shown.city.is_invented,
            ),
        ),
    )
