from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.test import Client
from tests.web import factories

from bybalance.web.accounts import permissions, services
from bybalance.web.accounts.models import RoleAssignment, User
from bybalance.web.shared import audit
from bybalance.web.shared.roles import Role

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
PLANNER_OF_461 = {
    "role": "municipal_planner",
    "scope_kind": "municipality",
    "scope_key": "461",
}


def page_of(person: User) -> str:
    return f"/konto/personer/{person.pk}/"


def ending_of(assignment: RoleAssignment) -> str:
    return f"/konto/personer/{assignment.user_id}/roller/{assignment.pk}/afslut/"


@pytest.mark.django_db(transaction=True)
class TestGiveRole:
    def test_it_gives_the_role_tells_the_person_and_logs_it(
        self, client: Client, administrator: User, stranger: User
    ) -> None:
        client.force_login(administrator)

        page = client.post(page_of(stranger), PLANNER_OF_461)

        [held] = stranger.role_assignments.all()
        assert page.url == page_of(stranger)
        assert (held.role, held.scope) == ("municipal_planner", "municipality:461")
        assert held.given_by == administrator
        assert [letter.to for letter in mail.outbox] == [[stranger.email]]
        [entry] = audit.entries_about(held)
        assert entry.after == {
            "person": stranger.audit_key,
            "role": "municipal_planner",
            "scope": "municipality:461",
        }

    def test_it_refuses_an_administrator_of_one_place(
        self, client: Client, administrator: User, stranger: User
    ) -> None:
        client.force_login(administrator)

        page = client.post(page_of(stranger), {**PLANNER_OF_461, "role": "administrator"})

        assert page.status_code == 400
        assert not stranger.role_assignments.exists()
        assert "no-store" in page["Cache-Control"]

    def test_it_refuses_the_same_role_twice(
        self, client: Client, administrator: User, municipal_planner: User
    ) -> None:
        client.force_login(administrator)

        page = client.post(page_of(municipal_planner), PLANNER_OF_461)

        assert page.status_code == 400
        assert municipal_planner.role_assignments.count() == 1

    @pytest.mark.parametrize(
        "given",
        [
            {**PLANNER_OF_461, "scope_key": ""},
            {**PLANNER_OF_461, "scope_kind": "everywhere"},
            {**PLANNER_OF_461, "role": "emperor"},
        ],
    )
    def test_it_rejects_a_scope_or_role_that_makes_no_sense(
        self, client: Client, administrator: User, stranger: User, given: dict[str, str]
    ) -> None:
        client.force_login(administrator)

        page = client.post(page_of(stranger), given)

        assert page.status_code == 400
        assert not stranger.role_assignments.exists()

    def test_it_refuses_a_planner_and_a_visitor(
        self, client: Client, municipal_planner: User, stranger: User
    ) -> None:
        assert client.post(page_of(stranger), PLANNER_OF_461).status_code == 302
        client.force_login(municipal_planner)
        assert client.post(page_of(stranger), PLANNER_OF_461).status_code == 403

        assert not stranger.role_assignments.exists()

    def test_an_unknown_person_is_not_found(self, client: Client, administrator: User) -> None:
        client.force_login(administrator)

        assert client.get("/konto/personer/987654/").status_code == 404

    def test_the_service_itself_refuses_who_may_not(
        self, municipal_planner: User, stranger: User
    ) -> None:
        with pytest.raises(PermissionDenied):
            services.give_role(stranger, role=Role.REVIEWER, by=municipal_planner, now=NOW)


@pytest.mark.django_db(transaction=True)
class TestEndRole:
    def test_it_ends_the_role_now_tells_the_person_and_logs_it(
        self, client: Client, administrator: User, municipal_planner: User
    ) -> None:
        [held] = municipal_planner.role_assignments.all()
        client.force_login(administrator)

        client.post(ending_of(held))

        held.refresh_from_db()
        assert held.valid_until is not None
        assert [entry.action for entry in audit.entries_about(held)] == ["role_ended"]
        assert len(mail.outbox) == 1

    def test_ending_it_twice_changes_nothing_more(
        self, administrator: User, municipal_planner: User
    ) -> None:
        [held] = municipal_planner.role_assignments.all()

        services.end_role(held, by=administrator, now=NOW)
        services.end_role(held, by=administrator, now=NOW + timedelta(days=1))

        held.refresh_from_db()
        assert held.valid_until == NOW
        assert audit.entries_about(held).count() == 1

    def test_nobody_ends_their_own_role_as_administrator(
        self, client: Client, administrator: User
    ) -> None:
        [held] = administrator.role_assignments.all()
        client.force_login(administrator)

        page = client.post(ending_of(held))

        held.refresh_from_db()
        assert page.status_code == 403
        assert held.valid_until is None

    def test_a_role_of_someone_else_is_not_found_under_this_person(
        self, client: Client, administrator: User, municipal_planner: User, stranger: User
    ) -> None:
        [held] = municipal_planner.role_assignments.all()
        client.force_login(administrator)

        page = client.post(f"/konto/personer/{stranger.pk}/roller/{held.pk}/afslut/")

        assert page.status_code == 404

    def test_it_rejects_get(
        self, client: Client, administrator: User, municipal_planner: User
    ) -> None:
        [held] = municipal_planner.role_assignments.all()
        client.force_login(administrator)

        assert client.get(ending_of(held)).status_code == 405


@pytest.mark.django_db
class TestRoleAssignment:
    def test_a_role_holds_from_its_start_until_just_before_its_end(self, stranger: User) -> None:
        factories.RoleAssignmentFactory.create(
            user=stranger, role=Role.REVIEWER, valid_from=NOW, valid_until=NOW + timedelta(days=1)
        )
        moments = [NOW - timedelta(seconds=1), NOW, NOW + timedelta(days=1)]

        held = [stranger.role_assignments.in_force(at=moment).exists() for moment in moments]

        assert held == [False, True, False]

    def test_a_role_for_one_municipality_does_not_cover_another(
        self, municipal_planner: User
    ) -> None:
        role = Role.MUNICIPAL_PLANNER

        assert permissions.holds(municipal_planner, role, municipality="461")
        assert not permissions.holds(municipal_planner, role, municipality="101")
        assert not permissions.holds(municipal_planner, role)

    def test_a_role_held_everywhere_covers_every_place(self, programme_officer: User) -> None:
        assert permissions.holds(programme_officer, Role.PROGRAMME_OFFICER, municipality="101")

    @pytest.mark.parametrize(
        "wrong",
        [
            {"scope_kind": "everywhere", "scope_key": "461"},
            {"scope_kind": "area", "scope_key": ""},
            {"valid_until": factories.LONG_AGO - timedelta(days=1)},
        ],
    )
    def test_the_database_refuses_what_makes_no_sense(
        self, stranger: User, wrong: dict[str, object]
    ) -> None:
        with pytest.raises(IntegrityError):
            factories.RoleAssignmentFactory.create(user=stranger, role=Role.REVIEWER, **wrong)
