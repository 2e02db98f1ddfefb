"""``permissions.md`` and ``where-is-what.md``: every address of the site."""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils import translation
from tools.reference_pages import markdown

from bybalance.web.shared import access
from bybalance.web.shared.roles import Role
from bybalance.web.site import routes
from bybalance.web.site.routes import Route

ROOT = Path(__file__).resolve().parent.parent.parent
WEB_TESTS = ROOT / "tests" / "web"
#: Where each app is explained; a new app says so here.
DOCS = {
    "accounts": "reference/permissions.md",
    "api": "reference/http-api.md",
    "areas": "howto/import-an-area-table.md",
    "lists": "explanation/verdicts.md",
    "shared": "explanation/architecture.md",
    "site": "howto/install-on-a-server.md",
}
PERMISSIONS = """
Every address declares who may see it with a decorator from `bybalance.web.shared.access`; a test
walks all addresses and fails on one that does not. A role may be limited to a place; then a
permission policy decides further, row by row.
"""
WHERE_IS_WHAT = """
Made from the site's addresses. Read a row from left to right to go from what you see on the
screen to the code behind it: the view makes one call to `queries` (reads) or `services` (writes).
"""


@dataclass(frozen=True)
class Place:
    """Where one of our own addresses is made, tested and explained."""

    route: Route
    danish: str
    english: str
    view: str
    calls: tuple[str, ...]
    templates: tuple[str, ...]
    tests: tuple[str, ...]
    docs: str


def permissions_page() -> str:
    """Return the page on who may see what."""
    headings = ["Address", "Everyone", "Signed in", *(role.name for role in Role)]
    with translation.override("en"):
        rows = [
            [markdown.code("/" + route.pattern), *_marks(route)]
            for route in sorted(routes.all_routes(), key=lambda route: route.pattern)
        ]
        labels = markdown.table(
            ["Role", "In the interface"], [[role.name, str(role.label)] for role in Role]
        )
    return markdown.page(
        "Who may see what", PERMISSIONS, "## Roles", labels, "## Addresses",
        markdown.table(headings, rows),
    )  # fmt: skip


def _marks(route: Route) -> list[str]:
    policy = route.policy
    if policy is None:
        return ["undeclared"] + [""] * (1 + len(Role))
    everyone = policy == access.PUBLIC
    signed_in = everyone or policy == access.SIGNED_IN
    roles = [signed_in or role in policy.roles for role in Role]
    return ["yes" if may else "" for may in (everyone, signed_in, *roles)]


def where_is_what_page() -> str:
    """Return the page that leads from an address to its code."""
    rows = [
        [
            _first_sentence(place.route.view),
            f"`{place.danish}` `{place.english}`",
            markdown.code(place.view),
            markdown.codes(place.calls),
            markdown.codes(place.templates),
            markdown.codes(place.tests),
            f"[{Path(place.docs).stem}](../{place.docs})",
        ]
        for place in places()
    ]
    headings = ["Feature", "Addresses", "View", "Calls", "Template", "Tests", "Docs"]
    return markdown.page("Where is what", WHERE_IS_WHAT, markdown.table(headings, rows))


def places() -> list[Place]:
    """Return a place for every address whose view is our own, by Danish address."""
    with translation.override("en"):
        english = {route.name: route.pattern for route in routes.all_routes()}
    with translation.override("da"):
        own = [route for route in routes.all_routes() if _is_own(unwrapped(route.view))]
        return sorted(
            (_place(route, english[route.name]) for route in own), key=lambda place: place.danish
        )


def _place(route: Route, english: str) -> Place:
    view = unwrapped(route.view)
    app = view.__module__.split(".")[2]
    tree = ast.parse(textwrap.dedent(inspect.getsource(view)))
    return Place(
        route=route,
        danish="/" + route.pattern,
        english="/" + english,
        view=f"{view.__module__.removeprefix('bybalance.')}.{view.__qualname__}",
        calls=tuple(dict.fromkeys(_calls(tree))),
        templates=tuple(dict.fromkeys(_templates(tree))),
        tests=tuple(_tests(route, app)),
        docs=DOCS[app],
    )


def unwrapped(view: Callable[..., Any]) -> Callable[..., Any]:
    """Return the function behind the decorators, or the class behind ``as_view``."""
    inner = inspect.unwrap(view)
    return getattr(inner, "view_class", inner)


def _is_own(view: Callable[..., Any]) -> bool:
    return view.__module__.startswith("bybalance.web.")


def _calls(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            name = ast.unparse(node.func)
            if name.split(".")[0] in {"queries", "services"}:
                yield name


def _templates(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and str(node.value).endswith(".html"):
            yield str(node.value)


def _tests(route: Route, app: str) -> Iterator[str]:
    """Yield the test files that ask for an address, by its name or by its Danish path."""
    filled = re.sub(r"<[^>]+>", "\0", "/" + route.pattern)
    path = re.escape(filled).replace("\0", r"[^/\"'\s]+")
    asked = re.compile(rf"[\"'](?:/en)?{path}(?:[?\"'])|[\"']{re.escape(route.name)}[\"']")
    for file in sorted((WEB_TESTS / app).glob("test_*.py")):
        if asked.search(file.read_text(encoding="utf-8")):
            yield str(file.relative_to(ROOT))


def _first_sentence(view: Callable[..., Any]) -> str:
    documented = inspect.getdoc(unwrapped(view)) or ""
    return documented.split("\n\n")[0].split(". ")[0].rstrip(".")
