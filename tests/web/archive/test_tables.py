"""Take the programme's tables as files."""

from __future__ import annotations

import csv
import io
import json

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries
from tests.web import factories

from bybalance.web.accounts.models import User
from bybalance.web.archive.queries.kept_tables import KEPT_TABLES

pytestmark = pytest.mark.django_db

ARCHIVE = "/programarkiv/"
CANARY = "kanariefugl"


def file(table: str, file_format: str = "csv", asked: str = "") -> str:
    return reverse("archive:download", args=[table, file_format]) + asked


def rows_of(client: Client, table: str, asked: str = "") -> list[dict[str, str]]:
    answer = client.get(file(table, asked=asked))
    assert answer.status_code == 200
    text = answer.content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def test_a_stranger_is_offered_the_public_tables(client: Client) -> None:
    page = client.get(ARCHIVE).content.decode()

    assert "Boligområder" in page
    assert "Personer" not in page
    assert file("areas.area") in page
    assert file("events.registration") not in page
    assert reverse("archive:take_out") not in page


def test_a_stranger_gets_what_is_public_of_a_table(client: Client) -> None:
    factories.EventFactory.create(title_da="Åbent hus", online_url=f"https://x.example/{CANARY}")
    factories.EventFactory.create(title_da=CANARY, is_published=False)
    factories.NodeFactory.create(name_da=CANARY, is_published=False)

    events = client.get(file("events.event")).content.decode()
    nodes = client.get(file("programme.node")).content.decode()

    assert "Åbent hus" in events
    assert CANARY not in events + nodes


@pytest.mark.parametrize("table", [one.name for one in KEPT_TABLES if one.public is None])
def test_a_stranger_gets_no_other_table(client: Client, table: str) -> None:
    assert client.get(file(table)).status_code == 404
    assert client.get(file(table, asked="?personal=on")).status_code == 404


def test_an_officer_gets_every_row_but_no_personal_data(
    client: Client, programme_officer: User
) -> None:
    factories.PersonFactory.create(name="Rikke", email=f"{CANARY}@balby.example")
    factories.RegistrationFactory.create(name=CANARY)
    factories.NodeFactory.create(name_da="Kladde", is_published=False)
    client.force_login(programme_officer)

    people = client.get(file("directory.person", asked="?personal=on")).content.decode()

    assert "Rikke" in people
    assert CANARY not in people
    assert "Kladde" in client.get(file("programme.node")).content.decode()
    assert client.get(file("events.registration", asked="?personal=on")).status_code == 404


def test_an_administrator_gets_personal_data_only_when_asking(
    client: Client, administrator: User
) -> None:
    factories.PersonFactory.create(name="Rikke", email=f"{CANARY}@balby.example")
    factories.RegistrationFactory.create(name=CANARY)
    client.force_login(administrator)

    assert CANARY not in client.get(file("directory.person")).content.decode()
    assert client.get(file("events.registration")).status_code == 404
    asked = client.get(file("directory.person", asked="?personal=on")).content.decode()
    assert f"{CANARY}@balby.example" in asked
    assert CANARY in client.get(file("events.registration", asked="?personal=on")).content.decode()


@pytest.mark.parametrize("table", [one.name for one in KEPT_TABLES])
@pytest.mark.parametrize("file_format", ["csv", "xlsx", "json"])
def test_every_table_comes_in_every_format(
    client: Client, administrator: User, table: str, file_format: str
) -> None:
    client.force_login(administrator)

    answer = client.get(file(table, file_format, "?personal=on"))

    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    if file_format == "xlsx":
        load_workbook(io.BytesIO(answer.content))
    if file_format == "json":
        json.loads(answer.content)


def test_rows_name_what_they_point_to(client: Client) -> None:
    area = factories.AreaFactory.create(area_id="balby-nord", name="=Balby()")
    factories.NodeFactory.create(key="balby", areas=[area])

    [row] = rows_of(client, "areas.area")

    assert "999" in row.values()
    assert "'=Balby()" in row.values()
    assert "opdigtet" in {name.casefold() for name in row}


@pytest.mark.parametrize(("table", "file_format"), [("no.table", "csv"), ("areas.area", "exe")])
def test_what_does_not_exist(client: Client, table: str, file_format: str) -> None:
    assert client.get(file(table, file_format)).status_code == 404


def test_the_page_costs_few_queries(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(12):
        client.get(ARCHIVE)


def test_the_page_only_reads(client: Client) -> None:
    assert client.post(ARCHIVE).status_code == 405
