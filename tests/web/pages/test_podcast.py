from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from xml.etree import ElementTree

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.web import factories

from bybalance.web.accounts.models import User
from bybalance.web.pages import blocks
from bybalance.web.pages.models import PodcastEpisodePage, PodcastSeriesPage

ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"
AIRED = datetime(2026, 3, 2, 6, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def series(db: None) -> PodcastSeriesPage:
    cover = factories.picture(width=1400, height=1400)
    return factories.series(artwork=cover, contact_email="podcast@balby.example")


@pytest.fixture
def episode(series: PodcastSeriesPage) -> PodcastEpisodePage:
    return factories.episode(series, aired_at=AIRED, episode_number=3)


def channel_of(client: Client, series: PodcastSeriesPage) -> ElementTree.Element:
    answer = client.get(f"/feeds/podcast/{series.pk}.rss")
    assert answer["Content-Type"] == "application/rss+xml; charset=utf-8"
    channel = ElementTree.fromstring(answer.content).find("channel")  # noqa: S314 - our own feed
    assert channel is not None
    return channel


class TestPodcastFeed:
    def test_the_channel_has_what_directories_ask_for(
        self, resident: Client, series: PodcastSeriesPage
    ) -> None:
        channel = channel_of(resident, series)

        assert channel.findtext("title") == series.title
        assert channel.findtext("description") == series.intro
        assert channel.findtext("language") == "da"
        assert (channel.findtext("link") or "").startswith("http")
        assert channel.findtext(f"{ITUNES}author") == "Balby"
        assert channel.findtext(f"{ITUNES}explicit") == "false"
        assert channel.findtext(f"{ITUNES}owner/{ITUNES}email") == "podcast@balby.example"
        category = channel.find(f"{ITUNES}category")
        assert category is not None
        assert category.get("text") == "Society & Culture"

    def test_the_cover_can_be_fetched_by_anyone(
        self, resident: Client, series: PodcastSeriesPage
    ) -> None:
        cover = channel_of(resident, series).find(f"{ITUNES}image")
        assert cover is not None

        answer = resident.get(cover.get("href", "").removeprefix("http://testserver"))

        assert answer.status_code == 200
        assert answer["Content-Type"] == "image/jpeg"
        assert b"".join(answer.streaming_content)[:3] == b"\xff\xd8\xff"

    def test_an_item_has_what_directories_ask_for(
        self, resident: Client, series: PodcastSeriesPage, episode: PodcastEpisodePage
    ) -> None:
        item = channel_of(resident, series).find("item")
        assert item is not None
        enclosure = item.find("enclosure")
        assert enclosure is not None

        assert enclosure.get("length") == str(len(factories.MP3))
        assert enclosure.get("type") == "audio/mpeg"
        assert enclosure.get("url") == f"http://testserver/optagelser/{episode.pk}/"
        assert item.findtext(f"{ITUNES}duration") == "750"
        assert item.findtext(f"{ITUNES}episode") == "3"
        assert parsedate_to_datetime(item.findtext("pubDate") or "") == AIRED
        guid = item.find("guid")
        assert guid is not None
        assert (guid.text, guid.get("isPermaLink")) == (f"urn:uuid:{episode.guid}", "false")

    def test_the_enclosure_is_as_long_as_it_says(
        self, resident: Client, series: PodcastSeriesPage, episode: PodcastEpisodePage
    ) -> None:
        answer = resident.get(f"/optagelser/{episode.pk}/")

        assert len(b"".join(answer.streaming_content)) == len(factories.MP3)
        assert answer["Content-Length"] == str(len(factories.MP3))

    def test_the_identity_of_an_episode_outlives_every_change(
        self, resident: Client, series: PodcastSeriesPage, episode: PodcastEpisodePage
    ) -> None:
        before = channel_of(resident, series).findtext("item/guid")
        episode.title, episode.slug = "Et andet navn", "et-andet-navn"
        episode.save_revision().publish()

        assert channel_of(resident, series).findtext("item/guid") == before

    def test_what_is_a_draft_linked_or_undated_is_left_out(
        self, resident: Client, series: PodcastSeriesPage
    ) -> None:
        factories.episode(series, live=False, title="Kladde", aired_at=AIRED)
        factories.episode(series, title="Andetsteds", recording=b"", aired_at=AIRED)
        factories.episode(series, title="Uden dag", aired_at=None)

        assert channel_of(resident, series).findall("item") == []

    def test_a_series_without_cover_or_not_published_has_no_feed(self, resident: Client) -> None:
        bare = factories.series(title="Uden omslag")
        cover = factories.picture(width=1400, height=1400)
        draft = factories.series(title="Kladde", live=False, artwork=cover)

        for one in (bare, draft):
            assert resident.get(f"/feeds/podcast/{one.pk}.rss").status_code == 404


class TestRecording:
    def test_a_part_of_it_can_be_asked_for(
        self, resident: Client, episode: PodcastEpisodePage
    ) -> None:
        answer = resident.get(f"/optagelser/{episode.pk}/", headers={"Range": "bytes=10-13"})

        assert answer.status_code == 206
        assert answer["Content-Range"] == f"bytes 10-13/{len(factories.MP3)}"
        assert b"".join(answer.streaming_content) == factories.MP3[10:14]

    @pytest.mark.parametrize(
        ("asked", "expected"),
        [
            ("bytes=4000-", factories.MP3[4000:]),
            ("bytes=-5", factories.MP3[-5:]),
            ("bytes=4010-99999", factories.MP3[4010:]),
        ],
        ids=["from", "last", "beyond"],
    )
    def test_the_end_of_it_too(
        self, resident: Client, episode: PodcastEpisodePage, asked: str, expected: bytes
    ) -> None:
        answer = resident.get(f"/optagelser/{episode.pk}/", headers={"Range": asked})

        assert b"".join(answer.streaming_content) == expected

    def test_a_part_beyond_the_end_is_refused(
        self, resident: Client, episode: PodcastEpisodePage
    ) -> None:
        answer = resident.get(f"/optagelser/{episode.pk}/", headers={"Range": "bytes=99999-"})

        assert answer.status_code == 416
        assert answer["Content-Range"] == f"bytes */{len(factories.MP3)}"

    def test_nonsense_in_the_question_gives_all_of_it(
        self, resident: Client, episode: PodcastEpisodePage
    ) -> None:
        for asked in ("bytes=-", "pages=1-2", "bytes=1-2,4-5"):
            answer = resident.get(f"/optagelser/{episode.pk}/", headers={"Range": asked})
            assert b"".join(answer.streaming_content) == factories.MP3

    def test_a_draft_is_heard_by_editors_only_and_kept_by_nobody(
        self, client: Client, series: PodcastSeriesPage, stranger: User, editor: User
    ) -> None:
        draft = factories.episode(series, live=False)
        address = f"/optagelser/{draft.pk}/"

        assert client.get(address).status_code == 404
        client.force_login(stranger)
        assert client.get(address).status_code == 404
        client.force_login(editor)
        answer = client.get(address)
        assert answer.status_code == 200
        assert b"".join(answer.streaming_content) == factories.MP3
        assert answer["Cache-Control"] == "private, no-store"

    def test_an_episode_without_recording_has_none_to_fetch(
        self, resident: Client, series: PodcastSeriesPage
    ) -> None:
        linked = factories.episode(series, recording=b"")

        assert resident.get(f"/optagelser/{linked.pk}/").status_code == 404

    def test_it_rejects_being_sent_to(self, resident: Client, episode: PodcastEpisodePage) -> None:
        assert resident.post(f"/optagelser/{episode.pk}/").status_code == 405


class TestEpisodePage:
    def test_it_shows_player_chapters_guests_and_transcript(
        self, resident: Client, series: PodcastSeriesPage
    ) -> None:
        page = factories.episode(
            series,
            guests=[("guests", [{"name": "Anna", "title": "Beboer", "workplace": ""}])],
            chapters=[
                ("chapters", [{"starts_at": "1:10", "title": "Om torvet"}]),
            ],
        )

        shown = resident.get(page.url).content.decode()

        assert "<audio" in shown
        assert f'href="/optagelser/{page.pk}/#t=70"' in shown
        assert "Anna: Goddag." in shown
        assert "Anna, Beboer" in shown

    def test_an_episode_elsewhere_says_where(self, resident: Client) -> None:
        elsewhere = factories.series(found_at="https://balby.example/podcast/")
        page = factories.episode(elsewhere, recording=b"", aired_at=None)

        shown = resident.get(page.url).content.decode()

        assert "<audio" not in shown
        assert "https://balby.example/podcast/" in shown
        assert "ukendt" in shown


@pytest.mark.usefixtures("templates_of_a_library")
class TestUploadRecording:
    def test_a_new_recording_of_a_published_episode_waits_until_it_is_published(
        self, client: Client, editor: User, episode: PodcastEpisodePage
    ) -> None:
        client.force_login(editor)
        longer = factories.MP3 + bytes(500)
        given = {
            "title": episode.title,
            "slug": episode.slug,
            "recording": SimpleUploadedFile("nyt.mp3", longer),
            "length": "13:00",
            "transcript": "Anna: Goddag igen.",
            "body-count": "0",
            "guests-count": "0",
            "chapters-count": "0",
            "comments-TOTAL_FORMS": "0",
            "comments-INITIAL_FORMS": "0",
        }

        answer = client.post(f"/redaktion/pages/{episode.pk}/edit/", given)
        assert answer.status_code == 302, answer.context["form"].errors
        before = b"".join(client.get(f"/optagelser/{episode.pk}/").streaming_content)
        episode.refresh_from_db()
        episode.get_latest_revision().publish()
        after = b"".join(client.get(f"/optagelser/{episode.pk}/").streaming_content)

        assert (before, after) == (factories.MP3, longer)


class TestWhatIsRefused:
    def test_a_recording_without_transcript_and_length(self, series: PodcastSeriesPage) -> None:
        page = factories.episode(series)
        page.transcript, page.length = " ", ""

        with pytest.raises(ValidationError) as caught:
            page.full_clean()

        assert set(caught.value.message_dict) == {"transcript", "length"}

    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("torvet.mp3", b"<html>not a sound</html>"),
            ("torvet.m4a", b"ID3 something else"),
            ("torvet.exe", factories.MP3),
        ],
    )
    def test_a_file_that_is_no_recording(
        self, series: PodcastSeriesPage, name: str, content: bytes
    ) -> None:
        page = factories.episode(series)
        page.recording = SimpleUploadedFile(name, content)

        with pytest.raises(ValidationError) as caught:
            page.full_clean()

        assert "recording" in caught.value.message_dict

    def test_a_cover_that_is_not_square(self) -> None:
        page = factories.series()
        page.artwork = factories.picture(width=1400, height=1300)

        with pytest.raises(ValidationError) as caught:
            page.full_clean()

        assert "1400 × 1300" in str(caught.value)

    @pytest.mark.parametrize("clock", ["12", "1:60", "0:75:10", "abc", ""])
    def test_a_time_that_is_none(self, clock: str) -> None:
        with pytest.raises(ValidationError):
            blocks.seconds_of(clock)

    @pytest.mark.parametrize(
        ("clock", "seconds"), [("0:05", 5), ("90:00", 5400), ("1:02:30", 3750)]
    )
    def test_times_are_read(self, clock: str, seconds: int) -> None:
        assert blocks.seconds_of(clock) == seconds
        assert blocks.seconds_of(blocks.clock_of(seconds)) == seconds
