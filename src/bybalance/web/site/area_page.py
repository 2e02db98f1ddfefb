"""The one page of a housing area: what every part of the site knows of it, put together."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404
from django.utils.translation import gettext as _

from bybalance.model.errors import UnknownArea
from bybalance.web.areas import permissions as area_permissions
from bybalance.web.areas import queries as area_queries
from bybalance.web.areas.models import Area
from bybalance.web.areas.queries import AreaFacts
from bybalance.web.atlas.queries import related as atlas_queries
from bybalance.web.committees import queries as committee_queries
from bybalance.web.events.queries import related as event_queries
from bybalance.web.lists.queries import area_page as list_queries
from bybalance.web.pages import queries as page_queries
from bybalance.web.plans import queries as plan_queries
from bybalance.web.programme import queries as programme_queries
from bybalance.web.selection.queries import outcome as selection_queries
from bybalance.web.shared.access import Viewer
from bybalance.web.shared.related import Awaited, RelatedSection
from bybalance.web.shared.together import Questions


@dataclass(frozen=True)
class ComposedArea:
    """An area's page; ``listed`` is ``None`` for one that no list has named."""

    name: str
    municipality: str
    municipality_code: str
    region: str
    town: str
    kind: str
    sentence: str
    is_invented: bool
    facts: AreaFacts | None
    listed: list_queries.AreaPage | None
    sections: tuple[RelatedSection, ...]
    may_edit: bool


def composed_area(area_id: str, *, viewer: Viewer) -> ComposedArea:
    """Everything the site knows of an area; 404 where it is neither here nor on a list."""
    try:
        listed = list_queries.area_page(area_id)
    except UnknownArea:
        listed = None
    area = area_queries.visible_area(area_id, viewer=viewer)
    if area is None:
        return _only_listed(listed)
    municipality = area.municipality
    questions = Questions()
    awaited_facts = area_queries.area_facts(area, questions)
    awaited = _awaited_sections(area, viewer, questions)
    facts = awaited_facts()
    return ComposedArea(
        name=area.name,
        municipality=municipality.name,
        municipality_code=municipality.code,
        region=municipality.region,
        town=area.town,
        kind=area.get_kind_display(),
        sentence=listed.sentence if listed else _sentence(area, facts),
        is_invented=area.is_invented,
        facts=facts,
        listed=listed,
        sections=tuple(section() for section in awaited),
        may_edit=area_permissions.may_edit_areas(viewer).allowed,
    )


def _only_listed(listed: list_queries.AreaPage | None) -> ComposedArea:
    """An area of the published lists that nobody has brought into the database yet."""
    if listed is None:
        raise Http404
    municipality = listed.area.municipality
    return ComposedArea(
        name=listed.area.name,
        municipality=municipality.name,
        municipality_code=municipality.code,
        region=municipality.region,
        town="",
        kind="",
        sentence=listed.sentence,
        is_invented=False,
        facts=None,
        listed=listed,
        sections=(),
        may_edit=False,
    )


def _sentence(area: Area, facts: AreaFacts) -> str:
    if area.kind == Area.Kind.COMPOSITE:
        names = ", ".join(str(part.label) for part in facts.parts)
        return _("Several estates that are taken as one: %(names)s.") % {"names": names}
    return _("A housing area in %(place)s. The lists we know of do not name it.") % {
        "place": area.town or area.municipality.name
    }


def _awaited_sections(area: Area, viewer: Viewer, questions: Questions) -> tuple[Awaited, ...]:
    """What each part of the site has; a part without anything to say says nothing."""
    return (
        programme_queries.area_section(area, viewer, questions),
        programme_queries.area_partners(area, questions),
        atlas_queries.area_section(area, viewer, questions),
        committee_queries.area_section(area, viewer, questions),
        plan_queries.area_section(area, viewer, questions),
        event_queries.area_section(area, viewer, questions),
        selection_queries.area_section(area, viewer, questions),
        page_queries.area_section(area, viewer, questions),
    )
