"""The Danish catalogues: everything collected, everything translated, every gap kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools import collect_messages

APPS = collect_messages.apps()


@pytest.fixture(params=APPS, ids=lambda app: app.name)
def app(request: pytest.FixtureRequest) -> Path:
    folder: Path = request.param
    return folder


def test_the_catalogue_holds_what_code_and_templates_say(app: Path) -> None:
    path = collect_messages.catalogue_path(app)
    kept = path.read_text(encoding="utf-8") if path.exists() else None

    assert kept == collect_messages.collected_text(app), "run `make messages`"


def test_every_message_is_translated_and_none_is_a_guess(app: Path) -> None:
    catalogue = collect_messages.read_catalogue(collect_messages.catalogue_path(app))

    waiting = [
        message.id
        for message in catalogue
        if message.id and not collect_messages.is_translated(message)
    ]

    assert waiting == []
    assert list(catalogue.obsolete) == [], "delete what is no longer used"


def test_every_translation_keeps_the_gaps_of_its_message(app: Path) -> None:
    catalogue = collect_messages.read_catalogue(collect_messages.catalogue_path(app))

    faults = [(message.id, fault) for message in catalogue for fault in message.check(catalogue)]

    assert faults == []


def test_a_message_has_one_translation_on_the_whole_site() -> None:
    """Django joins the catalogues of all apps: of two translations, one would never be seen."""
    translations: dict[tuple[str | None, object], dict[str, str]] = {}
    for app in APPS:
        for message in collect_messages.read_catalogue(collect_messages.catalogue_path(app)):
            if message.id:
                found = translations.setdefault((message.context, message.id), {})
                found[str(message.string)] = app.name

    assert {key: found for key, found in translations.items() if len(found) > 1} == {}
