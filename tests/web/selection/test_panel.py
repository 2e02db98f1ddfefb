from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from tests.web import factories
from tests.web.selection.panels import NOW, panel, score_all

from bybalance.web.selection import services
from bybalance.web.selection.models import Score
from bybalance.web.shared.models import OutboxMessage

pytestmark = pytest.mark.django_db


def test_somebody_with_an_account_is_appointed_and_asked(client: Client) -> None:
    case = panel(state="scoring")
    person = factories.UserFactory.create(email="ny@balby.example")
    client.force_login(case.officer)

    client.post(
        reverse("selection:assessors", args=[case.selection.pk]), {"email": "Ny@Balby.example"}
    )

    assert case.selection.assessors.filter(user=person).exists()
    assert OutboxMessage.objects.filter(recipient=person.email).exists()


def test_somebody_without_an_account_is_named(client: Client) -> None:
    case = panel()
    client.force_login(case.officer)

    answer = client.post(
        reverse("selection:assessors", args=[case.selection.pk]), {"email": "ukendt@balby.example"}
    )

    assert answer.status_code == 400
    assert "Ingen har en konto med den e-mailadresse." in answer.content.decode()


def test_nobody_is_appointed_twice(client: Client) -> None:
    case = panel()
    client.force_login(case.officer)

    answer = client.post(
        reverse("selection:assessors", args=[case.selection.pk]), {"email": case.people[0].email}
    )

    assert "er allerede bedømmer" in answer.content.decode()


def test_an_assessor_who_leaves_takes_their_scores_along(client: Client) -> None:
    case = panel()
    score_all(case.first, ((1, 1), (1, 1), (1, 1)))
    client.force_login(case.officer)

    client.post(reverse("selection:dismiss_assessor", args=[case.selection.pk, case.first.pk]))

    assert not Score.objects.exists()
    assert case.selection.assessors.count() == 1


def test_nobody_leaves_when_the_scores_are_in(client: Client) -> None:
    case = panel()
    case.close()
    client.force_login(case.officer)

    answer = client.post(
        reverse("selection:dismiss_assessor", args=[case.selection.pk, case.first.pk]), follow=True
    )

    assert "ingen kan tages ud af panelet" in answer.content.decode()
    assert case.selection.assessors.count() == 2


def test_a_conflict_is_shown_to_the_officer_and_can_be_lifted(client: Client) -> None:
    case = panel()
    candidate = case.selection.candidates.all()[0]
    conflict = services.declare_conflict(
        case.first, candidate, reason="Jeg bor der.", by=case.people[0], now=NOW
    )
    client.force_login(case.officer)

    page = client.get(reverse("selection:assessors", args=[case.selection.pk])).content.decode()
    client.post(reverse("selection:lift_conflict", args=[case.selection.pk, conflict.pk]))

    assert "Må ikke bedømme Balby Nord: Jeg bor der." in page
    assert not case.first.conflicts.exists()


def test_a_conflict_is_not_lifted_when_the_scores_are_in(client: Client) -> None:
    case = panel()
    candidate = case.selection.candidates.all()[0]
    conflict = services.declare_conflict(
        case.first, candidate, reason="Jeg bor der.", by=case.people[0], now=NOW
    )
    case.close()
    client.force_login(case.officer)

    answer = client.post(
        reverse("selection:lift_conflict", args=[case.selection.pk, conflict.pk]), follow=True
    )

    assert "Bedømmelsen er ikke åben." in answer.content.decode()
    assert case.first.conflicts.exists()


def test_an_assessor_does_not_run_the_panel(client: Client) -> None:
    case = panel()
    client.force_login(case.people[0])

    for route in ("assessors", "candidates", "weights", "change"):
        answer = client.get(reverse(f"selection:{route}", args=[case.selection.pk]))
        assert answer.status_code == 403, route
