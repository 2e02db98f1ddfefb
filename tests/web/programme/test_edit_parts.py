"""Add, change, remove and bring back what hangs on a part of the programme."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from tests.web import factories

from bybalance.web.accounts.models import User
from bybalance.web.programme.models import (
    Commitment,
    CommunicationEntry,
    Document,
    Fund,
    FundTerm,
    KeyFigure,
    Node,
    PartnerRole,
    Partnership,
    Reference,
    Statement,
)
from bybalance.web.shared.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client: Client, programme_officer: User) -> Client:
    client.force_login(programme_officer)
    return client


@pytest.fixture
def node(db: None) -> Node:
    return factories.NodeFactory.create(key="balby", name_da="Balby i balance")


def add(officer: Client, part: str, **given: object) -> int:
    return officer.post(f"/program/balby/arbejde/{part}/ny/", given).status_code


def test_the_work_page_shows_every_kind(
    officer: Client, node: Node, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    factories.StatementFactory.create_batch(20, node=node)
    factories.PartnerRoleFactory.create_batch(5, node=node)

    with django_assert_max_num_queries(6):
        page = officer.get("/program/balby/arbejde/").content.decode()

    for heading in ("Partnere", "Mål, tilgang og andre udsagn", "Nøgletal", "Dokumenter", "Puljer"):
        assert heading in page
    assert "Tilføj en forpligtelse" not in page  # there is no partnership yet


class TestPartners:
    def test_a_partner_brings_money_staff_and_things(self, officer: Client, node: Node) -> None:
        organisation = factories.OrganisationFactory.create(name="Balby Fonden")

        status = add(
            officer,
            "partners",
            organisation=organisation.pk,
            role="funder",
            contribution_oere="1.234.567,50",
            staff_hours_per_week="37",
            in_kind_da="Lokaler",
            from_on="2020-01-01",
            last_on="2020-12-31",
        )

        role = PartnerRole.objects.get()
        assert status == 302
        assert (role.node, role.area, role.contribution_oere) == (node, None, 123_456_750)
        assert role.until_on == date(2021, 1, 1)
        page = officer.get("/program/balby/").content.decode()
        for words in ("Balby Fonden", "1.234.567,50", "37 timer om ugen", "Lokaler", "2020"):
            assert words in page

    def test_a_partner_of_one_area_is_one_of_the_area(self, officer: Client, node: Node) -> None:
        area = factories.AreaFactory.create()
        node.areas.set([area])
        organisation = factories.OrganisationFactory.create()

        add(officer, "partners", organisation=organisation.pk, role="partner", area=area.pk)

        role = PartnerRole.objects.get()
        assert (role.node, role.area) == (None, area)

    @pytest.mark.parametrize("amount", ["1.5", "-100", "mange", "1" * 30])
    def test_an_amount_that_is_none_is_refused(
        self, officer: Client, node: Node, amount: str
    ) -> None:
        organisation = factories.OrganisationFactory.create()

        status = add(
            officer,
            "partners",
            organisation=organisation.pk,
            role="funder",
            contribution_oere=amount,
        )

        assert status == 400
        assert not PartnerRole.objects.exists()

    def test_it_is_removed_with_a_question_and_brought_back(
        self, officer: Client, node: Node
    ) -> None:
        role = factories.PartnerRoleFactory.create(node=node, organisation__name="Balby Fonden")
        address = f"/program/balby/arbejde/partners/{role.pk}/"
        asked = officer.get(f"/program/balby/arbejde/partners/{role.pk}/fjern/")
        assert "Balby Fonden" in asked.content.decode()

        officer.post(f"/program/balby/arbejde/partners/{role.pk}/fjern/")
        assert "Balby Fonden" not in officer.get("/program/balby/").content.decode()
        assert officer.get(address).status_code == 404

        officer.post(f"/program/balby/arbejde/partners/{role.pk}/gendan/")
        assert "Balby Fonden" in officer.get("/program/balby/").content.decode()
        actions = AuditEntry.objects.filter(object_key=str(role.pk)).values_list(
            "action", flat=True
        )
        assert set(actions) == {"partnerrole_removed", "partnerrole_restored"}


def test_a_sentence_needs_words(officer: Client, node: Node) -> None:
    assert add(officer, "sentences", kind="aim", position=1) == 400
    assert add(officer, "sentences", kind="aim", position=1, text_en="A town of all") == 302

    assert Statement.objects.get().text == "A town of all"


def test_a_key_figure_stands_large_at_the_top(officer: Client, node: Node) -> None:
    status = add(
        officer,
        "figures",
        number="12.5",
        qualifier_da="godt",
        unit_da="%",
        label_da="af byens beboere",
        as_of_on="2019-03-12",
        is_lead="on",
        position=1,
        source_title="Balby Statistik",
    )

    page = officer.get("/program/balby/").content.decode()
    assert status == 302
    assert KeyFigure.objects.count() == 1
    for words in ("godt 12,50", "af byens beboere", "12.\xa0marts\xa02019", "Balby Statistik"):
        assert words in page


def test_a_reference_lists_its_topics(officer: Client, node: Node) -> None:
    status = add(
        officer,
        "references",
        kind="overview",
        title_da="Overblik",
        topics_da="byrum\n\nskole",
        position=1,
    )

    assert status == 302
    assert Reference.objects.get().topic_list == ["byrum", "skole"]


def test_a_fund_with_terms_that_differ(officer: Client, node: Node) -> None:
    assert add(officer, "terms", kind="eligibility", text_da="Alle") == 400
    assert (
        add(
            officer,
            "funds",
            name_da="Byrumspuljen",
            amount_oere="5.000.000",
            purpose_da="Byrum",
            doubt_da="Kilderne er uenige.",
        )
        == 302
    )
    fund = Fund.objects.get()
    for position, text in enumerate(("Alle kan søge", "Kun Balby kan søge"), start=1):
        given = {"fund": fund.pk, "kind": "eligibility", "text_da": text, "position": position}
        assert add(officer, "terms", **given) == 302

    page = officer.get("/program/balby/").content.decode()
    assert FundTerm.objects.count() == 2
    for words in ("5.000.000", "Kilderne er uenige.", "Alle kan søge", "Kun Balby kan søge"):
        assert words in page


def test_a_term_cannot_be_hung_on_the_fund_of_another(officer: Client, node: Node) -> None:
    other = factories.FundFactory.create()

    status = add(officer, "terms", fund=other.pk, kind="example", text_da="x", position=1)

    assert status == 400


class TestDocuments:
    def test_a_file_is_kept_and_given_to_those_who_may_see_it(
        self, officer: Client, node: Node
    ) -> None:
        pdf = SimpleUploadedFile("Plan for Balby.pdf", b"%PDF-1.7\nBalby", "application/pdf")
        status = add(
            officer,
            "documents",
            kind="report",
            title_da="Planen",
            language="da",
            position=1,
            upload=pdf,
        )

        document = Document.objects.get()
        address = f"/program/dokumenter/{document.pk}/"
        answer = Client().get(address)
        assert status == 302
        assert b"".join(answer.streaming_content).startswith(b"%PDF")
        assert "attachment" in answer["Content-Disposition"]
        assert "Plan" not in document.file.name

        Node.objects.update(is_published=False)
        assert Client().get(address).status_code == 404
        seen = officer.get(address)
        assert seen.status_code == 200
        seen.close()

    def test_a_file_that_is_not_what_it_says_is_refused(self, officer: Client, node: Node) -> None:
        fake = SimpleUploadedFile("plan.pdf", b"<script>", "application/pdf")

        status = add(
            officer,
            "documents",
            kind="report",
            title_da="x",
            language="da",
            position=1,
            upload=fake,
        )

        assert status == 400
        assert not Document.objects.exists()

    def test_one_that_is_only_named_says_so(self, officer: Client, node: Node) -> None:
        factories.DocumentFactory.create(node=node, title_da="Bilag 7")

        page = officer.get("/program/balby/").content.decode()

        assert "Bilag 7" in page
        assert "Kun nævnt" in page
        document = Document.objects.get()
        assert Client().get(f"/program/dokumenter/{document.pk}/").status_code == 404


class TestPartnership:
    def test_it_is_begun_and_filled(self, officer: Client, node: Node) -> None:
        chair = factories.PersonFactory.create(name="Else Ordstyrer")
        organisation = factories.OrganisationFactory.create(name="Balby Bolig")
        assert add(officer, "commitments", organisation=organisation.pk, text_da="x") == 404

        officer.post(
            "/program/balby/arbejde/partnerskab/", {"agenda_da": "Sammen", "chair": chair.pk}
        )
        promise = {"organisation": organisation.pk, "text_da": "Bygger broen", "status": "promised"}
        assert add(officer, "commitments", **promise) == 302
        line = {"on": "2026-05-01", "channel": "meeting", "subject_da": "Status"}
        assert add(officer, "communication", **line) == 302

        page = officer.get("/program/balby/partnerskab/").content.decode()
        assert Partnership.objects.get().chair == chair
        assert (Commitment.objects.count(), CommunicationEntry.objects.count()) == (1, 1)
        for words in ("Else Ordstyrer", "Sammen", "Bygger broen", "Status"):
            assert words in page

    def test_the_form_opens(self, officer: Client, node: Node) -> None:
        assert officer.get("/program/balby/arbejde/partnerskab/").status_code == 200


def test_a_kind_that_does_not_exist_is_not_there(officer: Client, node: Node) -> None:
    assert officer.get("/program/balby/arbejde/operaer/ny/").status_code == 404


def test_a_row_of_another_node_is_not_there(officer: Client, node: Node) -> None:
    other = factories.StatementFactory.create()

    for address in (
        f"/program/balby/arbejde/sentences/{other.pk}/",
        f"/program/balby/arbejde/sentences/{other.pk}/fjern/",
    ):
        assert officer.get(address).status_code == 404


def test_a_form_that_changes_nothing_logs_nothing(officer: Client, node: Node) -> None:
    row = factories.StatementFactory.create(node=node, text_da="Uændret")
    address = f"/program/balby/arbejde/sentences/{row.pk}/"
    given = {"kind": "aim", "position": 1, "text_da": "Uændret"}

    officer.post(address, given)

    assert not AuditEntry.objects.filter(action="statement_changed").exists()
