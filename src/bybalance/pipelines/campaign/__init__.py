"""The campaign *By i balance* as data: the facts of its page, and our own words for them.

``facts.json`` is a transcript of what the campaign's public page states, and is never edited by
hand. ``words.toml`` holds what it leaves open: labels in the other language, and which organisation
a name stands for.
"""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from bybalance.model.keys import key_of as key_of  # for who loads the campaign


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """Someone the page names, and where it says that they work.

    ``called`` are the names the page uses; ``posts`` are pairs of a title in Danish (may be empty)
    and the key of an organisation.
    """

    key: str
    name: str
    called: tuple[str, ...]
    posts: tuple[tuple[str, str], ...]


@cache
def facts() -> dict[str, Any]:
    """Read what the campaign's page states; ``null`` is what it does not state."""
    content: dict[str, Any] = json.loads(_text("facts.json"))
    return content


@cache
def words() -> dict[str, Any]:
    """Read our own words for the facts, and the organisations behind the names."""
    return tomllib.loads(_text("words.toml"))


def organisation_keys(name: str) -> tuple[str, ...]:
    """Find the keys of the organisations that a name on the page stands for.

    Examples
    --------
    >>> organisation_keys("Domea"), organisation_keys("DAB/GAB")
    (('domea',), ('dab', 'gab'))
    """
    found = tuple(key for key, one in words()["organisation"].items() if name in one["called"])
    if not found:
        message = f"words.toml has no organisation called {name!r}; add it, or add the name to one"
        raise ValueError(message)
    return found


def title_en(title_da: str | None) -> str:
    """Give a job title in English; empty where the page gives none.

    Examples
    --------
    >>> title_en("Kommunaldirektør"), title_en(None)
    ('Chief executive of the municipality', '')
    """
    return str(words()["titles"][title_da]) if title_da else ""


def said_da(said_en: str | None) -> str:
    """Say in Danish what the page says of a meeting or a talk; empty where it says nothing.

    Examples
    --------
    >>> said_da("Pilot project for Stengårdsvej")
    'Pilotprojektet for Stengårdsvej'
    """
    return str(words()["said"][said_en]) if said_en else ""


@cache
def people() -> tuple[KnownPerson, ...]:
    """List everyone the page names, members first; a person named twice is one."""
    names: dict[str, list[str]] = {}
    posts: dict[str, dict[tuple[str, str], None]] = {}
    for name, member_key, title, organisation in _mentions():
        key = member_key or _known_key(name, names)
        names.setdefault(key, [])
        if name not in names[key]:
            names[key].append(name)
        posts.setdefault(key, {})
        _add_post(posts[key], title=title, organisation=organisation)
    return tuple(
        KnownPerson(key=key, name=called[0], called=tuple(called), posts=tuple(posts[key]))
        for key, called in names.items()
    )


def person_key(name: str) -> str:
    """Find the key of the person whom the page calls ``name``.

    Examples
    --------
    >>> person_key("Cecilie Weatherall"), person_key("Hans Kjær")
    ('cecilie-dohlmann-weatherall', 'hans-kjaer')
    """
    return next(person.key for person in people() if name in person.called)


def _mentions() -> list[tuple[str, str | None, str | None, str | None]]:
    """Name, key where one is given, title and organisation of every mention of a person."""
    page = facts()
    committee, experts = page["change_committee"], page["expert_group"]
    members = [*committee["members"], *experts["members"]]
    found = [(m["name"], m["key"], m.get("title"), m["organisation"]) for m in members]
    for talk in experts["talks"]:
        found.append((talk["speaker"], talk["member_key"], None, talk["affiliation"]))
    for meeting in committee["meetings"]:
        for talk in meeting["talks"]:
            for speaker in talk["speakers"]:
                affiliation = speaker["affiliation"]
                found.append((speaker["name"], None, speaker.get("title"), affiliation))
    for guest in page["podcast"]["guests"]:
        found.append((guest["name"], None, guest["title"], guest["organisation"]))
    return found


def _known_key(name: str, names: dict[str, list[str]]) -> str:
    return next((key for key, called in names.items() if name in called), key_of(name))


def _add_post(
    posts: dict[tuple[str, str], None], *, title: str | None, organisation: str | None
) -> None:
    """Add a post, unless the same organisation is there with a title or this mention has none."""
    if organisation is None:
        return
    for key in organisation_keys(organisation):
        titles = [known for known, known_key in posts if known_key == key]
        if title and "" in titles:
            posts.pop(("", key))
        if title or not titles:
            posts[(title or "", key)] = None


def _text(name: str) -> str:
    return (resources.files(__package__) / name).read_text(encoding="utf-8")
