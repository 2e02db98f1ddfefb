"""``permissions.md`` and ``where-is-what.md``: every address of the site."""

from __future__ import annotations

import ast
import inspect
import re
import sys
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
#: Where an address is explained, by the start of its name; the longest start counts.
DOCS = {
    "": "explanation/architecture.md",
    "about": "explanation/provenance-and-privacy.md",
    "area": "tutorials/read-a-verdict.md",
    "areas:": "explanation/the-programme.md",
    "directory:": "explanation/the-programme.md",
    "node": "explanation/the-programme.md",
    "organisation": "explanation/the-programme.md",
    "partnership": "explanation/the-programme.md",
    "programme:": "explanation/the-programme.md",
    "accounts:": "reference/permissions.md",
    "api": "reference/http-api.md",
    "front": "explanation/what-the-lists-can-tell.md",
    "health": "howto/install-on-a-server.md",
    "lists:": "explanation/what-the-lists-can-tell.md",
    "lists:classify": "tutorials/classify-your-own-table.md",
    "lists:compare_rules": "reference/rules.md",
    "plans:": "explanation/development-plans.md",
    "lists:delete_saved": "explanation/provenance-and-privacy.md",
    "lists:download_result": "tutorials/classify-your-own-table.md",
    "lists:download_saved": "explanation/provenance-and-privacy.md",
    "lists:example": "tutorials/classify-your-own-table.md",
    "lists:rule": "reference/rules.md",
    "lists:save": "explanation/provenance-and-privacy.md",
    "lists:what_if": "explanation/verdicts.md",
    "pages:": "howto/write-editorial-pages.md",
    "picture": "howto/write-editorial-pages.md",
    "wagtail_serve": "howto/write-editorial-pages.md",
    "privacy": "explanation/provenance-and-privacy.md",
    "sources": "explanation/what-the-lists-can-tell.md",
}
WORKING_MODULE = re.compile(r"bybalance\.web\.(\w+\.(?:queries|services|exports)\b.*)")
PERMISSIONS = """
Every address declares who may see it with a decorator from `bybalance.web.shared.access`; a test
walks all addresses and fails on one that does not. A role may be limited to a place; then a
permission policy decides further, row by row.
"""
WHERE_IS_WHAT = """
Made from the site's addresses, by Danish address. Read an entry from the top to go from what you
see on the screen to the code behind it: the view calls `queries` (reads), `services` (writes) and
`exports` (files) of its own app.
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
    with translation.override("en"):
        rows = [
            [markdown.code(shown_address(route)), _who(route.policy)]
            for route in sorted(routes.all_routes(), key=lambda route: route.pattern)
        ]
        [guard] = {route.policy for route in routes.library_routes()}
        rows.append([f"{markdown.code('/en/editorial/')} and everything below it", _who(guard)])
        roles = [[markdown.code(role.value), str(role.label)] for role in Role]
    return markdown.page(
        "Who may see what",
        PERMISSIONS,
        "## Roles",
        markdown.table(["Role", "In the interface"], roles),
        "## Addresses",
        markdown.table(["Address", "Who"], rows),
    )


def shown_address(route: Route) -> str:
    """Return an address as a reader writes it; an expression becomes its name."""
    return "/" + re.sub(r"\(\?P(<\w+>).+?\)", r"\1", route.pattern).replace("^", "").rstrip("$")


def _who(policy: access.Policy | None) -> str:
    if policy is None:
        return "undeclared"
    if policy.kind == "role":
        return ", ".join(sorted(str(role.label) for role in policy.roles))
    return {"public": "everyone", "signed_in": "everyone who has signed in"}[policy.kind]


def where_is_what_page() -> str:
    """Return the page that leads from an address to its code."""
    return markdown.page("Where is what", WHERE_IS_WHAT, *(_entry(place) for place in places()))


def _entry(place: Place) -> str:
    rows = {
        "Feature": _first_sentence(place.route.view),
        "English": markdown.code(place.english),
        "View": markdown.code(place.view),
        "Calls": markdown.codes(place.calls),
        "Template": markdown.codes(place.templates),
        "Tests": markdown.codes(place.tests),
        "Docs": f"[{Path(place.docs).stem}](../{place.docs})",
    }
    lines = [f"- {name}: {shown}" for name, shown in rows.items() if shown]
    return "\n".join([f"## {markdown.code(place.danish)}", "", *lines])


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
        calls=tuple(dict.fromkeys(_calls(tree, view))),
        templates=tuple(dict.fromkeys(_templates(tree))),
        tests=tuple(_tests(route, app)),
        docs=DOCS[max((start for start in DOCS if route.name.startswith(start)), key=len)],
    )


def unwrapped(view: Callable[..., Any]) -> Callable[..., Any]:
    """Return the function behind the decorators, or the class behind ``as_view``."""
    inner: Callable[..., Any] = inspect.unwrap(view)
    made_by_class: Callable[..., Any] | None = getattr(inner, "view_class", None)
    return made_by_class or inner


def _is_own(view: Callable[..., Any]) -> bool:
    return view.__module__.startswith("bybalance.web.")


def _calls(tree: ast.AST, view: Callable[..., Any]) -> Iterator[str]:
    """Yield what a view calls in queries, services and exports; another app's with its name."""
    own = view.__module__.split(".")[2]
    known = vars(sys.modules[view.__module__])
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            module = getattr(known.get(node.value.id), "__name__", "")
            working = WORKING_MODULE.fullmatch(module)
            if working and node.attr.islower():
                yield f"{working[1].removeprefix(f'{own}.')}.{node.attr}"


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
