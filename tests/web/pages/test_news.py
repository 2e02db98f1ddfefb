from __future__ import annotations

from datetime import date
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.urls import reverse
from tests.web import factories
from wagtail.models import Page, get_page_models

ATOM = "{http://www.w3.org/2005/Atom}"

pytestmark = pytest.mark.django_db


def feed(client: Client, address: str) -> ElementTree.Element:
    answer = client.get(address)
    assert answer.status_code == 200
    return ElementTree.fromstring(answer.content)  # noqa: S314 - our own feed


class TestNews:
    def test_a_visitor_reads_what_is_published(self, resident: Client) -> None:
        page = factories.news(intro="Der er kommet et torv.")

        found = resident.get("/nyheder/").content.decode()
        shown = resident.get(page.url).content.decode()

        assert page.title in found
        assert 'datetime="2026-03-01"' in shown
        assert "Der er kommet et torv." in shown

    def test_a_draft_is_not_found_anywhere(self, resident: Client) -> None:
        page = factories.news(live=False, title="KANARIEFUGL", slug="kanariefugl")

        answers = [
            resident.get(address)
            for address in (
                "/",
                "/nyheder/",
                "/feeds/nyheder.rss",
                "/feeds/nyheder.atom",
                "/nyheder/kanariefugl/",
                f"/redaktion/pages/{page.pk}/view_draft/",
                f"/redaktion/pages/{page.pk}/edit/preview/",
            )
        ]

        assert [answer.status_code for answer in answers] == [200] * 4 + [404, 302, 302]
        assert not [answer for answer in answers if b"KANARIEFUGL" in answer.content]

    def test_the_changes_of_a_published_page_wait_until_they_are_published(
        self, resident: Client
    ) -> None:
        page = factories.news()
        page.title = "KANARIEFUGL"
        page.save_revision()

        for address in ("/nyheder/", page.url, "/feeds/nyheder.rss"):
            assert b"KANARIEFUGL" not in resident.get(address).content

    def test_an_example_says_that_it_is_invented(self, resident: Client) -> None:
        page = factories.news(is_invented=True)

        for address in ("/nyheder/", page.url, "/feeds/nyheder.rss", "/feeds/nyheder.atom"):
            assert "opdigtet" in resident.get(address).content.decode()

    def test_each_language_has_its_own_news(self, resident: Client) -> None:
        factories.news(title="Kun på dansk")
        factories.news(title="Only in English", language="en")

        danish, english = resident.get("/nyheder/"), resident.get("/en/news/")

        assert b"Only in English" not in danish.content
        assert "Kun på dansk" not in english.content.decode()

    def test_an_empty_list_leads_to_the_language_that_has_pages(self, resident: Client) -> None:
        factories.publication(title="Rapport om Balby")

        page = resident.get("/en/publications/").content.decode()

        assert "Nothing in English yet" in page
        assert 'href="/udgivelser/" hreflang="da">In Danish the list has 1 page' in page

    def test_the_language_switch_leads_to_the_nearest_page_there_is(self, resident: Client) -> None:
        page = factories.news()

        shown = resident.get(page.url).content.decode()

        assert 'href="http://localhost/en/news/"' in shown or 'href="/en/news/"' in shown

    def test_a_list_of_many_asks_the_database_no_more_than_one_of_few(
        self, resident: Client, django_assert_max_num_queries: object
    ) -> None:
        for number in range(12):
            factories.news(title=f"Nyhed {number}", slug=f"nyhed-{number}")

        with django_assert_max_num_queries(12):  # type: ignore[operator]
            resident.get("/nyheder/")

    def test_a_page_is_found_by_its_address_in_few_questions(
        self, resident: Client, django_assert_max_num_queries: object
    ) -> None:
        page = factories.news()
        resident.get(page.url)  # what Wagtail and Django keep

        with django_assert_max_num_queries(9):  # type: ignore[operator]
            assert resident.get(page.url).status_code == 200

    def test_no_page_can_be_kept_for_some_readers(self) -> None:
        ours = [kind for kind in get_page_models() if kind is not Page]

        assert ours
        assert [kind for kind in ours if kind.private_page_options] == []

    def test_an_address_belongs_to_one_language(self, resident: Client) -> None:
        factories.news(slug="torvet")

        page = reverse("wagtail_serve", args=["nyheder/torvet/"])

        assert page == "/nyheder/torvet/"
        assert resident.get(page).status_code == 200
        for address in ("/en/nyheder/torvet/", "/torvet/", "/nyheder/torvet/mere/"):
            assert resident.get(address).status_code == 404


class TestNewsFeeds:
    def test_rss_has_what_the_standard_asks_for(self, resident: Client) -> None:
        page = factories.news(intro="Kort.")

        channel = feed(resident, "/feeds/nyheder.rss").find("channel")

        assert channel is not None
        for name in ("title", "link", "description", "language", "lastBuildDate"):
            assert channel.findtext(name), name
        [item] = channel.findall("item")
        assert item.findtext("title") == page.title
        assert item.findtext("description") == "Kort."
        assert (item.findtext("link") or "").startswith("http")
        guid = item.find("guid")
        assert guid is not None
        assert guid.get("isPermaLink") == "false"

    def test_the_identity_of_an_item_outlives_a_new_address(self, resident: Client) -> None:
        page = factories.news()
        before = feed(resident, "/feeds/nyheder.rss").findtext("channel/item/guid")
        page.slug = "et-andet-ord"
        page.save_revision().publish()

        assert feed(resident, "/feeds/nyheder.rss").findtext("channel/item/guid") == before

    def test_atom_has_what_the_standard_asks_for(self, resident: Client) -> None:
        factories.news()

        root = feed(resident, "/feeds/nyheder.atom")

        assert root.tag == f"{ATOM}feed"
        for name in ("id", "title", "updated"):
            assert root.findtext(f"{ATOM}{name}"), name
        [entry] = root.findall(f"{ATOM}entry")
        for name in ("id", "title", "updated", "published"):
            assert entry.findtext(f"{ATOM}{name}"), name

    def test_the_newest_comes_first(self, resident: Client) -> None:
        factories.news(title="Gammel", published_on=date(2025, 1, 1), slug="gammel")
        factories.news(title="Ny", published_on=date(2026, 1, 1), slug="ny")

        titles = [
            item.findtext("title") for item in feed(resident, "/feeds/nyheder.rss").iter("item")
        ]

        assert titles == ["Ny", "Gammel"]

    def test_they_reject_being_sent_to(self, resident: Client) -> None:
        assert resident.post("/feeds/nyheder.rss").status_code == 405
        assert resident.post("/feeds/nyheder.atom").status_code == 405
