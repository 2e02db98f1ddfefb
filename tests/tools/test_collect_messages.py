from __future__ import annotations

from pathlib import Path

import pytest

from tools import collect_messages

TEMPLATE = """{# A page. Uses: count, name. #}
{% load i18n %}
  <h1 title="{% translate 'A title' context "noun" %}">{% translate "Areas" %}</h1>
<p>
 {% blocktranslate trimmed count counter=count %}
   {{ counter }} area, 40 % of it
 {% plural %}
   {{ counter }} areas
 {% endblocktranslate %}</p>
"""
CODE = 'from django.utils.translation import gettext as _\n\nWORD = _("Hello %(name)s")\n'


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(collect_messages, "ROOT", tmp_path)
    app = tmp_path / "lists"
    (app / "templates").mkdir(parents=True)
    (app / "templates" / "page.html").write_text(TEMPLATE, encoding="utf-8")
    (app / "views.py").write_text(CODE, encoding="utf-8")
    return app


def write(app: Path) -> str:
    text = collect_messages.collected_text(app)
    assert text is not None
    path = collect_messages.catalogue_path(app)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return text


def translate(app: Path, message: str, translation: str) -> None:
    path = collect_messages.catalogue_path(app)
    text = path.read_text(encoding="utf-8")
    assert f'msgid "{message}"\nmsgstr ""' in text
    path.write_text(
        text.replace(f'msgid "{message}"\nmsgstr ""', f'msgid "{message}"\nmsgstr "{translation}"'),
        encoding="utf-8",
    )


def test_it_finds_code_templates_contexts_and_plurals(app: Path) -> None:
    text = write(app)

    assert 'msgid "Hello %(name)s"' in text
    assert 'msgctxt "noun"\nmsgid "A title"' in text
    assert 'msgid "%(counter)s area, 40 %% of it"\nmsgid_plural "%(counter)s areas"' in text


def test_a_second_run_changes_nothing(app: Path) -> None:
    first = write(app)
    translate(app, "Areas", "Områder")
    second = write(app)

    assert write(app) == second != first


def test_an_unused_message_becomes_obsolete_and_comes_back_with_its_translation(app: Path) -> None:
    page = app / "templates" / "page.html"
    write(app)
    translate(app, "Areas", "Områder")

    page.write_text("{# A page. #}", encoding="utf-8")
    without = write(app)
    page.write_text(TEMPLATE, encoding="utf-8")
    again = write(app)

    assert '#~ msgid "Areas"\n#~ msgstr "Områder"' in without
    assert '\nmsgid "Areas"\nmsgstr "Områder"' in again


def test_a_changed_message_is_not_guessed(app: Path) -> None:
    write(app)
    translate(app, "Areas", "Områder")

    page = app / "templates" / "page.html"
    page.write_text(TEMPLATE.replace('"Areas"', '"Areaz"'), encoding="utf-8")

    assert 'msgid "Areaz"\nmsgstr ""' in write(app)
