from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bybalance.web.accounts.models import User
from bybalance.web.atlas import services
from bybalance.web.atlas.models import BuildOrder, Release
from bybalance.web.atlas.services import orders

Nothing = Callable[[int], None]


@pytest.fixture
def city_file(balby_settings: Path, settings: object, tmp_path: Path) -> str:
    """Balby's files where whoever runs the site would put them."""
    settings.DATA_FOLDER = tmp_path  # type: ignore[attr-defined]
    shutil.copytree(balby_settings.parent, tmp_path / "cities" / "balby")
    return "balby/balby.toml"


def order(source: str, by: User) -> BuildOrder:
    return services.order_build(source, by=by, now=timezone.now(), enqueue=lambda _pk: None)


def test_an_order_is_built_and_registered_as_a_draft(
    city_file: str, programme_officer: User
) -> None:
    made = order(city_file, programme_officer)

    services.carry_out(made.pk)

    made.refresh_from_db()
    assert (made.state, made.done_pct, made.failure) == ("done", 100, "")
    release = Release.objects.get(build=made.build)
    assert release.state == Release.State.DRAFT
    assert release.build.registered_by_key == programme_officer.audit_key
    assert not list(Path(settings.DATA_FOLDER).glob(".atlas-build-*"))


def test_progress_is_told_while_it_runs(
    city_file: str, programme_officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = order(city_file, programme_officer)
    seen: list[tuple[str, int]] = []
    write = orders._write

    def seen_too(one: BuildOrder, **values: object) -> None:
        write(one, **values)
        kept = BuildOrder.objects.get(pk=one.pk)
        seen.append((kept.step, kept.done_pct))

    monkeypatch.setattr(orders, "_write", seen_too)
    services.carry_out(made.pk)

    numbers = [pct for _step, pct in seen]
    assert numbers == sorted(numbers)
    assert len(set(numbers)) > 4
    assert {"reading", "contexts", "measures", "profiles"} <= {step for step, _pct in seen}


def test_a_bad_file_says_what_is_wrong_with_it(
    city_file: str, programme_officer: User, tmp_path: Path
) -> None:
    path = tmp_path / "cities" / city_file
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('total = "people"', 'total = "folk"'), encoding="utf-8")
    made = order(city_file, programme_officer)

    services.carry_out(made.pk)

    made.refresh_from_db()
    assert made.state == BuildOrder.State.FAILED
    assert "people_2016.csv" in made.failure
    assert "folk" in made.failure


@pytest.mark.usefixtures("errors_are_logged")
def test_a_fault_of_ours_leaves_the_order_failed(
    city_file: str, programme_officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = order(city_file, programme_officer)
    monkeypatch.setattr(
        orders.atlas_build,
        "build_atlas",
        lambda *_a, **_k: (_ for _ in ()).throw(ZeroDivisionError),
    )

    with pytest.raises(ZeroDivisionError):
        services.carry_out(made.pk)

    made.refresh_from_db()
    assert made.state == BuildOrder.State.FAILED
    assert "Loggen" in made.failure


def test_one_city_is_built_once_at_a_time(programme_officer: User) -> None:
    order("balby", programme_officer)

    with pytest.raises(services.Refused, match="på vej"):
        order("balby", programme_officer)


@pytest.mark.parametrize("source", ["../balby.toml", "/etc/passwd", "balby.toml", ""])
def test_only_settings_on_the_site_can_be_built(source: str, programme_officer: User) -> None:
    with pytest.raises(services.Refused):
        order(source, programme_officer)
    assert BuildOrder.objects.count() == 0


def test_the_page_orders_and_shows_how_far_it_is(
    client: Client, programme_officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.force_login(programme_officer)
    queued: list[int] = []
    from bybalance.web.atlas.views import work

    monkeypatch.setattr(
        work.tasks, "build_city", type("Task", (), {"enqueue": staticmethod(queued.append)})
    )

    answer = client.post(reverse("atlas:order"), {"source": "balby"}, follow=True)

    assert "Beregningen er bestilt." in answer.content.decode()
    made = BuildOrder.objects.get()
    BuildOrder.objects.update(state="running", done_pct=41, step="contexts")
    page = client.get(reverse("atlas:work")).content.decode()
    assert 'value="41"' in page
    assert "Finder de nærmeste" in page
    assert made.ordered_by == programme_officer
    assert client.post(reverse("atlas:order"), {"source": "x"}).status_code == 400
