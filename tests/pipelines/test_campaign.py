"""The campaign's facts in the package, held against the transcript they were copied from."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bybalance.pipelines import campaign

ROOT = Path(__file__).parents[2]
TRANSCRIPT = ROOT.parent / "shared" / "facts" / "campaign.json"


def test_the_packaged_facts_are_those_of_the_transcript() -> None:
    if not TRANSCRIPT.exists():
        pytest.skip("the transcript is not on this machine")

    assert campaign.facts() == json.loads(TRANSCRIPT.read_text(encoding="utf-8"))


def test_everyone_named_on_the_page_is_one_known_person() -> None:
    people = campaign.people()

    assert len({person.key for person in people}) == len(people) == 35
    both = {person.key for person in people} & {"birgitte-mazanti", "gunvor-christensen"}
    assert both == {"birgitte-mazanti", "gunvor-christensen"}


def test_a_title_given_once_is_the_title_of_the_post() -> None:
    [guest] = [person for person in campaign.people() if person.key == "hans-thor-andersen"]

    assert guest.posts == (("Forskningschef", "sbi"),)


def test_every_organisation_named_on_the_page_has_a_kind_and_a_name() -> None:
    known = campaign.words()["organisation"]

    for name in _organisation_names(campaign.facts()):
        for key in campaign.organisation_keys(name):
            assert known[key]["name"]
            assert known[key]["kind"]


def test_an_organisation_that_is_not_known_is_refused_with_a_remedy() -> None:
    with pytest.raises(ValueError, match=r"words\.toml has no organisation called 'Balby'"):
        campaign.organisation_keys("Balby")


def test_what_the_page_says_in_english_has_danish_words() -> None:
    facts = campaign.facts()
    for meeting in facts["change_committee"]["meetings"]:
        campaign.said_da(meeting.get("topic_own_words"))
        for talk in meeting["talks"]:
            campaign.said_da(talk["subject"])
    for member in facts["change_committee"]["members"]:
        campaign.title_en(member["title"])
    for document in facts["documents"]:
        assert campaign.words()["document"]["title_en"][document["key"]]
        assert campaign.words()["document"]["kinds"][document["kind"]]
    for group in ("change_committee", "expert_group"):
        roles = facts[group]["role_own_words"]["en"]
        assert len(campaign.words()["committee"][facts[group]["key"]]["role_da"]) == len(roles)


def _organisation_names(facts: dict[str, Any]) -> set[str]:
    names = {facts["initiative"]["organisation"], facts["campaign"]["organisation"]}
    for area in facts["areas"]:
        names |= {area["municipality"], *area["housing_organisations"]}
    maturing = facts["maturing_project"]
    for field in ("municipalities", "housing_organisations", "advisory_board"):
        names |= set(maturing[field])
    names |= {one["name"] for one in maturing["expert_institutions"]}
    members = facts["change_committee"]["members"]
    return names | {member["represents"] for member in members if member["represents"]}
