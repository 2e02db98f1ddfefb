"""The roles a person can have, as the glossary names them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    ADMINISTRATOR = "administrator", _("Administrator")
    PROGRAMME_OFFICER = "programme_officer", _("Programme officer")
    MUNICIPAL_PLANNER = "municipal_planner", _("Municipal planner")
    HOUSING_ORGANISATION = "housing_organisation", _("Housing organisation")
    COMMITTEE_MEMBER = "committee_member", _("Member of a change committee")
    APPLICANT = "applicant", _("Applicant")
    REVIEWER = "reviewer", _("Reviewer")
    RESEARCHER = "researcher", _("Researcher")
    EDITOR = "editor", _("Editor")


#: Roles that decide for others; where the site asks for it, they sign in by two steps.
STAFF = frozenset(
    {
        Role.ADMINISTRATOR,
        Role.PROGRAMME_OFFICER,
        Role.MUNICIPAL_PLANNER,
        Role.REVIEWER,
        Role.EDITOR,
    }
)

#: Names of places by the code that a role holds for them; the app that keeps a kind of place adds
#: its own, for the roles stand below it.
_NAMES_OF_PLACES: dict[str, Callable[[Collection[str]], Mapping[str, str]]] = {}


def register_places(kind: str, names: Callable[[Collection[str]], Mapping[str, str]]) -> None:
    """Let ``names`` say what places of ``kind`` are called."""
    _NAMES_OF_PLACES[kind] = names


def names_of_places(kind: str, codes: Collection[str]) -> Mapping[str, str]:
    """What the places are called; a code that nobody knows is left out."""
    names = _NAMES_OF_PLACES.get(kind)
    return names(codes) if names and codes else {}
