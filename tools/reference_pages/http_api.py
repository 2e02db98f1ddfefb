"""``http-api.md``: every operation of the read-only API, from its OpenAPI description."""

from __future__ import annotations

from typing import Any

from django.utils import translation
from ninja import NinjaAPI
from tools.reference_pages import markdown

from bybalance.web.site import routes

INTRODUCTION = """
The API is public and answers in JSON. It describes itself in OpenAPI, at the address that ends in
`openapi.json`; this page is made from that description.
"""


def page() -> str:
    """Return the page."""
    with translation.override("en"):
        schema = the_api().get_openapi_schema()
    operations = [
        _operation(method.upper(), path, operation)
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    ]
    return markdown.page("HTTP API", INTRODUCTION, *operations)


def the_api() -> NinjaAPI:
    """Find the API among the site's addresses."""
    given = [getattr(route.view, "keywords", {}).get("api") for route in routes.all_routes()]
    return next(api for api in given if isinstance(api, NinjaAPI))


def _operation(method: str, path: str, operation: dict[str, Any]) -> str:
    rows = [
        [
            markdown.code(parameter["name"]),
            parameter["in"],
            _kind(parameter.get("schema", {})),
            "yes" if parameter.get("required") else "",
            parameter.get("description") or parameter.get("schema", {}).get("description", ""),
        ]
        for parameter in operation.get("parameters", ())
    ]
    headings = ["Parameter", "In", "Kind", "Required", "What it does"]
    answers = "; ".join(
        f"`{status}` {answer.get('description', '')}".strip()
        for status, answer in operation["responses"].items()
    )
    return "\n\n".join(
        [
            f"## {method} {path}",
            operation.get("description") or operation.get("summary", ""),
            *([markdown.table(headings, rows)] if rows else []),
            f"Answers: {answers}.",
        ]
    )


def _kind(schema: dict[str, Any]) -> str:
    options = [_kind(option) for option in schema.get("anyOf", ()) if option != {"type": "null"}]
    if options:
        return " or ".join(dict.fromkeys(options))
    return str(schema.get("format") or schema.get("type") or "text")
