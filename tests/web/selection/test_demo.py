from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from bybalance.web.accounts import services as account_services
from bybalance.web.selection import services
from bybalance.web.selection.models import Score, Selection

pytestmark = pytest.mark.django_db

NOW = datetime(2025, 5, 1, 10, tzinfo=UTC)


@pytest.fixture
def demo() -> None:
    account_services.load_demo_accounts(now=NOW)
    services.load_demo_selection(now=NOW)


def test_everything_in_it_is_marked_as_invented(client: Client, demo: None) -> None:
    selection = Selection.objects.get(state="published")

    page = client.get(reverse("selection:outcome", args=[selection.pk])).content.decode()

    assert all(item.is_invented for item in Selection.objects.all())
    assert not Score.objects.exclude(candidate__area=None).exists()
    assert page.count("opdigtet") >= 4


def test_a_second_load_changes_nothing(demo: None) -> None:
    before = list(Selection.objects.values_list("pk", flat=True))

    services.load_demo_selection(now=NOW)

    assert list(Selection.objects.values_list("pk", flat=True)) == before


def test_one_waits_for_scores(demo: None) -> None:
    assert Selection.objects.filter(state="scoring").count() == 1
