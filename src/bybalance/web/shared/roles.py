"""The roles a person can have, as the glossary names them."""

from __future__ import annotations

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
