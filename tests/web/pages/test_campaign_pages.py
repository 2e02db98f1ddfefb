from __future__ import annotations

import pytest
from django.test import Client
from tests.web import factories
from wagtail.models import Page

from bybalance.pipelines import campaign
from bybalance.web.accounts.models import User
from bybalance.web.pages import queries, services
from bybalance.web.pages.models import NewsPage, PodcastEpisodePage, PublicationPage
from bybalance.web.shared.related import told

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("editorial_pages")]


class TestLoadCampaignPages:
    def test_the_episode_says_what_the_facts_say_and_no_more(self, resident: Client) -> None:
        services.load_campaign_pages()
        fact = campaign.facts()["podcast"]
        episode = PodcastEpisodePage.objects.get()

        shown = resident.get(episode.url).content.decode()

        for guest in fact["guests"]:
            assert f"{guest['name']}, {guest['title']}, {guest['organisation']}" in shown
        assert episode.episode_number == fact["episode"]
        assert (episode.aired_at, episode.length, bool(episode.recording)) == (None, "", False)
        assert campaign.facts()["meta"]["source_url"] in shown
        assert "<audio" not in shown

    def test_the_publications_are_those_the_page_names(self) -> None:
        services.load_campaign_pages()
        named = {one["title_da"] for one in campaign.facts()["documents"]}

        found = set(PublicationPage.objects.values_list("title", flat=True))

        assert len(found) == 6
        assert found <= named

    def test_a_publication_is_shown_on_the_page_of_its_area(self) -> None:
        area = factories.AreaFactory.create(area_id="vaerebro-park")
        services.load_campaign_pages()

        section = told(queries.area_section, area, factories.UserFactory.create())

        assert [link.label for link in section.links] == ["Program for Værebro Park i Gladsaxe"]

    def test_loading_again_changes_nothing(self) -> None:
        services.load_campaign_pages()
        services.load_demo_pages()
        before = list(Page.objects.values_list("pk", "latest_revision_id"))

        assert (services.load_campaign_pages(), services.load_demo_pages()) == (0, 0)

        assert list(Page.objects.values_list("pk", "latest_revision_id")) == before


class TestDemoPages:
    def test_every_piece_of_news_says_that_it_is_invented(self, resident: Client) -> None:
        services.load_demo_pages()

        pages = NewsPage.objects.filter(locale__language_code="da")
        shown = [resident.get(page.url).content.decode() for page in pages]

        assert len(shown) == 3
        assert all("opdigtet" in one for one in shown)

    def test_the_front_page_highlights_the_newest(self, resident: Client) -> None:
        services.load_demo_pages()

        assert "Balby Nord har fået et torv" in resident.get("/").content.decode()

    def test_a_highlighted_page_that_is_taken_down_is_left_out(self, resident: Client) -> None:
        services.load_demo_pages()
        Page.objects.get(slug="nyt-torv-i-balby").specific.unpublish()

        assert "Balby Nord har fået et torv" not in resident.get("/").content.decode()


class TestAreaSection:
    def test_it_shows_what_is_published_and_tied_to_the_area(self) -> None:
        area, other = factories.AreaFactory.create_batch(2)
        viewer = factories.UserFactory.create()
        factories.news(title="Om området", slug="om", areas=[area])
        factories.news(title="Om et andet", slug="andet", areas=[other])
        factories.news(title="KANARIEFUGL", slug="kladde", areas=[area], live=False)

        labels = [link.label for link in told(queries.area_section, area, viewer).links]

        assert labels == ["Om området"]


class TestDeletePage:
    @pytest.mark.usefixtures("templates_of_a_library")
    def test_what_has_been_published_is_taken_down_and_kept(
        self, client: Client, editor: User
    ) -> None:
        page = factories.news()
        client.force_login(editor)

        client.post(f"/redaktion/pages/{page.pk}/delete/", {"next": ""})

        page.refresh_from_db()
        assert not page.live
        assert page.revisions.exists()

    @pytest.mark.usefixtures("templates_of_a_library")
    def test_a_draft_that_nobody_has_seen_may_be_deleted(
        self, client: Client, editor: User
    ) -> None:
        page = factories.news(live=False)
        client.force_login(editor)

        client.post(f"/redaktion/pages/{page.pk}/delete/", {"next": ""})

        assert not Page.objects.filter(pk=page.pk).exists()
