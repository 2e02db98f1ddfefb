from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from tests.web.lists.pages import MAX_QUERIES, table_rows, text_of

pytestmark = pytest.mark.django_db

CAPTION = "Områder på listen"


class TestLists:
    @pytest.mark.parametrize(
        ("address", "words"),
        [
            ("/lister/", ("Regeringens lister", "Områderne")),
            ("/en/lists/", ("The government's lists", "The areas")),
            ("/lister/2019-12-01/", ("1. december 2019", "Vollsmose", "Mjølnerparken")),
            ("/en/lists/2019-12-01/", ("1 December 2019", "Vollsmose")),
            ("/lister/2010-10-01/", ("1. oktober 2010",)),
        ],
    )
    def test_it_shows_a_list_with_few_queries(
        self,
        resident: Client,
        django_assert_max_num_queries: DjangoAssertNumQueries,
        address: str,
        words: tuple[str, ...],
    ) -> None:
        with django_assert_max_num_queries(MAX_QUERIES):
            page = resident.get(address)

        assert page.status_code == 200
        for word in words:
            assert word in text_of(page)

    def test_it_searches_in_names_and_municipalities(self, resident: Client) -> None:
        rows = table_rows(resident.get("/lister/2019-12-01/?search=ODENSE"), CAPTION)

        assert len(rows) > 1
        assert {row[1].split()[-1] for row in rows[1:]} == {"Odense"}

    def test_it_sorts_by_a_figure_both_ways(self, resident: Client) -> None:
        rising = table_rows(resident.get("/lister/2023-12-01/?sort=area"), CAPTION)
        falling = table_rows(
            resident.get("/lister/2023-12-01/?sort=area&order=descending"), CAPTION
        )

        names = [row[0] for row in rising[1:]]
        assert len(names) > 5
        assert [row[0] for row in falling[1:]] == names[::-1]

    def test_danish_letters_come_last(self, resident: Client) -> None:
        rows = table_rows(resident.get("/lister/2019-12-01/?sort=municipality"), CAPTION)

        municipalities = [row[1] for row in rows[1:]]
        aarhus = max(i for i, name in enumerate(municipalities) if "Aarhus" in name)
        vejle = max(i for i, name in enumerate(municipalities) if "Vejle" in name)
        assert vejle < aarhus

    def test_it_says_when_nothing_fits(self, resident: Client) -> None:
        page = resident.get("/lister/2019-12-01/?search=Balby")

        assert page.status_code == 200
        assert "Ingen områder at vise" in text_of(page)

    @pytest.mark.parametrize(
        "query",
        [
            "search=%00",
            "search=" + "x" * 5000,
            "search=%F0%9F%92%A5%27%22%3Cscript%3E",
            "municipality=999",
            "municipality=%00",
            "category=nothing",
            "sort=unknown",
            "sort=__class__",
            "sort=resident_count",
            "order=sideways",
            "date=garbage",
            "date=1999-12-01",
            "date=%00",
            "search=a&search=b&&&=",
        ],
    )
    def test_a_filter_that_makes_no_sense_asks_for_nothing(
        self, resident: Client, query: str
    ) -> None:
        page = resident.get(f"/lister/2019-12-01/?{query}")

        assert page.status_code == 200
        assert "<script>" not in page.content.decode()

    @pytest.mark.parametrize(
        "day", ["2019-12-02", "2019-13-01", "20191201", "2019-W48-7", "newest", "x" * 900, "-"]
    )
    def test_it_does_not_know_another_list(self, resident: Client, day: str) -> None:
        assert resident.get(f"/lister/{day}/").status_code == 404

    def test_it_answers_head_without_a_body(self, resident: Client) -> None:
        page = resident.head("/lister/2019-12-01/")

        assert (page.status_code, page.content) == (200, b"")

    @pytest.mark.parametrize("method", ["post", "put", "delete"])
    def test_it_rejects_any_writing(self, resident: Client, method: str) -> None:
        assert getattr(resident, method)("/lister/2019-12-01/").status_code == 405
