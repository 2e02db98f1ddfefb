"""A planner of Balby, an area of theirs, and a plan for it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client
from tests.web import factories

from bybalance.web.accounts.models import RoleAssignment, User
from bybalance.web.areas.models import Area
from bybalance.web.plans import services
from bybalance.web.plans.models import DevelopmentPlan
from bybalance.web.shared.roles import Role

NOW = datetime(2030, 6, 1, 12, tzinfo=UTC)
LATER = datetime(2030, 9, 1, 12, tzinfo=UTC)


@pytest.fixture
def area(db: None) -> Area:
    return factories.AreaFactory.create(area_id="balby-nord", name="Balby Nord")


@pytest.fixture
def balby_planner(db: None) -> User:
    """The one who plans for Balby, and nowhere else."""
    person = factories.UserFactory.create(email="planner@balby.example", name="Pia Plan")
    factories.RoleAssignmentFactory.create(
        user=person,
        role=Role.MUNICIPAL_PLANNER,
        scope_kind=RoleAssignment.ScopeKind.MUNICIPALITY,
        scope_key="999",
    )
    return person


@pytest.fixture
def plan(area: Area) -> DevelopmentPlan:
    """A draft that nobody else sees."""
    return factories.PlanFactory.create(
        node__key="balby-plan", node__name_da="Plan for Balby Nord", node__areas=[area]
    )


@pytest.fixture
def public_plan(plan: DevelopmentPlan, balby_planner: User) -> DevelopmentPlan:
    """The same plan after its first version."""
    factories.GoalFactory.create(plan=plan, title_da="Et helt kvarter")
    services.publish_version(plan, by=balby_planner, now=NOW)
    plan.refresh_from_db()
    return plan


@pytest.fixture
def planner(client: Client, balby_planner: User) -> Client:
    client.force_login(balby_planner)
    return client


@pytest.fixture
def outsider(municipal_planner: User) -> Client:
    """The planner of another municipality."""
    client = Client()
    client.force_login(municipal_planner)
    return client


@pytest.fixture
def visitor(db: None) -> Client:
    return Client()
