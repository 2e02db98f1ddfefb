"""The page of *By i balance*, held against the transcript of the real page, fact by fact.

Every leaf of the transcript has a rule: what must stand on our page in each language, or why it is
no fact to show. A leaf without a rule fails, so that a new fact cannot be forgotten.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.test import Client
from tests.web import factories

from bybalance.model import formatting
from bybalance.model.formatting import Language
from bybalance.pipelines import campaign
from bybalance.web.committees.services import campaign as committee_campaign
from bybalance.web.lists import services as list_services
from bybalance.web.programme import services

pytestmark = pytest.mark.django_db

ADDRESSES: dict[Language, str] = {
    "da": "/program/by-i-balance/",
    "en": "/en/programme/by-i-balance/",
}
MONTHS = {"da": "marts", "en": "March"}
WORDS: dict[str, dict[str, str]] = {
    "municipalities": {"da": "kommune", "en": "municipalit"},
    "housing organisations": {"da": "boligorganisationer", "en": "housing organisations"},
    "other actors and interested parties": {
        "da": "andre aktører og interesserede",
        "en": "other actors and interested parties",
    },
    "just under": {"da": "knap", "en": "just under"},
    "member": {"da": "", "en": ""},
    "acting chair of meetings (konst. mødeleder)": {"da": "mødeleder", "en": "acting chair"},
    "collective impact": {"da": "collective impact", "en": "collective impact"},
    "institution": {"da": "institution", "en": "institution"},
    "publication date": {"da": "udgivelsesdato", "en": "publication date"},
    "as they come": {"da": "annonceres løbende", "en": "announced as they come"},
    "innovative projects": {"da": "Innovative projekter", "en": "Innovative projects"},
}
Rule = Callable[[Any, Language, tuple[str, ...]], str | None]


def same(value: Any, language: Language, path: tuple[str, ...]) -> str | None:
    """The same words in both languages."""
    return str(value)


def only(wanted: Language) -> Rule:
    """Words that stand on the page in one language."""
    return lambda value, language, _path: value if language == wanted else None


def number(value: Any, language: Language, path: tuple[str, ...]) -> str | None:
    return formatting.number(value, language=language)


def word(value: Any, language: Language, path: tuple[str, ...]) -> str | None:
    return WORDS[value][language]


def day(value: Any, language: Language, path: tuple[str, ...]) -> str | None:
    return formatting.long_date(date.fromisoformat(value), language=language)


def month(value: Any, language: Language, path: tuple[str, ...]) -> str | None:
    year, _month = value.split("-")
    assert _month == "03"
    return f"{MONTHS[language]} {year}"


def title(value: Any, language: Language, path: tuple[str, ...]) -> str | None:
    return value if language == "da" else campaign.title_en(value)


def organisation(value: Any, language: Language, path: tuple[str, ...]) -> str | None:
    """Every organisation that the name stands for, by its own name or its short one."""
    known = campaign.words()["organisation"]
    names = [known[key].get("short_name", known[key]["name"])
             for key in campaign.organisation_keys(value)]  # fmt: skip
    return "|".join(names)


def said(value: Any, language: Language, path: tuple[str, ...]) -> str | None:
    return value if language == "en" else campaign.said_da(value)


def yes(da: str, en: str) -> Rule:
    """A fact that is true or counted: the words that say so."""
    return lambda _value, language, _path: {"da": da, "en": en}[language]


def _key_beside(path: tuple[str, ...]) -> str:
    """The ``key`` of the thing whose fact is at ``path``."""
    at: Any = campaign.facts()
    for step in path[:-1]:
        at = at[int(step)] if isinstance(at, list) else at[step]
    return str(at.get("key", ""))


def criterion(field: str) -> Rule:
    def find(value: Any, language: Language, path: tuple[str, ...]) -> str | None:
        known = campaign.words()["criterion"][_key_beside(path)]
        return str(known.get(f"{field}_{language}", value))

    return find


def role(value: Any, language: Language, path: tuple[str, ...]) -> str | None:
    key = campaign.facts()[path[0]]["key"]
    if language == "en":
        return str(value)
    return str(campaign.words()["committee"][key]["role_da"][int(path[-1])])


def applying(value: Any, language: Language, path: tuple[str, ...]) -> str | None:
    return str(campaign.words()["pool"]["who_can_apply"][path[-1]][language])


def document_kind(value: Any, language: Language, path: tuple[str, ...]) -> str | None:
    return {
        "programme": {"da": "Program for et område", "en": "Programme for an area"},
        "annex": {"da": "Bilag", "en": "Annex"},
        "terms of reference": {"da": "Kommissorium", "en": "Terms of reference"},
        "agenda": {"da": "Dagsorden", "en": "Agenda"},
        "presentation": {"da": "Præsentation", "en": "Presentation"},
        "overview": {"da": "Oversigt", "en": "Overview"},
        "report summary": {"da": "Rapport", "en": "Report"},
        "catalogue": {"da": "Katalog", "en": "Catalogue"},
    }[value][language]


def document_title(value: Any, language: Language, path: tuple[str, ...]) -> str | None:
    known = campaign.words()["document"]["title_en"]
    return value if language == "da" else str(known[_key_beside(path)])


def document_of(value: Any, language: Language, path: tuple[str, ...]) -> str | None:
    """The title of the document that a key stands for."""
    [found] = [one for one in campaign.facts()["documents"] if one["key"] == value]
    return document_title(found["title_da"], language, ("documents", str(_index(found)), "title"))


def _index(document: dict[str, Any]) -> int:
    return int(campaign.facts()["documents"].index(document))


def owner(value: Any, language: Language, path: tuple[str, ...]) -> str | None:
    areas = {area["key"]: area["name"] for area in campaign.facts()["areas"]}
    if value in areas:
        return areas[value]
    if value.startswith("meeting-"):
        return str(campaign.words()["belongs_to"]["meeting"][language] % int(value[-1]))
    return str(campaign.words()["belongs_to"][value][language])


def linked(value: Any, language: Language, path: tuple[str, ...]) -> str | None:
    return value if language == "da" else str(campaign.words()["linked_pages"][value])


def angle(value: Any, language: Language, path: tuple[str, ...]) -> str | None:
    return str(campaign.words()["angle"][value][language])


def nothing(reason: str) -> Rule:
    """No fact to show, for a reason that is written down."""
    assert reason
    return lambda _value, _language, _path: None


KEY = nothing("names the thing for programs")
NOTE = nothing("the transcriber's own remark")
NOT_STATED = nothing("the page does not state it")

#: The first pattern that fits a leaf's path decides.
RULES: tuple[tuple[str, Rule], ...] = (
    (r"meta/.*", nothing("about the transcript; the address is tested by itself")),
    (r".*/key|.*/member_key|.*/tag_order|.*/own_words", KEY),
    (r".*/note", NOTE),
    (r"campaign/runs_until", same),
    (r"campaign/runs_until_inclusive", yes("2016–2020", "2016–2020")),
    (r"campaign/period_note", yes("En anden kilde", "Another source")),
    (r"campaign/number_of_areas", yes("Tre boligområder", "Three housing areas")),
    (r"campaign/partners/\d+", word),
    (r"campaign/committee_period/(from|to)", same),
    (r"campaign/context_figure/people_in_vulnerable_areas", number),
    (r"campaign/context_figure/qualifier", word),
    (r"campaign/context_figure/definition", yes("ghettolisten", "ghettolisten")),
    (r"campaign/plans_planned", yes("3 strategiske udviklingsplaner", "3 strategic development")),
    (r"(initiative|campaign|change_committee|expert_group)/name_da", only("da")),
    (r"(initiative|campaign|change_committee|expert_group)/name_en", only("en")),
    (r".*_own_words/da(/\d+)?", only("da")),
    (r"(change_committee|expert_group)/role_own_words/en/\d+", role),
    (r"podcast/subject_own_words/en",
     yes(campaign.words()["podcast"]["subject_da"], campaign.words()["podcast"]["subject_en"])),
    (r".*_own_words/en(/\d+)?", only("en")),
    (r"areas/\d+/(name|also_called/\d+|town|municipality)", same),
    (r"areas/\d+/parts/\d+/name", same),
    (r"areas/\d+/composite", nothing("seen from its parts")),
    (r"areas/\d+/housing_organisations/\d+", organisation),
    (r"areas/\d+/documents/\d+|.*/documents/\d+", document_of),
    (r"selection_criteria/\d+/number", lambda value, _language, _path: f"{value}."),
    (r"selection_criteria/\d+/judged", criterion("judged")),
    (r"selection_criteria/\d+/label_da", only("da")),
    (r"selection_criteria/\d+/label_en", only("en")),
    (r"selection_criteria/\d+/meaning_en", criterion("meaning")),
    (r"change_committee/inspired_by", word),
    (r"change_committee/meetings_per_year/min", yes("2–3 møder om året", "2–3 meetings a year")),
    (r"change_committee/meetings_per_year/max", yes("2–3 møder om året", "2–3 meetings a year")),
    (r"change_committee/period/(from|to)", yes("2017–2020", "2017–2020")),
    (r"change_committee/number_of_members", yes("15 medlemmer", "15 members")),
    (r"change_committee/members/\d+/name", same),
    (r".*/members/\d+/title|.*/speakers/\d+/title|podcast/guests/\d+/title", title),
    (r".*/members/\d+/organisation", organisation),
    (r"change_committee/members/\d+/represents", same),
    (r"change_committee/members/\d+/capacity", word),
    (r"change_committee/meetings/\d+/number", same),
    (r"change_committee/meetings/\d+/date", day),
    (r"change_committee/meetings/\d+/place", same),
    (r"change_committee/meetings/\d+/agenda_published", nothing("tested by itself")),
    (r"change_committee/meetings/\d+/topic_own_words", said),
    (r".*/talks/\d+/speakers/\d+/name", same),
    (r".*/talks/\d+/speakers/\d+/affiliation", organisation),
    (r"change_committee/.*/talks/\d+/subject", said),
    (r"change_committee/.*/talks/\d+/kind", nothing("a talk without a speaker; its subject says")),
    (r"expert_group/meetings_per_year", yes("2 møder om året", "2 meetings a year")),
    (r"expert_group/can_be_consulted_on_pilot_projects",
     yes("kan bruges i pilotprojekterne", "can be consulted on the pilot projects")),
    (r"expert_group/open_to_more_members",
     yes("åben for flere medlemmer", "open to more members")),
    (r"(expert_group/fields|pool/example_types|research_overview/tags)/\d+/da", only("da")),
    (r"(expert_group/fields|pool/example_types|research_overview/tags)/\d+/en", only("en")),
    (r"expert_group/number_of_members", yes("13 medlemmer", "13 members")),
    (r"expert_group/members/\d+/name", same),
    (r"expert_group/talks/\d+/speaker", nothing("the person; tested by itself")),
    (r"expert_group/talks/\d+/month", month),
    (r"pool/amount_dkk", number),
    (r"pool/for", word),
    (r"pool/who_can_apply/conflict", yes("siger ikke det samme", "do not say the same")),
    (r"pool/who_can_apply/\w+", applying),
    (r"pool/other_types_possible", yes("også mulige", "possible too")),
    (r"maturing_project/name_da", same),
    (r"maturing_project/years/\d+", same),
    (r"maturing_project/(municipalities|housing_organisations|advisory_board)/\d+", organisation),
    (r"maturing_project/\w+_complete", yes("der kan være flere", "there may be more")),
    (r"maturing_project/advisory_teams", yes("3 rådgiverteam", "3 teams of advisers")),
    (r"maturing_project/expert_institutions/\d+/name", organisation),
    (r"maturing_project/expert_institutions/\d+/angle", angle),
    (r"research_overview/name_da", only("da")),
    (r"research_overview/subject",
     yes("Analyser og forskningsprojekter om udsatte boligområder i Danmark",
         "Analyses and research projects on vulnerable housing areas in Denmark")),
    (r"research_overview/titles_approx", yes("Omkring 70 titler", "About 70 titles")),
    (r"research_overview/order/\d+", word),
    (r"research_overview/updated", month),
    (r"research_overview/number_of_tags", nothing("counted by itself")),
    (r"research_overview/titles_on_page",
     yes("titlerne står ikke på kampagnens side", "not on the campaign's page")),
    (r"podcast/series", same),
    (r"podcast/episode", yes("afsnit 8", "episode 8")),
    (r"podcast/guests/\d+/name", same),
    (r"podcast/guests/\d+/organisation", same),
    (r"dissemination/network_activities", yes("Netværksaktiviteter", "Network activities")),
    (r"dissemination/across/\d+", word),
    (r"dissemination/announced", word),
    (r"documents/\d+/title_da", document_title),
    (r"documents/\d+/kind", document_kind),
    (r"documents/\d+/belongs_to", owner),
    (r"documents_note", yes("Kun nævnt", "Only named")),
    (r"linked_pages/\d+", linked),
    (r".*/organisation", organisation),
)  # fmt: skip


def leaves(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every fact of the transcript with its place; what is not stated is no fact."""
    if isinstance(value, dict):
        for key, one in value.items():
            yield from leaves(one, (*path, key))
    elif isinstance(value, list):
        for index, one in enumerate(value):
            yield from leaves(one, (*path, str(index)))
    elif value is not None:
        yield path, value


def rule_of(path: tuple[str, ...]) -> Rule | None:
    at = "/".join(path)
    return next((rule for pattern, rule in RULES if re.fullmatch(pattern, at)), None)


def plain(text: str) -> str:
    """Words as a reader compares them: no case, one kind of space."""
    return re.sub(r"\s+", " ", text).casefold().strip()


@pytest.fixture
def loaded(db: None) -> None:
    list_services.load_published_lists()
    services.load_campaign(now=factories.LONG_AGO)
    committee_campaign.load_campaign_committees(now=factories.LONG_AGO)


def page_in(client: Client, language: Language) -> str:
    answer = client.get(ADDRESSES[language])
    assert answer.status_code == 200
    main = answer.content.decode().split("<main", 1)[1].split("</main>", 1)[0]
    return html.unescape(main.replace("<wbr>", ""))


def text_in(markup: str) -> str:
    return plain(re.sub(r"<[^>]+>", " ", markup))


def test_every_fact_of_the_transcript_has_a_rule() -> None:
    without = ["/".join(path) for path, _value in leaves(campaign.facts()) if not rule_of(path)]

    assert without == []


@pytest.mark.parametrize("language", ["da", "en"])
def test_every_fact_stands_on_the_page(resident: Client, loaded: None, language: Language) -> None:
    shown = text_in(page_in(resident, language))

    missing = []
    compared = 0
    for path, value in leaves(campaign.facts()):
        rule = rule_of(path)
        assert rule is not None
        wanted = rule(value, language, path)
        if not wanted:
            continue
        compared += 1
        parts = wanted.split("|")
        missing += [("/".join(path), part) for part in parts if plain(part) not in shown]
    assert missing == []
    assert compared > 200


@pytest.mark.parametrize("language", ["da", "en"])
def test_what_is_counted_is_as_many(resident: Client, loaded: None, language: Language) -> None:
    markup = page_in(resident, language)
    facts = campaign.facts()

    tags = re.search(r'<ul class="tags".*?</ul>', markup, re.DOTALL)
    assert tags is not None
    assert tags[0].count("<li") == facts["research_overview"]["number_of_tags"]
    agendas = {"da": "Offentliggjort", "en": "Published"}[language]
    published = [one for one in facts["change_committee"]["meetings"] if one["agenda_published"]]
    assert len(re.findall(rf"<span>{agendas}</span>", markup)) == len(published)
    assert facts["meta"]["source_url"] in markup
    for talk in facts["expert_group"]["talks"]:
        known = campaign.person_key(talk["speaker"])
        [person] = [one for one in campaign.people() if one.key == known]
        assert person.name in markup
    assert text_in(markup).count(plain({"da": "Kun nævnt", "en": "Only named"}[language])) >= len(
        facts["documents"]
    )


def test_a_fact_that_is_changed_is_missed(resident: Client, loaded: None) -> None:
    shown = text_in(page_in(resident, "da"))

    assert plain("Vibeke Jensen") in shown
    assert plain("Vibeke Hansen") not in shown


def test_a_member_stands_beside_title_and_organisation(resident: Client, loaded: None) -> None:
    """All three in the same row of the table, not only somewhere on the page."""
    rows = re.findall(r"<tr role=\"row\">.*?</tr>", page_in(resident, "da"), re.DOTALL)
    texts = [text_in(row) for row in rows]

    for member in campaign.facts()["change_committee"]["members"]:
        [organisation_key] = campaign.organisation_keys(member["organisation"])
        name = campaign.words()["organisation"][organisation_key]["name"]
        wanted = [plain(one) for one in (member["name"], member["title"] or "", name)]
        assert any(all(part in text for part in wanted) for text in texts), member["name"]
    for meeting in campaign.facts()["change_committee"]["meetings"]:
        day_text = formatting.long_date(date.fromisoformat(meeting["date"]), language="da")
        names = [one["name"] for talk in meeting["talks"] for one in talk["speakers"]]
        wanted = [plain(one) for one in (day_text, meeting["place"] or "", *names)]
        assert any(all(part in text for part in wanted) for text in texts), meeting["date"]
