"""See the letters before they are sent, and try them."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from tests.web import factories

from bybalance.web.accounts.models import User
from bybalance.web.newsletter.models import Issue
from bybalance.web.newsletter.queries import letters

pytestmark = pytest.mark.django_db


@pytest.fixture
def writer(client: Client, editor: User) -> Client:
    client.force_login(editor)
    return client


def page_of(issue: Issue, name: str = "newsletter:compose", *more: int) -> str:
    return reverse(name, args=[issue.pk, *more])


class Elements(HTMLParser):
    """Every element with its attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def elements(html: str) -> list[tuple[str, dict[str, str | None]]]:
    parser = Elements()
    parser.feed(html)
    return parser.found


def test_both_forms_of_the_letter_are_shown_and_nothing_can_run(writer: Client) -> None:
    issue = factories.IssueFactory.create(
        title_da="<script>alert(1)</script>", things=[("news", factories.news())]
    )

    page, frame = (
        writer.get(page_of(issue, part)) for part in ("newsletter:preview", "newsletter:letter")
    )

    assert "<script>alert" not in page.content.decode() + frame.content.decode()
    assert 'sandbox="allow-popups"' in page.content.decode()
    assert "frame-src 'self'" in page["Content-Security-Policy"]
    policy = frame["Content-Security-Policy"]
    assert "sandbox allow-popups" in policy
    assert "script-src 'none'" in policy
    assert "frame-ancestors 'self'" in policy
    assert "<script>alert(1)" in letters.preview(issue, language="da").body_text


def test_the_html_letter_is_simple_and_fetches_nothing(writer: Client) -> None:
    issue = factories.IssueFactory.create(
        intro_da="Kære læser", things=[("news", factories.news(title="Nyt torv"))]
    )

    found = elements(
        writer.get(page_of(issue, "newsletter:letter") + "?language=da").content.decode()
    )

    tags = [tag for tag, _attributes in found]
    assert not {"img", "script", "link", "iframe", "table", "form"} & set(tags)
    assert tags.count("h1") == 1
    assert tags.count("h2") == 1
    assert dict(found)["html"]["lang"] == "da"
    assert all(
        attributes["href"].startswith("http")  # type: ignore[union-attr]
        for tag, attributes in found
        if tag == "a"
    )


def test_each_language_tells_of_the_translation_where_there_is_one(writer: Client) -> None:
    danish = factories.news(title="Torvet er åbnet")
    factories.news(
        title="The square is open", language="en", translation_key=danish.translation_key
    )
    only_danish = factories.news(title="Kun på dansk", slug="kun")
    issue = factories.IssueFactory.create(things=[("news", danish), ("news", only_danish)])

    letter = letters.preview(issue, language="en")

    assert letter.subject == issue.title_en
    assert "The square is open" in letter.body_text
    assert "/en/news/the-square-is-open/" in letter.body_text
    assert "Torvet er åbnet" not in letter.body_text
    assert "Kun på dansk\nNews, 1 March 2026 (in Danish)" in letter.body_text.replace("\xa0", " ")
    assert 'lang="da"><a href' in letter.body_html


def test_an_unpublished_translation_is_not_told_of() -> None:
    danish = factories.news(title="Torvet er åbnet")
    factories.news(
        title="KANARIEFUGL", language="en", live=False, translation_key=danish.translation_key
    )
    issue = factories.IssueFactory.create(things=[("news", danish)])

    letter = letters.preview(issue, language="en")

    assert "KANARIEFUGL" not in letter.body_text + letter.body_html
    assert "Torvet er åbnet" in letter.body_text


def test_what_is_invented_says_so() -> None:
    issue = factories.IssueFactory.create(
        is_invented=True, things=[("news", factories.news(is_invented=True))]
    )

    letter = letters.preview(issue, language="da")

    assert letter.subject.endswith("(opdigtet)")
    assert letter.body_text.count("opdigtet") == 2
    assert "opdigtet" in letter.body_html


def test_an_editor_tries_it_on_themselves(
    writer: Client, editor: User, django_capture_on_commit_callbacks: object
) -> None:
    issue = factories.IssueFactory.create(things=[("news", factories.news())])
    factories.SubscriberFactory.create()

    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        writer.post(page_of(issue, "newsletter:test"), {"language": "en"})

    [letter] = mail.outbox
    assert letter.to == [editor.email]
    assert letter.subject.endswith(issue.title_en)
    assert "List-Unsubscribe" not in letter.extra_headers
    issue.refresh_from_db()
    assert issue.is_draft
