"""The path of an editor in Danish: whatever the library looks up on it has Danish words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from babel.messages import pofile
from django.conf import settings
from django.test import Client
from django.utils.translation import trans_real
from tests.web import factories

from bybalance.web.accounts.models import User
from tools import collect_messages

#: Words that are the same in both languages.
SAME = {
    "%s MB", ":", "Alias", "Format", "Link", "Site", "Status", "Type", "status", "system", "…",
    "RSS", "Atom", "Podcast", "atlas/", "%(size)d byte", "%(size)d bytes", ", ", "Status: ",
}  # fmt: skip
WAGTAIL = settings.LOCALE_PATHS[1]


@pytest.fixture
def english(monkeypatch: pytest.MonkeyPatch) -> Iterator[set[str]]:
    """Messages that were looked up in Danish and came back as they were."""
    found: set[str] = set()
    kind = trans_real.DjangoTranslation

    def watched(original: Any, *, form_count: int) -> Any:
        def look_up(self: Any, *given: Any) -> str:
            said: str = original(self, *given)
            if self.language() == "da" and said and said in given[:form_count]:
                found.add(said)
            return said

        return look_up

    monkeypatch.setattr(kind, "gettext", watched(kind.gettext, form_count=1))
    monkeypatch.setattr(kind, "ngettext", watched(kind.ngettext, form_count=2))
    yield found


@pytest.mark.django_db
@pytest.mark.usefixtures("templates_of_a_library", "editorial_pages")
def test_an_editor_meets_no_english(client: Client, editor: User, english: set[str]) -> None:
    client.force_login(editor)
    draft = factories.news(live=False)
    live = factories.news(title="Torvet er åbnet", slug="torvet")
    live.title = "Torvet er åbnet igen"
    live.save_revision()
    picture = factories.picture()
    episode = factories.episode(factories.series())
    index = draft.get_parent().pk
    for path in [
        "",
        "pages/",
        f"pages/{index}/",
        f"pages/add/pages/newspage/{index}/",
        f"pages/{draft.pk}/edit/",
        f"pages/{live.pk}/edit/",
        f"pages/{episode.pk}/edit/",
        f"pages/{episode.get_parent().pk}/edit/",
        f"pages/{live.pk}/unpublish/",
        f"pages/{draft.pk}/delete/",
        f"pages/{draft.pk}/move/",
        f"pages/{draft.pk}/copy/",
        f"pages/{live.pk}/history/",
        f"pages/{live.pk}/usage/",
        f"pages/{live.pk}/workflow_history/",
        f"pages/{live.pk}/revisions/compare/earliest...latest/",
        f"translation/submit/page/{live.pk}/",
        "pages/search/",
        "images/",
        "images/add/",
        f"images/{picture.pk}/",
        f"images/{picture.pk}/delete/",
        "images/chooser/",
        "choose-page/",
        "choose-external-link/",
        "choose-email-link/",
        "reports/workflow/",
        "reports/site-history/",
        "reports/locked/",
        "reports/aging-pages/",
        "jsi18n/",
    ]:
        assert client.get(f"/redaktion/{path}").status_code in {200, 302}, path
    for action in ("", "action-submit", "action-publish"):
        sent(client, draft.pk, action=action)

    assert {
        said for said in english - SAME if "<slug:" not in said and "<int:" not in said
    } == set()


def sent(client: Client, page_id: int, *, action: str) -> None:
    """Save, submit or publish, and look at what the page then says."""
    given = {
        "title": "Torvet",
        "slug": "et-torv",
        "intro": "",
        "published_on": "2026-03-01",
        "body-count": "0",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
    }
    client.post(f"/redaktion/pages/{page_id}/edit/", {**given, **({action: "1"} if action else {})})
    client.get("/redaktion/")
    client.get(f"/redaktion/pages/{page_id}/edit/")
    client.get(f"/redaktion/pages/{page_id}/history/")


def test_a_message_without_danish_words_is_noticed(english: set[str]) -> None:
    trans_real.translation("da").gettext("No catalogue has this")

    assert english == {"No catalogue has this"}


def test_the_words_for_the_library_do_not_contradict_our_own() -> None:
    with (WAGTAIL / "da" / "LC_MESSAGES" / "django.po").open("rb") as source:
        words = {message.id: message.string for message in pofile.read_po(source) if message.id}
    own = {
        message.id: message.string
        for app in collect_messages.apps()
        for message in collect_messages.read_catalogue(collect_messages.catalogue_path(app))
        if message.id
    }

    differing = {key: (said, own[key]) for key, said in words.items() if own.get(key, said) != said}

    assert differing == {}


def test_every_gap_in_a_message_is_in_its_danish_words() -> None:
    for path in (WAGTAIL / "da" / "LC_MESSAGES").glob("*.po"):
        with path.open("rb") as source:
            catalogue = pofile.read_po(source, locale="da")
        faults = [(one.id, str(fault)) for one in catalogue for fault in one.check(catalogue)]

        assert faults == []
