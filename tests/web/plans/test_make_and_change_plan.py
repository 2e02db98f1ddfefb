from __future__ import annotations

import pytest
from django.test import Client
from tests.web import factories
from tests.web.lists.pages import text_of

from bybalance.web.accounts.models import User
from bybalance.web.areas.models import Area
from bybalance.web.plans.models import DevelopmentPlan
from bybalance.web.programme.models import Node
from bybalance.web.shared.models import AuditEntry

NEW = "/planer/ny/"


def given(area: Area, **changes: object) -> dict[str, object]:
    return {
        "area": area.pk,
        "kind": "strategic",
        "name_da": "Plan for Balby Nord",
        "vision_da": "En bydel som de andre.",
        "horizon_year": "2045",
        "from_on": "2030-01-01",
        "last_on": "2034-12-31",
        **changes,
    }


class TestMakePlan:
    def test_it_makes_a_draft_that_is_invented_as_its_area_is(
        self, planner: Client, area: Area, balby_planner: User
    ) -> None:
        answer = planner.post(NEW, given(area))

        plan = DevelopmentPlan.objects.get()
        assert answer.url == "/planer/plan-for-balby-nord/"
        assert (plan.node.is_published, plan.node.is_invented) == (False, True)
        assert str(plan.node.until_on) == "2035-01-01"
        [entry] = AuditEntry.objects.filter(action="plan_made")
        assert entry.actor_key == balby_planner.audit_key

    def test_a_name_that_is_taken_gets_a_number(self, planner: Client, area: Area) -> None:
        planner.post(NEW, given(area))
        planner.post(NEW, given(area))

        assert Node.objects.filter(key="plan-for-balby-nord-2").exists()

    def test_a_name_that_an_address_uses_gets_a_number(self, planner: Client, area: Area) -> None:
        planner.post(NEW, given(area, name_da="Ny"))

        assert Node.objects.filter(key="ny-2").exists()

    @pytest.mark.parametrize(
        ("field", "value", "said"),
        [
            ("name_da", "", "påkrævet"),
            ("horizon_year", "1066", "1990"),
            ("last_on", "2029-12-31", "kan ikke komme før den første"),
        ],
    )
    def test_it_says_beside_the_field_what_is_wrong_and_keeps_the_rest(
        self, planner: Client, area: Area, field: str, value: str, said: str
    ) -> None:
        answer = planner.post(NEW, given(area, **{field: value}))

        assert answer.status_code == 400
        assert said in text_of(answer)
        assert "En bydel som de andre." in text_of(answer)
        assert DevelopmentPlan.objects.count() == 0

    def test_it_offers_only_areas_of_ones_own(self, outsider: Client, area: Area) -> None:
        answer = outsider.post(NEW, given(area))

        assert answer.status_code == 400
        assert DevelopmentPlan.objects.count() == 0

    def test_a_stranger_is_refused(self, client: Client, stranger: User) -> None:
        client.force_login(stranger)

        assert client.get(NEW).status_code == 403


class TestChangePlan:
    url = "/planer/balby-plan/ret/"

    def test_it_saves_what_the_plan_says_of_itself(
        self, planner: Client, plan: DevelopmentPlan, area: Area
    ) -> None:
        planner.post(self.url, given(area, kind="statutory", name_da="Lovens plan"))

        plan.refresh_from_db()
        assert (plan.kind, plan.node.name_da, plan.vision_da) == (
            "statutory", "Lovens plan", "En bydel som de andre.",
        )  # fmt: skip
        [entry] = AuditEntry.objects.filter(action="plan_changed")
        assert "name_da" in entry.after["fields"]

    def test_the_form_shows_what_is_there(self, planner: Client, plan: DevelopmentPlan) -> None:
        assert "Plan for Balby Nord" in planner.get(self.url).content.decode()

    def test_a_draft_of_others_is_not_there(self, outsider: Client, plan: DevelopmentPlan) -> None:
        assert outsider.get(self.url).status_code == 404
        assert outsider.post(self.url, {}).status_code == 404

    def test_a_public_plan_of_others_is_refused_with_the_reason(
        self, outsider: Client, public_plan: DevelopmentPlan
    ) -> None:
        answer = outsider.post(self.url, {})

        assert answer.status_code == 403
        assert "arbejder med planens område" in text_of(answer)

    def test_a_visitor_is_sent_to_sign_in(
        self, visitor: Client, public_plan: DevelopmentPlan
    ) -> None:
        assert visitor.get(self.url).url.startswith("/konto/log-ind/")


def test_a_role_for_a_part_of_an_area_lets_one_plan_for_the_whole(db: None) -> None:
    from bybalance.web.plans.permissions import areas_to_plan_for

    whole, part = factories.AreaFactory.create(), factories.AreaFactory.create()
    whole.parts.create(part=part)
    person = factories.UserFactory.create()
    factories.RoleAssignmentFactory.create(
        user=person, role="housing_organisation", scope_kind="area", scope_key=part.area_id
    )

    assert set(areas_to_plan_for(person)) == {whole, part}
