from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.test import RequestFactory

from bybalance.web.accounts import permissions
from bybalance.web.accounts.models import User
from bybalance.web.shared import access
from bybalance.web.shared.roles import Role

pytestmark = pytest.mark.django_db


@access.role(Role.PROGRAMME_OFFICER, Role.ADMINISTRATOR)
def staff_page(request: HttpRequest) -> HttpResponse:
    return HttpResponse("inside")


@access.signed_in
def own_page(request: HttpRequest) -> HttpResponse:
    return HttpResponse("inside")


def request_of(person: User | AnonymousUser) -> HttpRequest:
    request = RequestFactory().get("/page/?part=2")
    request.user = person
    return request


def test_one_of_the_roles_is_enough(programme_officer: User) -> None:
    assert staff_page(request_of(programme_officer)).status_code == 200


def test_another_role_is_refused_with_the_roles_that_would_do(municipal_planner: User) -> None:
    with pytest.raises(PermissionDenied, match="Administrator, Programmedarbejder"):
        staff_page(request_of(municipal_planner))


def test_a_role_that_has_ended_is_no_role(programme_officer: User) -> None:
    assignment = programme_officer.role_assignments.get()
    assignment.valid_until = assignment.valid_from
    assignment.save()

    with pytest.raises(PermissionDenied):
        staff_page(request_of(programme_officer))


@pytest.mark.parametrize("page", [staff_page, own_page])
def test_a_visitor_is_sent_to_sign_in_and_back(page: object) -> None:
    answer = page(request_of(AnonymousUser()))  # type: ignore[operator]

    assert answer.status_code == 302
    assert answer["Location"].endswith("?next=/page/%3Fpart%3D2")


def test_someone_without_a_role_sees_what_is_for_all_who_sign_in(stranger: User) -> None:
    assert own_page(request_of(stranger)).status_code == 200


def test_the_policy_can_be_read_from_the_view() -> None:
    policy = access.policy_of(staff_page)

    assert policy is not None
    assert policy.roles == {Role.PROGRAMME_OFFICER, Role.ADMINISTRATOR}


def test_what_is_hidden_and_what_is_absent_look_the_same(
    stranger: User, administrator: User
) -> None:
    for hidden_or_absent in (administrator.pk, 987654):
        with pytest.raises(Http404):
            permissions.people.get(stranger, pk=hidden_or_absent)


def test_list_and_single_page_agree_on_what_is_visible(
    stranger: User, administrator: User, municipal_planner: User
) -> None:
    everyone = [stranger, administrator, municipal_planner]
    for viewer in everyone:
        listed = set(permissions.people.visible_to(viewer))
        assert listed == ({*everyone} if viewer == administrator else {viewer})
