"""Create, change, publish, remove and bring back a part of the programme."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from tests.web import factories

from bybalance.web.accounts.models import User
from bybalance.web.programme.models import Node
from bybalance.web.shared.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client: Client, programme_officer: User) -> Client:
    client.force_login(programme_officer)
    return client


def fields(**given: object) -> dict[str, object]:
    return {"kind": "campaign", "name_da": "By i bevægelse", "status": "planned", **given}


class TestCreate:
    def test_it_makes_a_draft_with_areas_and_what_came_before(self, officer: Client) -> None:
        area = factories.AreaFactory.create()
        earlier = factories.NodeFactory.create(kind="project")
        given = fields(
            areas=[area.pk], preceded_by=[earlier.pk], from_on="2026-01-01", last_on="2029-12-31"
        )

        answer = officer.post("/program/ny/", given)

        node = Node.objects.get(key="by-i-bevaegelse")
        assert answer.status_code == 302
        assert answer["Location"] == "/program/by-i-bevaegelse/arbejde/"
        assert not node.is_published
        assert (list(node.areas.all()), list(node.preceded_by.all())) == ([area], [earlier])
        assert node.until_on == date(2030, 1, 1)
        assert AuditEntry.objects.filter(action="node_added", object_key=str(node.pk)).exists()

    def test_the_form_opens(self, officer: Client) -> None:
        assert officer.get("/program/ny/").status_code == 200

    @pytest.mark.parametrize(
        ("given", "reason"),
        [
            ({"name_da": ""}, "Feltet skal udfyldes|påkrævet|skal"),
            ({"name_da": "Ny"}, "ikke sin egen adresse"),
            ({"name_da": "???"}, "ikke sin egen adresse"),
            ({"from_on": "2026-02-01", "last_on": "2026-01-01"}, "før den første"),
            ({"last_on": "9999-12-31"}, "tom"),
            ({"kind": "opera"}, "opera"),
        ],
    )
    def test_it_says_what_is_wrong_and_keeps_what_was_typed(
        self, officer: Client, given: dict[str, object], reason: str
    ) -> None:
        answer = officer.post("/program/ny/", fields(summary_da="Bevar mig", **given))

        page = answer.content.decode()
        assert answer.status_code == 400
        assert any(part in page for part in reason.split("|"))
        assert "Bevar mig" in page
        assert not Node.objects.exists()

    def test_an_address_is_given_once_also_after_removal(self, officer: Client) -> None:
        factories.NodeFactory.create(key="by-i-bevaegelse", removed_at=factories.LONG_AGO)

        answer = officer.post("/program/ny/", fields())

        assert "allerede adressen" in answer.content.decode()

    def test_a_campaign_cannot_belong_to_a_project(self, officer: Client) -> None:
        project = factories.NodeFactory.create(kind="project", name_da="Et hus")

        answer = officer.post("/program/ny/", fields(parent=project.pk))

        assert answer.status_code == 400
        assert "kan ikke høre til »Et hus«" in answer.content.decode()


class TestEdit:
    def test_it_changes_the_node_and_logs_what_changed(self, officer: Client) -> None:
        node = factories.NodeFactory.create(key="balby", name_da="Balby")

        officer.post("/program/balby/rediger/", fields(name_da="Balby i balance"))

        node.refresh_from_db()
        entry = AuditEntry.objects.get(action="node_changed")
        assert (node.key, node.name_da) == ("balby", "Balby i balance")
        assert entry.before["name_da"] == "Balby"
        assert entry.after["name_da"] == "Balby i balance"

    def test_the_form_shows_the_last_day(self, officer: Client) -> None:
        factories.NodeFactory.create(key="balby", until_on=date(2021, 1, 1))

        assert 'value="2020-12-31"' in officer.get("/program/balby/rediger/").content.decode()

    def test_what_came_after_cannot_come_before(self, officer: Client) -> None:
        first, second, third = factories.NodeFactory.create_batch(3)
        second.preceded_by.set([first])
        third.preceded_by.set([second])

        answer = officer.post(f"/program/{first.key}/rediger/", fields(preceded_by=[third.pk]))

        assert answer.status_code == 400
        assert not first.preceded_by.exists()


class TestPublish:
    def test_a_draft_is_published_and_made_a_draft_again(
        self, officer: Client, resident: Client
    ) -> None:
        node = factories.NodeFactory.create(key="balby", is_published=False)
        assert Client().get("/program/balby/").status_code == 404

        officer.post("/program/balby/offentliggoer/")
        assert Client().get("/program/balby/").status_code == 200

        officer.post("/program/balby/kladde/")
        assert Client().get("/program/balby/").status_code == 404
        actions = AuditEntry.objects.filter(object_key=str(node.pk)).values_list(
            "action", flat=True
        )
        assert set(actions) == {"node_published", "node_unpublished"}

    def test_it_rejects_get(self, officer: Client) -> None:
        factories.NodeFactory.create(key="balby")

        assert officer.get("/program/balby/offentliggoer/").status_code == 405
        assert officer.get("/program/balby/kladde/").status_code == 405


class TestRemove:
    def test_it_asks_removes_and_brings_back(self, officer: Client) -> None:
        node = factories.NodeFactory.create(key="balby", name_da="Balby")

        assert "Fjern Balby?" in officer.get("/program/balby/fjern/").content.decode()
        officer.post("/program/balby/fjern/")
        assert officer.get("/program/balby/").status_code == 404
        assert "Balby" in officer.get("/program/fjernet/").content.decode()

        officer.post("/program/balby/gendan/")
        assert officer.get("/program/balby/").status_code == 200
        assert Node.objects.get().pk == node.pk

    def test_a_node_that_holds_others_stays(self, officer: Client) -> None:
        parent = factories.NodeFactory.create(key="balby")
        factories.NodeFactory.create(kind="effort", parent=parent)

        answer = officer.post("/program/balby/fjern/", follow=True)

        assert "Flyt eller fjern dem først" in answer.content.decode()
        assert Node.objects.filter(key="balby").exists()


@pytest.mark.parametrize(
    "address",
    [
        "/program/ny/",
        "/program/fjernet/",
        "/program/balby/rediger/",
        "/program/balby/arbejde/",
        "/program/balby/fjern/",
    ],
)
def test_others_are_kept_out(client: Client, municipal_planner: User, address: str) -> None:
    factories.NodeFactory.create(key="balby")
    assert client.get(address).status_code == 302

    client.force_login(municipal_planner)
    assert client.get(address).status_code == 403
