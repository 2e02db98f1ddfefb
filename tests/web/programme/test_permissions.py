"""Who may know of a draft of the programme."""

from __future__ import annotations

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404
from tests.web import factories

from bybalance.web.accounts.models import RoleAssignment, User
from bybalance.web.areas.models import AreaPart
from bybalance.web.programme import permissions
from bybalance.web.shared.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def municipal_planner(db: None) -> User:
    """The planner of Balby, whose code as a municipality is 999."""
    return _with_role(Role.MUNICIPAL_PLANNER, "municipality", "999")


def _with_role(role: Role, kind: str, key: str) -> User:
    person = factories.UserFactory.create()
    factories.RoleAssignmentFactory.create(user=person, role=role, scope_kind=kind, scope_key=key)
    return person


def test_what_is_published_is_seen_by_everyone(stranger: User) -> None:
    node = factories.NodeFactory.create()

    assert permissions.nodes.get(AnonymousUser(), key=node.key) == node
    assert permissions.nodes.get(stranger, key=node.key) == node


def test_a_draft_is_hidden_from_those_who_do_not_work_with_it(stranger: User) -> None:
    draft = factories.NodeFactory.create(is_published=False)

    for viewer in (AnonymousUser(), stranger):
        assert draft not in permissions.nodes.visible_to(viewer)
        with pytest.raises(Http404):
            permissions.nodes.get(viewer, key=draft.key)


def test_a_draft_is_seen_by_those_who_run_the_programme(
    programme_officer: User, administrator: User
) -> None:
    draft = factories.NodeFactory.create(is_published=False)

    for viewer in (programme_officer, administrator):
        assert permissions.works_with(viewer, draft)
        assert permissions.may_edit_node(viewer, draft)
        assert draft in permissions.nodes.visible_to(viewer)


def test_a_planner_sees_drafts_of_areas_in_the_municipality_alone(municipal_planner: User) -> None:
    elsewhere = factories.MunicipalityFactory.create(code="998", name="Nabokommunen")
    here, there = (
        factories.AreaFactory.create(),
        factories.AreaFactory.create(municipality=elsewhere),
    )
    own = factories.NodeFactory.create(is_published=False, areas=[here])
    others = factories.NodeFactory.create(is_published=False, areas=[there])
    without_area = factories.NodeFactory.create(is_published=False)

    seen = permissions.nodes.visible_to(municipal_planner)

    assert (own in seen, others in seen, without_area in seen) == (True, False, False)
    assert permissions.works_with(municipal_planner, own)
    assert not permissions.works_with(municipal_planner, others)
    assert not permissions.may_edit_node(municipal_planner, own)


def test_a_role_for_a_part_covers_what_is_done_in_the_whole() -> None:
    part = factories.AreaFactory.create(area_id="balby-syd")
    whole = factories.AreaFactory.create(kind="composite")
    AreaPart.objects.create(whole=whole, part=part, from_on=date(2017, 1, 1))
    draft = factories.NodeFactory.create(is_published=False, areas=[whole])

    partner = _with_role(Role.HOUSING_ORGANISATION, "area", "balby-syd")
    neighbour = _with_role(Role.HOUSING_ORGANISATION, "area", "balby-nord")

    assert permissions.works_with(partner, draft)
    assert not permissions.works_with(neighbour, draft)


def test_a_node_is_listed_once_however_many_areas_a_role_covers(municipal_planner: User) -> None:
    areas = factories.AreaFactory.create_batch(3)
    factories.NodeFactory.create(is_published=False, areas=areas)

    assert permissions.nodes.visible_to(municipal_planner).count() == 1


def test_a_role_that_has_ended_shows_no_draft() -> None:
    person = factories.UserFactory.create()
    factories.RoleAssignmentFactory.create(
        user=person,
        role=Role.MUNICIPAL_PLANNER,
        scope_kind=RoleAssignment.ScopeKind.MUNICIPALITY,
        scope_key="999",
        valid_until=factories.LONG_AGO,
    )
    draft = factories.NodeFactory.create(is_published=False, areas=[factories.AreaFactory.create()])

    assert draft not in permissions.nodes.visible_to(person)
