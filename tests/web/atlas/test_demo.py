from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import timezone

from bybalance.web.accounts import services as account_services
from bybalance.web.atlas import services
from bybalance.web.atlas.models import Build, Release
from bybalance.web.atlas.services import demo


@pytest.mark.django_db
def test_the_demo_publishes_balby_once_by_two_people(
    balby_settings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    account_services.load_demo_accounts(now=timezone.now())
    monkeypatch.setattr(demo, "settings_file", lambda _source, _folder: balby_settings)

    services.load_demo_atlas(now=timezone.now())
    services.load_demo_atlas(now=timezone.now())

    release = Release.objects.get()
    assert release.state == Release.State.PUBLISHED
    assert Build.objects.count() == 1
    registered, approved, published = release.steps.all()
    assert registered.by_key != approved.by_key
    assert [registered.kind, approved.kind, published.kind] == [
        "registered", "approved", "published",
    ]  # fmt: skip
