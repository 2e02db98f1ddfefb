from __future__ import annotations

import csv
import io
import json

import openpyxl
import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from tests.web.selection.panels import CANARY, NOW, Panel, panel

from bybalance import __version__
from bybalance.selection.analysis import analyse
from bybalance.web.accounts.models import User
from bybalance.web.selection import queries, services
from bybalance.web.selection.models import SelectionRun

pytestmark = pytest.mark.django_db


@pytest.fixture
def case() -> Panel:
    closed = panel()
    closed.close()
    return closed


class TestNewRun:
    def test_it_is_kept_with_seed_hash_and_version(self, client: Client, case: Panel) -> None:
        client.force_login(case.officer)

        answer = client.post(
            reverse("selection:new_run", args=[case.selection.pk]), {"seed": "2016"}, follow=True
        )

        run = SelectionRun.objects.get()
        assert answer.redirect_chain[-1][0] == reverse("selection:run", args=[case.selection.pk, 1])
        assert (run.seed, run.code_version, len(run.input_hash)) == (2016, __version__, 64)
        assert run.made_by_key == case.officer.audit_key

    def test_the_same_seed_repeats_it_to_the_digit(self, case: Panel) -> None:
        first, second = case.run(seed=5), case.run(seed=5)

        assert first.result == second.result
        assert (first.number, second.number) == (1, 2)

    def test_what_is_kept_is_what_the_engine_says(self, case: Panel) -> None:
        run = case.run(seed=5)

        expected = analyse(queries.case_of(case.fresh()), seed=5)
        assert run.input_hash == expected.input_hash
        assert [item["candidate_id"] for item in run.result["candidates"]] == [
            item.candidate_id for item in expected.candidates
        ]

    def test_without_a_seed_one_is_drawn(self, client: Client, case: Panel) -> None:
        client.force_login(case.officer)

        for _ in range(2):
            client.post(reverse("selection:new_run", args=[case.selection.pk]), {"seed": ""})

        assert len(set(SelectionRun.objects.values_list("seed", flat=True))) == 2

    def test_a_seed_that_is_no_number_is_refused(self, client: Client, case: Panel) -> None:
        client.force_login(case.officer)

        answer = client.post(
            reverse("selection:new_run", args=[case.selection.pk]), {"seed": "x"}, follow=True
        )

        assert "Frøet skal være et helt tal" in answer.content.decode()
        assert not SelectionRun.objects.exists()

    def test_it_waits_until_the_scores_are_in(self, client: Client) -> None:
        open_case = panel()
        client.force_login(open_case.officer)

        answer = client.post(
            reverse("selection:new_run", args=[open_case.selection.pk]), follow=True
        )

        assert "Bedømmelserne er ikke inde" in answer.content.decode()

    def test_nobody_left_is_said_in_words(self, client: Client) -> None:
        strict = panel()
        strict.selection.criteria.update(knock_out_level=4)
        strict.close()
        client.force_login(strict.officer)

        answer = client.post(reverse("selection:new_run", args=[strict.selection.pk]), follow=True)

        assert "Alle kandidater er under et mindsteniveau" in answer.content.decode()

    def test_a_budget_needs_costs(self, client: Client, case: Panel) -> None:
        case.selection.budget_oere = 100
        case.selection.save(update_fields=("budget_oere",))
        client.force_login(case.officer)

        answer = client.post(reverse("selection:new_run", args=[case.selection.pk]), follow=True)

        assert "har ingen udgift, men der er et budget" in answer.content.decode()

    def test_an_assessor_may_not(self, client: Client, case: Panel) -> None:
        client.force_login(case.people[0])

        answer = client.post(reverse("selection:new_run", args=[case.selection.pk]))

        assert answer.status_code == 403


class TestImmutable:
    def test_the_database_refuses_to_change_a_run(self, case: Panel) -> None:
        run = case.run()

        with pytest.raises(DatabaseError, match="kept as it was found"), transaction.atomic():
            SelectionRun.objects.filter(pk=run.pk).update(seed=1)

        run.refresh_from_db()
        assert run.seed == 7


class TestRunPage:
    def test_it_shows_ranks_and_what_would_alter_them(self, client: Client, case: Panel) -> None:
        case.run()
        client.force_login(case.people[0])

        page = client.get(reverse("selection:run", args=[case.selection.pk, 1])).content.decode()

        assert "Balby Nord ligger højest." in page
        assert "Ingen vægte overhovedet kan ændre valget." in page
        assert "Krippendorffs alfa" in page
        assert "Valget er det samme, uanset hvilken bedømmer der udelades." in page
        assert "Ida Ikkehabil" in page
        assert page.count('role="img"') == 2

    def test_a_run_with_a_budget_shows_what_it_holds(self, client: Client) -> None:
        rich = panel(chosen_count=2, budget_oere=1_500_000_00)
        rich.selection.candidates.update(cost_oere=1_000_000_00)
        rich.close()
        rich.run()
        client.force_login(rich.officer)

        page = client.get(reverse("selection:run", args=[rich.selection.pk, 1])).content.decode()

        assert "Det bedste sæt koster 1.000.000" in page
        assert "koster tilsammen 2.000.000" in page
        assert "altid med" in page

    def test_an_erased_assessor_has_no_name(self, client: Client, case: Panel) -> None:
        case.run()
        case.people[1].delete()
        client.force_login(case.officer)

        page = client.get(reverse("selection:run", args=[case.selection.pk, 1])).content.decode()

        assert "En tidligere bedømmer" in page
        assert "Ida Ikkehabil" not in page

    def test_it_is_hidden_from_strangers_and_while_the_scoring_is_open_again(
        self, client: Client, case: Panel, stranger: User
    ) -> None:
        case.run()
        address = reverse("selection:run", args=[case.selection.pk, 1])
        client.force_login(stranger)
        assert client.get(address).status_code == 404

        services.reopen_scoring(case.fresh(), by=case.officer, now=NOW)

        client.force_login(case.people[0])
        assert client.get(address).status_code == 403

    def test_it_takes_a_handful_of_queries(
        self, client: Client, case: Panel, django_assert_max_num_queries: object
    ) -> None:
        case.run()
        client.force_login(case.officer)

        with django_assert_max_num_queries(12):  # type: ignore[operator]
            client.get(reverse("selection:run", args=[case.selection.pk, 1]))


class TestDownloads:
    def test_the_json_repeats_the_run(self, client: Client, case: Panel) -> None:
        run = case.run()
        client.force_login(case.officer)

        run.refresh_from_db()
        answer = client.get(reverse("selection:download_run", args=[case.selection.pk, 1, "json"]))

        record = json.loads(answer.content)
        assert record["input_sha256"] == run.input_hash
        assert record["result"] == run.result
        assert CANARY in json.dumps(record["input"])

    def test_the_ranks_open_in_a_spreadsheet(self, client: Client, case: Panel) -> None:
        case.run()
        client.force_login(case.officer)

        answer = client.get(reverse("selection:download_run", args=[case.selection.pk, 1, "xlsx"]))

        cells = [
            cell.value
            for row in openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]
            for cell in row
        ]
        assert "Balby Nord" in cells

    def test_the_scores_come_with_names_and_evidence_for_those_inside(
        self, client: Client, case: Panel
    ) -> None:
        client.force_login(case.people[0])

        answer = client.get(reverse("selection:download_scores", args=[case.selection.pk, "csv"]))

        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
        assert any("Ida Ikkehabil" in row for row in rows)
        assert any(any(CANARY in cell for cell in row) for row in rows)

    @pytest.mark.parametrize("file_format", ["exe", "html"])
    def test_another_format_is_not_found(
        self, client: Client, case: Panel, file_format: str
    ) -> None:
        case.run()
        client.force_login(case.officer)

        answer = client.get(
            reverse("selection:download_run", args=[case.selection.pk, 1, file_format])
        )

        assert answer.status_code == 404


class TestComment:
    def test_those_who_take_part_talk(self, client: Client, case: Panel) -> None:
        client.force_login(case.people[0])

        client.post(
            reverse("selection:comment", args=[case.selection.pk]), {"text": "Se på Balby Syd."}
        )

        client.force_login(case.people[1])
        page = client.get(reverse("selection:work", args=[case.selection.pk])).content.decode()
        assert "Se på Balby Syd." in page

    def test_an_empty_comment_is_refused(self, client: Client, case: Panel) -> None:
        client.force_login(case.people[0])

        client.post(reverse("selection:comment", args=[case.selection.pk]), {"text": "  "})

        assert not case.selection.comments.exists()

    def test_nobody_talks_before_the_scores_are_in(self, client: Client) -> None:
        open_case = panel()
        client.force_login(open_case.people[0])

        answer = client.post(
            reverse("selection:comment", args=[open_case.selection.pk]), {"text": "Hej"}
        )

        assert answer.status_code == 403

    def test_a_stranger_does_not_talk(self, client: Client, case: Panel, stranger: User) -> None:
        client.force_login(stranger)

        answer = client.post(
            reverse("selection:comment", args=[case.selection.pk]), {"text": "Hej"}
        )

        assert answer.status_code == 404
