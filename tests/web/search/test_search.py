"""Search for anything on the site."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries
from tests.web import factories
from tests.web.factories import pages

from bybalance.web.accounts.models import User
from bybalance.web.areas.models import Area, AreaName
from bybalance.web.search.queries import folding, marking
from bybalance.web.search.queries.search_page import search_page
from bybalance.web.search.queries.sources import SOURCES

pytestmark = pytest.mark.django_db

SEARCH = "/soeg/"
CANARY = "kanariefugl"


def found(client: Client, text: str, **asked: str) -> str:
    answer = client.get(SEARCH, {"text": text, **asked})
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("Ålborg Øst", "aalborg"),
        ("Aalborg Oest", "ålborg øst"),
        ("Værebro", "VAEREBRO"),
        ("Legeplads", "plads"),
        ("Grønne gårde", "gaarde groenne"),
    ],
)
def test_spellings_and_parts_of_words_are_found(client: Client, written: str, asked: str) -> None:
    factories.AreaFactory.create(name=written, area_id="det-soegte")

    assert "Boligområder" in found(client, asked)


def test_every_word_must_be_there(client: Client) -> None:
    factories.EventFactory.create(title_da="Åbent hus", text_da="Kom og se tegningerne.")

    assert "Åbent" in found(client, "hus tegninger")
    assert "Der blev ikke fundet noget." in found(client, "hus svømmehal")


def test_found_words_are_marked_in_title_and_text(client: Client) -> None:
    factories.EventFactory.create(
        title_da="Åbent hus", text_da=f"{'Først noget andet. ' * 20}Se tegningerne af broen."
    )

    page = found(client, "tegningerne")

    assert "<mark>tegningerne</mark> af broen." in page
    assert page.count("Først noget andet.") < 5
    assert "… " in page


def test_markup_is_never_let_through(client: Client) -> None:
    factories.EventFactory.create(title_da="<script>alert(1)</script>", text_da="<img src=x>")

    page = found(client, "script")

    assert "<script>alert" not in page
    assert "&lt;<mark>script</mark>&gt;" in page
    assert "<img src=x>" not in found(client, "<img")


def test_results_are_grouped_and_can_be_of_one_kind(client: Client) -> None:
    factories.AreaFactory.create(name="Balby Park")
    factories.EventFactory.create(title_da="Picnic i parken")

    everything, events = found(client, "park"), found(client, "park", kind="event")

    assert 'id="kind-area"' in everything
    assert 'id="kind-event"' in everything
    assert "Balby <mark>Park</mark>" in everything
    assert "Balby" not in events.split("link-list")[1]


def test_a_title_comes_before_a_text(client: Client) -> None:
    factories.EventFactory.create(title_da="Andet", text_da="Om broen")
    factories.EventFactory.create(title_da="Broen over åen")

    page = found(client, "broen", kind="event")

    assert page.index("over åen") < page.index("Andet")


def test_another_name_of_an_area_finds_it(client: Client) -> None:
    area = factories.AreaFactory.create(name="Balby Nord")
    AreaName.objects.create(area=area, name="Pæreparken")

    assert "Balby Nord" in found(client, "paereparken")


def test_many_results_come_in_pages(client: Client) -> None:
    for number in range(60):
        factories.EventFactory.create(title_da=f"Vandring {number}")

    first = found(client, "vandring")
    page = found(client, "vandring", kind="event")

    assert "(over 50)" in first
    assert first.count("<mark>Vandring</mark>") == 5
    assert "Vis alle: Arrangementer" in first
    assert page.count("<mark>Vandring</mark>") == 50
    assert found(client, "vandring", kind="event", page="2").count("<mark>Vandring</mark>") == 10


@pytest.mark.parametrize(
    "text", ["", "   ", "?!", "%", "'; drop table areas_area; --", "\x00", "\\"]
)
def test_strange_questions_are_answered_calmly(client: Client, text: str) -> None:
    factories.AreaFactory.create(name="Balby")

    answer = client.get(SEARCH, {"text": text})

    assert answer.status_code == 200
    assert Area.objects.exists()


def test_an_unknown_kind_searches_everything(client: Client) -> None:
    factories.AreaFactory.create(name="Balby Park")

    assert client.get(SEARCH, {"text": "park", "kind": "dragon"}).status_code == 200


def test_in_english(client: Client) -> None:
    factories.EventFactory.create(title_da="Åbent hus", title_en="Open house")

    page = client.get("/en/search/", {"text": "house"}).content.decode()

    assert "Open <mark>house</mark>" in page


def test_the_page_only_reads_and_is_not_indexed(client: Client) -> None:
    assert client.post(SEARCH).status_code == 405
    assert client.get(SEARCH)["X-Robots-Tag"] == "noindex"


# --- nothing leaks --------------------------------------------------------------------------


def test_what_is_hidden_is_not_found(client: Client, programme_officer: User) -> None:
    factories.NodeFactory.create(name_da=f"Kampagne {CANARY}", is_published=False)
    factories.EventFactory.create(title_da=f"Arrangement {CANARY}", is_published=False)
    factories.EventFactory.create(online_url=f"https://moede.example/{CANARY}")
    factories.RegistrationFactory.create(name=CANARY, email=f"{CANARY}@balby.example")
    factories.PersonFactory.create(name=CANARY, email=f"{CANARY}@balby.example")

    assert "Der blev ikke fundet noget." in found(client, CANARY)
    client.force_login(programme_officer)
    page = found(client, CANARY)
    assert page.count(f"<mark>{CANARY}</mark>") == 2
    assert "moede.example" not in page
    assert "@balby.example" not in page


def test_closed_meetings_and_confidential_items_are_not_found(
    client: Client, programme_officer: User
) -> None:
    factories.MeetingFactory.create(is_public=False, place=f"{CANARY}s hus")
    shown = factories.MeetingFactory.create(place="Beboerhuset")
    factories.AgendaItemFactory.create(
        meeting=shown, title_da=f"Fortroligt {CANARY}", is_confidential=True
    )
    factories.AgendaItemFactory.create(meeting=shown, title_da="Åbent punkt om genveje")
    factories.TalkFactory.create(subject_da=CANARY, is_published=False)
    factories.CommitteeFactory.create(name_da=CANARY, is_published=False)

    assert "Der blev ikke fundet noget." in found(client, CANARY)
    assert 'id="kind-meeting"' in found(client, "genveje")
    client.force_login(programme_officer)
    page = found(client, CANARY)
    assert all(f'id="kind-{kind}"' in page for kind in ("meeting", "talk", "committee"))


def test_a_speaker_finds_the_talk(client: Client) -> None:
    person = factories.PersonFactory.create(name="Rikke Oplægsholder")
    factories.TalkSpeakerFactory.create(
        talk=factories.TalkFactory.create(subject_da="Genveje virker"), person=person
    )

    assert "Genveje virker" in found(client, "rikke")


def test_published_pages_are_found_at_their_own_address(client: Client) -> None:
    shown = pages.news(title="Balby får en bro", intro="Genvejen er på vej.")
    pages.news(live=False, title=f"Kladde {CANARY}")

    page = found(client, "genvejen")

    assert f'href="{shown.get_url()}"' in page
    assert "Der blev ikke fundet noget." in found(client, CANARY)


def test_what_is_invented_says_so_and_shows_its_own_date(
    client: Client, programme_officer: User
) -> None:
    client.force_login(programme_officer)
    pages.news(title="Balby får en bro", is_invented=True, published_on=date(2026, 3, 1))
    pages.publication(title="Bro i tal", year=2016)
    node = factories.NodeFactory.create(name_da="Plan med bro", is_invented=True)
    factories.PlanFactory.create(node=node)
    committee = factories.CommitteeFactory.create(name_da="Broudvalget", is_invented=True)
    factories.MeetingFactory.create(committee=committee, title_da="", held_on=date(2026, 2, 3))

    page = found(client, "bro")

    for kind in ("plan", "meeting", "page"):
        group = page.split(f'id="kind-{kind}"')[1].split("</section>")[0]
        assert group.count("tag--invented") == 1, kind
    assert "1. marts 2026" in page
    assert "2016" in page
    assert "2026-02-03" not in page


def test_every_source_asks_a_policy_that_hides_from_strangers() -> None:
    for source in SOURCES:
        rows = source.rows(AnonymousUser())
        assert rows.model is not None
        if any(field.name == "is_published" for field in rows.model._meta.fields):
            assert "is_published" in str(rows.query.where), source.kind


# --- the seam, and its twin in the database -------------------------------------------------

DANISH = st.text(alphabet=st.sampled_from("aeoåøæÅØÆAEOöäÖÄé Éu-x.ßzZ9"), min_size=1, max_size=30)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(text=DANISH, other=DANISH)
def test_the_database_finds_what_the_page_would_mark(db: None, text: str, other: str) -> None:
    Area.objects.filter(area_id="x").delete()
    factories.AreaFactory.create(area_id="x", name=text, town="")
    folded = folding.fold(text)

    for term in (folded, folded[1:-1], folded + "q", folding.fold(other)[:3]):
        is_found = Area.objects.filter(folding.stands_in(("name",), term), area_id="x").exists()

        assert is_found == (term in folded), term


def test_a_word_is_found_in_any_of_several_texts_but_not_across_them(db: None) -> None:
    area = factories.AreaFactory.create(name="Balby", town="Gårdby")

    def finds(term: str) -> bool:
        holds = folding.stands_in(("name", "town", "municipality__name"), term)
        return Area.objects.filter(holds, pk=area.pk).exists()

    assert finds("balby")
    assert finds("gårdby")
    assert finds(folding.fold(area.municipality.name))
    assert not finds("balbygård")


@given(text=st.text(max_size=80), terms=st.lists(st.text(min_size=1, max_size=4), max_size=3))
def test_marking_loses_no_letter(text: str, terms: list[str]) -> None:
    parts = marking.marked(text, terms)

    assert "".join(part.text for part in parts) == text


def test_a_question_has_so_many_words_at_most() -> None:
    assert len(folding.analyse(" ".join(str(number) for number in range(50)))) == 6


def test_a_search_costs_few_queries(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(20):
        factories.EventFactory.create(title_da=f"Balby {number}")
        factories.AreaFactory.create(name=f"Balby {number}", area_id=f"b-{number}")

    with django_assert_max_num_queries(12):
        client.get(SEARCH, {"text": "balby"})


def test_the_answer_tells_what_was_looked_for() -> None:
    page = search_page(AnonymousUser(), text="Gaarde, gårde", kind="", page_number="")

    assert page.terms == ("gårde",)
