from __future__ import annotations

import json

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse
from tests.web import factories
from tests.web.selection.panels import CANARY, NOW, Panel, panel

from bybalance.web.accounts.models import User
from bybalance.web.selection import queries, services
from bybalance.web.shared.related import told

pytestmark = pytest.mark.django_db

REASONS = {"reasons_da": "Fordi området er klar.", "reasons_en": "Because it is ready."}


@pytest.fixture
def case() -> Panel:
    closed = panel()
    closed.close()
    closed.run()
    return closed


def publish(client: Client, case: Panel, *, number: int = 0) -> object:
    client.force_login(case.officer)
    chosen = case.selection.candidates.all()[number]
    run = case.selection.runs.get()
    return client.post(
        reverse("selection:publish", args=[case.selection.pk]),
        {**REASONS, "run": run.pk, "chosen": [chosen.pk]},
    )


class TestPublish:
    def test_the_public_page_shows_outcome_and_reasons(
        self, client: Client, case: Panel, resident: Client
    ) -> None:
        publish(client, case)
        client.logout()

        page = resident.get(reverse("selection:outcome", args=[case.selection.pk])).content.decode()

        assert "Fordi området er klar." in page
        assert "Balby Nord" in page
        assert "Krippendorffs alfa" in page

    def test_no_name_score_or_comment_leaves_the_panel(
        self, client: Client, case: Panel, stranger: User
    ) -> None:
        services.comment(case.fresh(), text=CANARY, by=case.people[0], now=NOW)
        publish(client, case)
        pk = case.selection.pk
        first = case.selection.candidates.all()[0].pk

        for person in (None, stranger):
            client.logout()
            if person is not None:
                client.force_login(person)
            shown = [
                client.get(reverse("selection:outcome", args=[pk])),
                client.get(reverse("selection:index")),
                *(
                    client.get(reverse("selection:download_outcome", args=[pk, name]))
                    for name in ("csv", "json", "xlsx")
                ),
            ]
            for answer in shown:
                assert answer.status_code == 200
                text = answer.content.decode("utf-8", errors="replace")
                for secret in (CANARY, "Bo Bedømmer", "Ida Ikkehabil"):
                    assert secret not in text
            hidden = (
                reverse("selection:work", args=[pk]),
                reverse("selection:run", args=[pk, 1]),
                reverse("selection:download_run", args=[pk, 1, "json"]),
                reverse("selection:download_scores", args=[pk, "csv"]),
                reverse("selection:sheet", args=[pk]),
                reverse("selection:candidate_scores", args=[pk, first]),
            )
            for address in hidden:
                assert client.get(address).status_code in (302, 404), address

    def test_the_public_file_has_ranks_and_no_levels(self, client: Client, case: Panel) -> None:
        publish(client, case)
        client.logout()

        answer = client.get(reverse("selection:download_outcome", args=[case.selection.pk, "json"]))

        table = json.loads(answer.content)
        assert table["rows"][0]["candidate"] == "Balby Nord"
        assert not any("level" in column["id"] for column in table["columns"])

    def test_a_choice_other_than_the_ranks_is_told(self, client: Client, case: Panel) -> None:
        publish(client, case, number=2)

        page = client.get(reverse("selection:outcome", args=[case.selection.pk])).content.decode()

        assert "Gruppen har valgt anderledes end placeringerne siger." in page

    def test_it_needs_reasons_and_somebody_chosen(self, client: Client, case: Panel) -> None:
        client.force_login(case.officer)

        answer = client.post(
            reverse("selection:publish", args=[case.selection.pk]),
            {"run": case.selection.runs.get().pk},
        )

        assert answer.status_code == 400
        assert case.fresh().state == "closed"

    def test_one_assessor_is_too_few(self, client: Client, case: Panel) -> None:
        case.second.delete()

        answer = publish(client, case)

        assert "ville resultatet røbe én persons bedømmelser" in answer.content.decode()
        assert case.fresh().state == "closed"

    def test_the_part_of_the_programme_must_be_public_first(
        self, client: Client, case: Panel
    ) -> None:
        case.selection.node.is_published = False
        case.selection.node.save(update_fields=("is_published",))

        answer = publish(client, case)

        assert "Offentliggør den først." in answer.content.decode()

    def test_a_run_of_another_selection_is_refused(self, client: Client, case: Panel) -> None:
        other = panel()
        other.close()
        foreign = other.run()
        client.force_login(case.officer)

        answer = client.post(
            reverse("selection:publish", args=[case.selection.pk]),
            {**REASONS, "run": foreign.pk, "chosen": [case.selection.candidates.all()[0].pk]},
        )

        assert answer.status_code == 400

    def test_the_form_proposes_those_who_score_highest(self, client: Client, case: Panel) -> None:
        client.force_login(case.officer)

        page = client.get(reverse("selection:publish", args=[case.selection.pk])).content.decode()

        assert page.count(" checked") == 1


class TestOutcome:
    def test_what_is_not_public_is_not_found_even_by_the_officer(
        self, client: Client, case: Panel
    ) -> None:
        client.force_login(case.officer)

        answer = client.get(reverse("selection:outcome", args=[case.selection.pk]))

        assert answer.status_code == 404

    def test_it_disappears_with_its_part_of_the_programme(
        self, client: Client, case: Panel
    ) -> None:
        publish(client, case)
        case.selection.node.is_published = False
        case.selection.node.save(update_fields=("is_published",))
        client.logout()

        answer = client.get(reverse("selection:outcome", args=[case.selection.pk]))

        assert answer.status_code == 404
        assert (
            "Udvælgelse"
            not in client.get(reverse("selection:index"))
            .content.decode()
            .split("<main")[1]
            .split("Offentliggjorte")[1]
            .split("</section>")[0]
        )

    def test_those_inside_find_the_way_to_the_work(self, client: Client, case: Panel) -> None:
        publish(client, case)
        client.force_login(case.people[0])

        page = client.get(reverse("selection:outcome", args=[case.selection.pk])).content.decode()

        assert reverse("selection:work", args=[case.selection.pk]) in page

    def test_another_format_is_not_found(self, client: Client, case: Panel) -> None:
        publish(client, case)

        answer = client.get(reverse("selection:download_outcome", args=[case.selection.pk, "exe"]))

        assert answer.status_code == 404


class TestWithdraw:
    def test_the_outcome_is_no_longer_public(self, client: Client, case: Panel) -> None:
        publish(client, case)

        client.post(reverse("selection:withdraw", args=[case.selection.pk]))

        assert case.fresh().state == "closed"
        client.logout()
        answer = client.get(reverse("selection:outcome", args=[case.selection.pk]))
        assert answer.status_code == 404

    def test_what_is_not_public_is_not_withdrawn(self, client: Client, case: Panel) -> None:
        client.force_login(case.officer)

        answer = client.post(reverse("selection:withdraw", args=[case.selection.pk]), follow=True)

        assert "Resultatet er ikke offentligt." in answer.content.decode()


class TestRelatedSections:
    def test_a_campaign_lists_what_the_reader_may_know(self, client: Client, case: Panel) -> None:
        node = case.selection.node

        hidden = told(queries.node_section, node, AnonymousUser())
        inside = told(queries.node_section, node, case.people[0])
        publish(client, case)
        public = told(queries.node_section, node, AnonymousUser())

        assert not hidden.has_content
        assert inside.links[0].url == reverse("selection:work", args=[case.selection.pk])
        assert public.links[0].url == reverse("selection:outcome", args=[case.selection.pk])

    def test_an_area_lists_public_selections_only(self, client: Client) -> None:
        area = factories.AreaFactory.create()
        draft = panel()
        draft.selection.candidates.filter(name="Balby Nord").update(area=area, name="")

        before = told(queries.area_section, area, draft.officer)
        draft.publish()
        after = told(queries.area_section, area, AnonymousUser())

        assert not before.has_content
        assert len(after.links) == 1

    def test_it_stands_on_the_page_of_the_campaign(self, client: Client, case: Panel) -> None:
        node = case.selection.node
        publish(client, case)
        client.logout()

        page = client.get(reverse("node", args=[node.key])).content.decode()

        assert reverse("selection:outcome", args=[case.selection.pk]) in page

    def test_an_officer_finds_all_selections_from_the_campaign(self, case: Panel) -> None:
        found = told(queries.node_section, factories.NodeFactory.create(), case.officer)

        assert [link.url for link in found.links] == [reverse("selection:index")]
