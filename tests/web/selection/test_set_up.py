from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from tests.web import factories
from tests.web.selection.panels import panel

from bybalance.selection.criteria import campaign_criteria
from bybalance.web.accounts.models import User
from bybalance.web.selection.models import Selection
from bybalance.web.shared import audit

pytestmark = pytest.mark.django_db

SETTINGS = {
    "title_da": "Tre områder",
    "title_en": "",
    "purpose_da": "Vi vælger tre.",
    "purpose_en": "",
    "chosen_count": "3",
    "budget_oere": "20.000.000",
}


class TestNewSelection:
    def test_it_begins_with_the_four_criteria_of_the_campaign(
        self, client: Client, programme_officer: User
    ) -> None:
        node = factories.NodeFactory.create()
        client.force_login(programme_officer)

        answer = client.post(reverse("selection:new"), {**SETTINGS, "node": node.pk})

        selection = Selection.objects.get()
        assert answer["Location"] == reverse("selection:work", args=[selection.pk])
        assert [item.key for item in selection.criteria.all()] == [
            scale.id for scale in campaign_criteria()
        ]
        assert {item.levels.count() for item in selection.criteria.all()} == {5}
        assert selection.budget_oere == 2_000_000_000
        assert audit.entries_about(selection).get().action == "selection_created"

    def test_it_names_what_is_wrong(self, client: Client, programme_officer: User) -> None:
        client.force_login(programme_officer)

        answer = client.post(
            reverse("selection:new"), {**SETTINGS, "chosen_count": "0", "budget_oere": "mange"}
        )

        page = answer.content.decode()
        assert answer.status_code == 400
        assert "»mange« er ikke et beløb i kroner. Skriv det som 1.500.000." in page
        assert not Selection.objects.exists()

    def test_a_stranger_may_not(self, client: Client, stranger: User) -> None:
        client.force_login(stranger)

        assert client.get(reverse("selection:new")).status_code == 403


class TestSettings:
    def test_it_changes_question_and_limits(self, client: Client) -> None:
        case = panel(state="draft")
        client.force_login(case.officer)

        client.post(reverse("selection:change", args=[case.selection.pk]), SETTINGS)

        assert case.fresh().title_da == "Tre områder"
        assert case.fresh().chosen_count == 3

    def test_it_is_refused_when_the_outcome_is_public(self, client: Client) -> None:
        case = panel()
        case.publish()
        client.force_login(case.officer)

        answer = client.post(reverse("selection:change", args=[case.selection.pk]), SETTINGS)

        assert answer.status_code == 403
        assert "Træk det tilbage" in answer.content.decode()


def criterion_fields(**changes: str) -> dict[str, str]:
    fields = {
        "name_da": "Tryghed",
        "name_en": "Safety",
        "question_da": "Er der trygt?",
        "question_en": "",
        "knock_out_level": "2",
    }
    for level in range(5):
        fields[f"text_da_{level}"] = f"Trin {level}"
        fields[f"text_en_{level}"] = ""
    return {**fields, "value_1": "10", "value_2": "60", "value_3": "90", **changes}


class TestCriterion:
    def test_one_is_added_with_texts_and_values(self, client: Client) -> None:
        case = panel(state="draft")
        client.force_login(case.officer)

        client.post(
            reverse("selection:new_criterion", args=[case.selection.pk]), criterion_fields()
        )

        added = case.selection.criteria.get(key="tryghed")
        assert added.position == 1 + max(
            item.position for item in case.selection.criteria.exclude(pk=added.pk)
        )
        assert added.knock_out_level == 2
        assert [item.value_pct for item in added.levels.all()] == [0, 10, 60, 90, 100]

    def test_one_is_changed(self, client: Client) -> None:
        case = panel(state="draft")
        chosen = case.selection.criteria.all()[0]
        client.force_login(case.officer)
        address = reverse("selection:criterion", args=[case.selection.pk, chosen.pk])

        assert "Kriterium 1" in client.get(address).content.decode()
        client.post(address, criterion_fields(is_ordinal="on"))

        chosen.refresh_from_db()
        assert (chosen.name_da, chosen.is_ordinal) == ("Tryghed", True)

    def test_values_that_fall_are_refused(self, client: Client) -> None:
        case = panel(state="draft")
        client.force_login(case.officer)

        answer = client.post(
            reverse("selection:new_criterion", args=[case.selection.pk]),
            criterion_fields(value_1="70"),
        )

        assert answer.status_code == 400
        assert "Et højere niveau skal være mindst lige så meget værd." in answer.content.decode()

    def test_one_is_taken_out_but_never_the_last(self, client: Client) -> None:
        case = panel(state="draft")
        client.force_login(case.officer)
        first, second = case.selection.criteria.all()

        for chosen in (first, second):
            answer = client.post(
                reverse("selection:remove_criterion", args=[case.selection.pk, chosen.pk]),
                follow=True,
            )

        assert [item.pk for item in case.selection.criteria.all()] == [second.pk]
        assert "En udvælgelse skal have mindst ét kriterium." in answer.content.decode()

    def test_they_stand_firm_when_the_scoring_has_begun(self, client: Client) -> None:
        case = panel(state="scoring")
        chosen = case.selection.criteria.all()[0]
        client.force_login(case.officer)

        for address in (
            reverse("selection:criterion", args=[case.selection.pk, chosen.pk]),
            reverse("selection:new_criterion", args=[case.selection.pk]),
        ):
            assert client.post(address, criterion_fields()).status_code == 403
        assert (
            client.post(
                reverse("selection:remove_criterion", args=[case.selection.pk, chosen.pk])
            ).status_code
            == 403
        )


class TestCandidates:
    def test_an_area_or_a_name_is_added(self, client: Client) -> None:
        case = panel(state="draft")
        area = factories.AreaFactory.create(name="Balby Øst")
        client.force_login(case.officer)
        address = reverse("selection:candidates", args=[case.selection.pk])

        client.post(address, {"area": area.pk, "cost_oere": "1.000"})
        client.post(address, {"name": "Balby Midt"})

        names = [str(item) for item in case.selection.candidates.all()]
        assert names[-2:] == ["Balby Øst", "Balby Midt"]
        assert case.selection.candidates.get(area=area).cost_oere == 100_000

    @pytest.mark.parametrize("given", [{"note": ""}, {"name": "Balby Midt"}])
    def test_neither_and_both_are_refused(self, client: Client, given: dict[str, str]) -> None:
        case = panel(state="draft")
        client.force_login(case.officer)
        if "name" in given:
            given = {**given, "area": factories.AreaFactory.create().pk}

        answer = client.post(reverse("selection:candidates", args=[case.selection.pk]), given)

        assert answer.status_code == 400
        assert "Vælg et område, eller skriv et navn" in answer.content.decode()

    def test_the_same_one_twice_is_refused(self, client: Client) -> None:
        case = panel(state="draft")
        client.force_login(case.officer)

        answer = client.post(
            reverse("selection:candidates", args=[case.selection.pk]), {"name": "balby nord"}
        )

        assert "balby nord er allerede kandidat." in answer.content.decode()

    def test_one_is_taken_out(self, client: Client) -> None:
        case = panel(state="draft")
        chosen = case.selection.candidates.all()[0]
        client.force_login(case.officer)

        client.post(reverse("selection:remove_candidate", args=[case.selection.pk, chosen.pk]))

        assert case.selection.candidates.count() == 2

    def test_they_stand_firm_when_the_scoring_has_begun(self, client: Client) -> None:
        case = panel(state="scoring")
        client.force_login(case.officer)

        answer = client.post(
            reverse("selection:candidates", args=[case.selection.pk]), {"name": "Balby Midt"}
        )

        assert answer.status_code == 403
        page = client.get(reverse("selection:candidates", args=[case.selection.pk]))
        assert "ligger fast, når bedømmelsen er begyndt" in page.content.decode()


class TestOpenScoring:
    def test_every_assessor_is_asked_by_mail(self, client: Client, mailoutbox: list) -> None:
        case = panel(state="draft")
        client.force_login(case.officer)

        client.post(reverse("selection:open_scoring", args=[case.selection.pk]))

        assert case.fresh().state == "scoring"
        from bybalance.web.shared.models import OutboxMessage

        letters = OutboxMessage.objects.filter(subject__startswith="Du er bedt om at bedømme")
        assert {item.recipient for item in letters} == {item.email for item in case.people}
        assert reverse("selection:work", args=[case.selection.pk]) in letters[0].body_text

    def test_it_needs_candidates_and_assessors(self, client: Client) -> None:
        case = panel(state="draft")
        case.selection.assessors.all().delete()
        client.force_login(case.officer)
        address = reverse("selection:open_scoring", args=[case.selection.pk])

        without_people = client.post(address, follow=True).content.decode()
        case.selection.candidates.all().delete()
        without_candidates = client.post(address, follow=True).content.decode()

        assert "Udpeg mindst én bedømmer" in without_people
        assert "Tilføj mindst to kandidater" in without_candidates
        assert case.fresh().state == "draft"

    def test_it_begins_once(self, client: Client) -> None:
        case = panel(state="scoring")
        client.force_login(case.officer)

        answer = client.post(reverse("selection:open_scoring", args=[case.selection.pk]))

        assert answer.status_code == 403
