from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from tests.web import factories
from tests.web.selection.panels import CANARY, LEVELS, NOW, Panel, panel, score_all

from bybalance.web.accounts.models import User
from bybalance.web.selection import services
from bybalance.web.selection.models import Score

pytestmark = pytest.mark.django_db


@pytest.fixture
def case() -> Panel:
    return panel()


def form_of(case: Panel, *rows: tuple[str, str]) -> dict[str, str]:
    criteria = case.selection.criteria.all()
    return {
        name: value
        for criterion, (level, note) in zip(criteria, rows, strict=True)
        for name, value in (
            (f"level_{criterion.pk}", level),
            (f"note_{criterion.pk}", note),
        )
    }


def address(case: Panel, number: int = 0) -> str:
    candidate = case.selection.candidates.all()[number]
    return reverse("selection:score", args=[case.selection.pk, candidate.pk])


class TestScore:
    def test_an_assessor_gives_levels_with_evidence(self, client: Client, case: Panel) -> None:
        client.force_login(case.people[0])

        answer = client.post(address(case), form_of(case, ("4", "Byrådet har sagt ja."), ("", "")))

        assert answer["Location"] == reverse("selection:sheet", args=[case.selection.pk])
        score = Score.objects.get()
        assert (score.level, score.evidence_note) == (4, "Byrådet har sagt ja.")

    def test_a_score_is_changed_and_not_doubled(self, client: Client, case: Panel) -> None:
        client.force_login(case.people[0])

        for level in ("4", "1"):
            client.post(address(case), form_of(case, (level, "Set selv."), ("", "")))

        assert Score.objects.get().level == 1
        assert "Set selv." in client.get(address(case)).content.decode()

    @pytest.mark.parametrize(
        ("row", "said"),
        [
            (("3", ""), "Skriv i en sætning, hvad niveauet bygger på."),
            (("", "Uden niveau"), "Vælg et niveau til din begrundelse."),
            (("7", "Uden for skalaen"), "7"),
        ],
    )
    def test_half_a_score_is_refused_and_named(
        self, client: Client, case: Panel, row: tuple[str, str], said: str
    ) -> None:
        client.force_login(case.people[0])

        answer = client.post(address(case), form_of(case, row, ("", "")))

        assert answer.status_code == 400
        assert said in answer.content.decode()
        assert not Score.objects.exists()

    def test_one_sees_only_ones_own_until_all_are_in(self, client: Client, case: Panel) -> None:
        score_all(case.second, LEVELS[1])
        client.force_login(case.people[0])

        pages = [
            client.get(address(case)).content.decode(),
            client.get(reverse("selection:sheet", args=[case.selection.pk])).content.decode(),
            client.get(reverse("selection:work", args=[case.selection.pk])).content.decode(),
        ]
        candidate = case.selection.candidates.all()[0]
        refused = [
            client.get(reverse("selection:download_scores", args=[case.selection.pk, "csv"])),
            client.get(
                reverse("selection:candidate_scores", args=[case.selection.pk, candidate.pk])
            ),
        ]

        assert not any(CANARY in page for page in pages)
        assert [answer.status_code for answer in refused] == [403, 403]

    def test_not_even_the_officer_sees_scores_before_all_are_in(
        self, client: Client, case: Panel
    ) -> None:
        score_all(case.first, LEVELS[0])
        client.force_login(case.officer)

        page = client.get(reverse("selection:work", args=[case.selection.pk])).content.decode()

        assert CANARY not in page
        assert "2 bedømmere har ikke afleveret" in page

    def test_a_stranger_and_an_assessor_of_another_selection_see_nothing(
        self, client: Client, case: Panel, stranger: User
    ) -> None:
        other = panel()
        for person in (stranger, other.people[0]):
            client.force_login(person)
            for route in ("work", "sheet"):
                answer = client.get(reverse(f"selection:{route}", args=[case.selection.pk]))
                assert answer.status_code == 404

    def test_one_scores_nothing_before_the_scoring_is_open(self, client: Client) -> None:
        draft = panel(state="draft")
        client.force_login(draft.people[0])

        assert client.get(address(draft)).status_code == 404

    def test_a_candidate_of_another_selection_is_not_found(
        self, client: Client, case: Panel
    ) -> None:
        elsewhere = factories.CandidateFactory.create()
        client.force_login(case.people[0])

        answer = client.get(reverse("selection:score", args=[case.selection.pk, elsewhere.pk]))

        assert answer.status_code == 404


class TestConflict:
    def test_it_is_declared_and_the_candidate_is_not_owed(
        self, client: Client, case: Panel
    ) -> None:
        candidate = case.selection.candidates.all()[0]
        client.force_login(case.people[0])

        client.post(
            reverse("selection:declare_conflict", args=[case.selection.pk, candidate.pk]),
            {"reason": "Jeg arbejder for ejeren."},
        )

        page = client.get(reverse("selection:sheet", args=[case.selection.pk])).content.decode()
        assert "du har meldt dig inhabil" in page
        assert "Der mangler 4 bedømmelser." in page
        assert "Du har meldt dig inhabil" in client.get(address(case)).content.decode()

    def test_it_needs_a_reason(self, client: Client, case: Panel) -> None:
        candidate = case.selection.candidates.all()[0]
        client.force_login(case.people[0])

        answer = client.post(
            reverse("selection:declare_conflict", args=[case.selection.pk, candidate.pk]), {}
        )

        assert answer.status_code == 400
        assert not case.first.conflicts.exists()

    def test_no_score_is_kept_under_a_conflict(self, client: Client, case: Panel) -> None:
        candidate = case.selection.candidates.all()[0]
        services.declare_conflict(
            case.first, candidate, reason="Jeg bor der.", by=case.people[0], now=NOW
        )
        client.force_login(case.people[0])

        answer = client.post(address(case), form_of(case, ("4", "Alligevel."), ("", "")))

        assert answer.status_code == 400
        assert not Score.objects.exists()


class TestHandIn:
    def test_it_waits_until_everything_is_scored(self, client: Client, case: Panel) -> None:
        client.force_login(case.people[0])

        answer = client.post(
            reverse("selection:hand_in", args=[case.selection.pk]), follow=True
        ).content.decode()

        assert "Der mangler 6 bedømmelser, før du kan aflevere." in answer
        case.first.refresh_from_db()
        assert case.first.handed_in_at is None

    def test_nothing_changes_after_it_until_it_is_taken_back(
        self, client: Client, case: Panel
    ) -> None:
        score_all(case.first, LEVELS[0])
        client.force_login(case.people[0])
        client.post(reverse("selection:hand_in", args=[case.selection.pk]))

        refused = client.post(address(case), form_of(case, ("0", "Ny."), ("", "")))
        client.post(reverse("selection:take_back", args=[case.selection.pk]))
        allowed = client.post(address(case), form_of(case, ("0", "Ny."), ("", "")))

        assert (refused.status_code, allowed.status_code) == (403, 302)

    def test_it_is_not_taken_back_when_the_scores_are_shown(
        self, client: Client, case: Panel
    ) -> None:
        case.close()
        client.force_login(case.people[0])

        answer = client.post(
            reverse("selection:take_back", args=[case.selection.pk]), follow=True
        ).content.decode()

        assert "Bedømmelsen er ikke åben." in answer


class TestClose:
    def test_it_waits_for_everybody(self, client: Client, case: Panel) -> None:
        client.force_login(case.officer)

        answer = client.post(
            reverse("selection:close_scoring", args=[case.selection.pk]), follow=True
        ).content.decode()

        assert "2 bedømmere har ikke afleveret" in answer
        assert case.fresh().state == "scoring"

    def test_everybody_who_takes_part_then_sees_everything(
        self, client: Client, case: Panel
    ) -> None:
        case.score_everything()
        candidate = case.selection.candidates.all()[0]
        client.force_login(case.officer)
        client.post(reverse("selection:close_scoring", args=[case.selection.pk]))

        for person in (case.officer, *case.people):
            client.force_login(person)
            page = client.get(
                reverse("selection:candidate_scores", args=[case.selection.pk, candidate.pk])
            )
            assert f"{CANARY} {case.first.pk}" in page.content.decode()

    def test_a_candidate_that_only_conflicted_assessors_could_judge_is_named(
        self, client: Client, case: Panel
    ) -> None:
        candidate = case.selection.candidates.all()[0]
        for assessor, person in zip((case.first, case.second), case.people, strict=True):
            services.declare_conflict(
                assessor, candidate, reason="Jeg bor der.", by=person, now=NOW
            )
        case.score_everything()
        client.force_login(case.officer)

        answer = client.post(
            reverse("selection:close_scoring", args=[case.selection.pk]), follow=True
        ).content.decode()

        assert "Ingen habil bedømmer har bedømt Balby Nord" in answer

    def test_it_can_be_opened_again_and_everybody_hands_in_anew(
        self, client: Client, case: Panel
    ) -> None:
        case.close()
        client.force_login(case.officer)

        client.post(reverse("selection:reopen_scoring", args=[case.selection.pk]))

        assert case.fresh().state == "scoring"
        assert not case.selection.assessors.exclude(handed_in_at=None).exists()

    def test_a_public_outcome_is_not_opened_again(self, client: Client, case: Panel) -> None:
        case.publish()
        client.force_login(case.officer)

        client.post(reverse("selection:reopen_scoring", args=[case.selection.pk]))

        assert case.fresh().state == "published"
