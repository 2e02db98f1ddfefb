from __future__ import annotations

from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.web.atlas.conftest import changed_copy

from bybalance.atlas.disclosure.register import Objection
from bybalance.web.accounts.models import User
from bybalance.web.atlas import services
from bybalance.web.atlas.models import Release, ReleaseStep
from bybalance.web.atlas.queries import differencing

Kind = ReleaseStep.Kind


def another_build(artefact: Path, tmp_path: Path, by: User) -> Release:
    """The same city once more, with a table that is one row shorter."""
    folder = changed_copy(
        artefact, tmp_path / "next", "measures.parquet", lambda frame: frame.head(-1)
    )
    build = services.register_build(folder, by=by, now=timezone.now())
    return Release.objects.get(build=build)


def test_who_registered_it_does_not_approve_it(
    client: Client, draft: Release, programme_officer: User
) -> None:
    client.force_login(programme_officer)

    answer = client.post(reverse("atlas:approve", args=[draft.pk]))

    assert answer.status_code == 403
    draft.refresh_from_db()
    assert draft.state == Release.State.DRAFT
    page = client.get(reverse("atlas:release", args=[draft.pk]))
    assert "Du har selv registreret" in page.content.decode()
    assert "Godkend frigivelsen" not in page.content.decode()


def test_a_second_person_approves_and_the_check_is_kept(
    client: Client, draft: Release, administrator: User
) -> None:
    client.force_login(administrator)

    answer = client.post(reverse("atlas:approve", args=[draft.pk]), follow=True)

    draft.refresh_from_db()
    assert draft.state == Release.State.APPROVED
    step = draft.steps.get(kind=Kind.APPROVED)
    assert step.by_key == administrator.audit_key
    assert step.check_report["objection_count"] == 0
    assert step.check_report["area_count"] == 11
    assert "Frigivelsen er godkendt." in answer.content.decode()


def test_a_draft_is_not_published(client: Client, draft: Release, administrator: User) -> None:
    client.force_login(administrator)

    assert client.post(reverse("atlas:publish", args=[draft.pk])).status_code == 403
    draft.refresh_from_db()
    assert draft.state == Release.State.DRAFT


def test_publishing_shows_it_to_everybody(client: Client, approved: Release) -> None:
    address = reverse("atlas:city", args=["balby"])
    assert client.get(address).status_code == 404

    services.publish_release(
        approved, by=User.objects.get(email="admin@balby.example"), now=timezone.now()
    )

    assert client.get(address).status_code == 200
    assert "Balby" in client.get(reverse("atlas:index")).content.decode()


def test_a_newer_build_replaces_the_one_that_was_public(
    published: Release, artefact: Path, tmp_path: Path, programme_officer: User, administrator: User
) -> None:
    newer = another_build(artefact, tmp_path, programme_officer)
    services.approve_release(newer, by=administrator, now=timezone.now())
    services.publish_release(newer, by=administrator, now=timezone.now())

    published.refresh_from_db()
    newer.refresh_from_db()
    assert (published.state, newer.state) == ("withdrawn", "published")
    step = published.steps.get(kind=Kind.WITHDRAWN)
    assert step.reason == "Erstattet af en nyere beregning."
    report = newer.steps.get(kind=Kind.APPROVED).check_report
    assert report["earlier_runs"] == [published.build.run_id]


def test_areas_that_differ_by_a_few_people_from_an_earlier_release_are_refused(
    published: Release,
    artefact: Path,
    tmp_path: Path,
    programme_officer: User,
    administrator: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    newer = another_build(artefact, tmp_path, programme_officer)
    as_released = differencing._as_release

    def without_one_cell(release: Release) -> object:
        """As if an outline had been drawn anew around all houses of Balby Nord but one."""
        found = as_released(release)
        if release.pk != newer.pk:
            return found
        areas = dict(found.areas)
        cells = sorted(areas["balby-nord"])
        people = differencing._people(differencing.opened.open_build(release.build), 2024)
        house = next(cell for cell in cells if 0 < people[cell][0] < 100)
        areas["balby-nord"] = frozenset(cells) - {house}
        return type(found)(release_id=found.release_id, areas=areas)

    monkeypatch.setattr(differencing, "_as_release", without_one_cell)

    with pytest.raises(services.Refused, match="balby-nord"):
        services.approve_release(newer, by=administrator, now=timezone.now())

    newer.refresh_from_db()
    assert newer.state == Release.State.DRAFT


def test_what_was_published_in_between_is_checked_again(
    approved: Release, administrator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = Objection(first="a/x", second="b/x", persons=3, households=1)
    monkeypatch.setattr(differencing, "objections_to", lambda _release: [found])

    with pytest.raises(services.Refused, match="a/x"):
        services.publish_release(approved, by=administrator, now=timezone.now())


def test_withdrawing_needs_a_reason_and_takes_it_off_the_pages(
    client: Client, published: Release, programme_officer: User
) -> None:
    client.force_login(programme_officer)
    address = reverse("atlas:withdraw", args=[published.pk])

    assert client.get(address).status_code == 200
    assert client.post(address, {"reason": ""}).status_code == 400
    assert client.post(address, {"reason": "Et felt var forkert."}).status_code == 302

    published.refresh_from_db()
    assert published.state == Release.State.WITHDRAWN
    assert published.steps.get(kind=Kind.WITHDRAWN).reason == "Et felt var forkert."
    assert Client().get(reverse("atlas:city", args=["balby"])).status_code == 404


def test_what_is_withdrawn_does_not_come_back(published: Release, administrator: User) -> None:
    services.withdraw_release(published, reason="x", by=administrator, now=timezone.now())

    for step in (services.approve_release, services.publish_release):
        with pytest.raises(PermissionDenied):
            step(published, by=administrator, now=timezone.now())


def test_the_work_pages_are_for_those_who_manage_atlases(
    client: Client, draft: Release, municipal_planner: User, programme_officer: User
) -> None:
    client.force_login(municipal_planner)
    assert client.get(reverse("atlas:work")).status_code == 403
    assert client.get(reverse("atlas:release", args=[draft.pk])).status_code == 403

    client.force_login(programme_officer)
    overview = client.get(reverse("atlas:work")).content.decode()
    assert draft.build.run_id in overview
    page = client.get(reverse("atlas:release", args=[draft.pk])).content.decode()
    assert "Per Program" in page
