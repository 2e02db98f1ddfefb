from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.fixture
def schema(resident: Client) -> dict[str, Any]:
    described: dict[str, Any] = resident.get("/api/openapi.json").json()
    return described


class TestDescription:
    def test_it_describes_every_operation_with_a_sentence(self, schema: dict[str, Any]) -> None:
        assert set(schema["paths"]) == {
            "/api/",
            "/api/lists",
            "/api/lists/{list_date}",
            "/api/areas",
            "/api/areas/{area_id}",
            "/api/rules",
            "/api/rules/{version_id}",
            "/api/thresholds",
            "/api/classify",
            "/api/classify/file",
        }
        for methods in schema["paths"].values():
            for operation in methods.values():
                assert operation["description"].endswith(".")

    def test_every_refusal_is_declared_everywhere(self, schema: dict[str, Any]) -> None:
        for methods in schema["paths"].values():
            for operation in methods.values():
                assert set(operation["responses"]) == {"200", "400", "404", "422", "429"}

    def test_ids_of_operations_are_distinct(self, schema: dict[str, Any]) -> None:
        ids = [item["operationId"] for methods in schema["paths"].values()
               for item in methods.values()]  # fmt: skip

        assert len(ids) == len(set(ids))

    def test_the_index_leads_everywhere(self, resident: Client, schema: dict[str, Any]) -> None:
        index = resident.get("/api/").json()

        assert index["openapi"] == "/api/openapi.json"
        for name in ("lists", "areas", "rules", "thresholds", "classify", "classify_file"):
            assert index[name] in schema["paths"]

    def test_no_other_host_is_needed_to_read_it(self, resident: Client) -> None:
        assert resident.get("/api/docs", follow=True).status_code == 404
        assert resident.get("/api/docs/").status_code == 404

    def test_other_sites_scripts_are_not_invited(self, resident: Client) -> None:
        answer = resident.get("/api/lists", headers={"origin": "https://elsewhere.example"})

        assert "Access-Control-Allow-Origin" not in answer
