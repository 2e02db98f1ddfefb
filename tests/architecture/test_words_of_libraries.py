"""Our words for what the sign-in library says: the same messages in both languages, all in use."""

from __future__ import annotations

import re
from pathlib import Path

import allauth
from babel.messages import pofile
from django.conf import settings
from django.utils import translation

FOLDER = settings.LOCALE_PATHS[0]


def words_in(language: str) -> dict[str, str]:
    path = FOLDER / language / "LC_MESSAGES" / "django.po"
    with path.open("rb") as source:
        return {str(item.id): str(item.string) for item in pofile.read_po(source) if item.id}


def test_both_languages_have_the_same_messages_and_every_one_has_words() -> None:
    danish, english = words_in("da"), words_in("en")

    assert danish.keys() == english.keys()
    assert all(danish.values())
    assert all(english.values())


def test_every_message_is_one_that_the_library_says() -> None:
    library = Path(allauth.__file__).parent
    said = " ".join(
        " ".join(path.read_text(encoding="utf-8").split())
        for ending in ("html", "py")
        for path in library.rglob(f"*.{ending}")
    )

    said = re.sub(r"{{ (\w+) }}", r"%(\1)s", said)  # as a template's message is collected
    messages = (" ".join(message.split()) for message in words_in("en"))
    assert [message for message in messages if message not in said] == []


def test_our_words_win_over_those_of_the_library() -> None:
    for language, words in (("da", "Totrinslogin"), ("en", "Two-step sign-in")):
        with translation.override(language):
            assert translation.gettext("Two-Factor Authentication") == words
