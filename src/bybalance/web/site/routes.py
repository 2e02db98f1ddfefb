"""Every address of the site with its declared policy, as the tests and the docs walk them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from bybalance.web.shared import access

#: Policies of views made by a library that offers no place to declare one, by namespace.
LIBRARY_POLICIES = {"api": access.PUBLIC}


@dataclass(frozen=True)
class Route:
    """One address: its full name, its pattern, its view and what the view declared."""

    name: str
    pattern: str
    view: Callable[..., Any]
    parameters: tuple[str, ...]
    policy: access.Policy | None

    @property
    def is_library(self) -> bool:
        """Whether the view is one of the editors' pages, which a library brings by the hundred."""
        return getattr(self.view, "is_library_view", False)


def all_routes() -> list[Route]:
    """Every route of our own, in the language that is active."""
    return [route for route in routes_under(get_resolver()) if not route.is_library]


def library_routes() -> list[Route]:
    """Every route of the editors' pages, which are all behind one guard."""
    return [route for route in routes_under(get_resolver()) if route.is_library]


def routes_under(resolver: URLResolver) -> list[Route]:
    """Every route that ``resolver`` leads to."""
    return list(_walk(resolver, prefix="", namespaces=(), parameters=()))


def _walk(
    resolver: URLResolver,
    *,
    prefix: str,
    namespaces: tuple[str, ...],
    parameters: tuple[str, ...],
) -> Iterator[Route]:
    for entry in resolver.url_patterns:
        pattern = prefix + str(entry.pattern)
        taken = (*parameters, *entry.pattern.converters)
        if isinstance(entry, URLResolver):
            inner = (*namespaces, entry.namespace) if entry.namespace else namespaces
            yield from _walk(entry, prefix=pattern, namespaces=inner, parameters=taken)
        elif isinstance(entry, URLPattern):
            yield Route(
                name=":".join((*namespaces, entry.name or "")),
                pattern=pattern,
                view=entry.callback,
                parameters=tuple(dict.fromkeys((*taken, *_regex_groups(entry)))),
                policy=access.policy_of(entry.callback)
                or LIBRARY_POLICIES.get(namespaces[0] if namespaces else ""),
            )


def _regex_groups(entry: URLPattern) -> tuple[str, ...]:
    return tuple(entry.pattern.regex.groupindex)
