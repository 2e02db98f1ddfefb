"""``http-api.md``: every operation of the read-only API, from its OpenAPI description."""

from __future__ import annotations

from typing import Any

from django.utils import translation
from ninja import NinjaAPI
from tools.reference_pages import markdown

from bybalance.web.site import routes

INTRODUCTION = """
The API describes itself in OpenAPI at `/api/openapi.json`, with the shape of every answer; this
page is made from that description. A refusal has status 400 (the request cannot be read), 404 (no
such thing), 422 (a value cannot be) or 429 (too many requests), and says in words what to do.
"""


def page() -> str:
    """Return the page."""
    with translation.override("en"):
        schema = the_api().get_openapi_schema()
    schemas = schema["components"]["schemas"]
    operations = [
        _operation(method.upper(), path, operation, schemas)
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    ]
    return markdown.page("HTTP API", schema["info"]["description"], INTRODUCTION, *operations)


def the_api() -> NinjaAPI:
    """Find the API among the site's addresses."""
    given = [getattr(route.view, "keywords", {}).get("api") for route in routes.all_routes()]
    return next(api for api in given if isinstance(api, NinjaAPI))


def _operation(method: str, path: str, operation: dict[str, Any], schemas: dict[str, Any]) -> str:
    rows = [
        _row(parameter["name"], parameter["in"], parameter.get("schema", {}), parameter)
        for parameter in operation.get("parameters", ())
    ]
    rows += _body_rows(operation.get("requestBody", {}), schemas)
    headings = ["Parameter", "In", "Kind", "Required", "What it does"]
    answer = _referred(next(iter(operation["responses"][200]["content"].values()))["schema"])
    return "\n\n".join(
        [
            f"## {method} {path}",
            operation.get("description") or operation.get("summary", ""),
            *([markdown.table(headings, rows)] if rows else []),
            f"Answers with `{answer}`." if answer else "",
        ]
    )


def _body_rows(body: dict[str, Any], schemas: dict[str, Any]) -> list[list[str]]:
    rows = []
    for content in body.get("content", {}).values():
        schema = schemas.get(_referred(content["schema"]), content["schema"])
        required = schema.get("required", ())
        for name, field in schema["properties"].items():
            rows.append(_row(name, "body", field, {**field, "required": name in required}))
    return rows


def _row(name: str, place: str, schema: dict[str, Any], about: dict[str, Any]) -> list[str]:
    description = about.get("description") or schema.get("description", "")
    required = "yes" if about.get("required") else ""
    return [markdown.code(name), place, _kind(schema), required, description]


def _kind(schema: dict[str, Any]) -> str:
    options = [_kind(option) for option in schema.get("anyOf", ()) if option != {"type": "null"}]
    if options:
        return " or ".join(dict.fromkeys(options))
    if "items" in schema:
        return f"list of {_kind(schema['items'])}"
    return _referred(schema) or str(schema.get("format") or schema.get("type") or "text")


def _referred(schema: dict[str, Any]) -> str:
    """Return the name of the schema that another one points to, or nothing."""
    return str(schema.get("$ref", "")).removeprefix("#/components/schemas/")
