"""The one list of tables that an archive keeps. A test fails when a table of ours is in no list.

Order matters: a table comes after those its rows point to, so that rows can be made in this order.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.db import models
from django.db.models import Q

from bybalance.web.areas.models import Area, AreaBoundary, AreaName, AreaPart, Municipality
from bybalance.web.areas.permissions import areas, municipalities
from bybalance.web.committees import models as committees
from bybalance.web.committees import permissions as committee_permissions
from bybalance.web.directory.models import Affiliation, Organisation, Person
from bybalance.web.directory.permissions import organisations
from bybalance.web.events.models import Event, Registration
from bybalance.web.events.permissions import events
from bybalance.web.plans import models as plans
from bybalance.web.programme import models as programme
from bybalance.web.programme.permissions import nodes
from bybalance.web.shared.access import Viewer

Rows = Callable[[Viewer], models.QuerySet[Any]]


@dataclass(frozen=True, kw_only=True)
class KeptTable:
    """How one table is kept.

    ``owners`` are the relations by which a row belongs to another: it is taken along with it.
    A reference (``key``, or the child of one) is taken along when something points to it, and on
    the other site the row with the same key is used where there is one. ``left_out`` fields never
    leave the site; ``private`` ones are emptied, and a ``is_personal`` table left out, unless
    personal data was asked for. ``public`` says which rows, and ``public_columns`` which columns,
    everybody may have as a file; without them the table is for programme officers.
    """

    model: type[models.Model]
    owners: tuple[str, ...] = ()
    key: str = ""
    is_reference: bool = False
    is_personal: bool = False
    private: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    public: Rows | None = None
    public_columns: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """How archives and addresses name the table: ``programme.node``."""
        return self.model._meta.label_lower


def _all_of(model: type[models.Model]) -> Rows:
    return lambda _viewer: model._default_manager.all()


def _public_roles(viewer: Viewer) -> models.QuerySet[Any]:
    shown = Q(node__in=nodes.visible_to(viewer)) | Q(node=None)
    return programme.PartnerRole.objects.filter(shown)


_PERIOD: Final = ("from_on", "until_on")
_SOURCE: Final = ("source_title", "source_url", "checked_on")

KEPT_TABLES: Final = (
    KeptTable(
        model=Municipality,
        key="code",
        is_reference=True,
        public=municipalities.visible_to,
        public_columns=("code", "name", "region", "is_invented"),
    ),
    KeptTable(
        model=Area,
        key="area_id",
        is_reference=True,
        public=areas.visible_to,
        public_columns=("area_id", "name", "kind", "town", "municipality", "is_invented"),
    ),
    KeptTable(
        model=AreaName,
        owners=("area",),
        is_reference=True,
        public=_all_of(AreaName),
        public_columns=("area", "name", *_PERIOD, *_SOURCE),
    ),
    KeptTable(
        model=AreaPart,
        owners=("whole",),
        is_reference=True,
        public=_all_of(AreaPart),
        public_columns=("whole", "part", *_PERIOD, *_SOURCE),
    ),
    KeptTable(model=AreaBoundary, owners=("area",), is_reference=True),
    KeptTable(
        model=Organisation,
        key="key",
        is_reference=True,
        public=organisations.visible_to,
        public_columns=(
            "key", "name", "short_name", "kind", "cvr", "municipality", "website", "is_invented",
            *_SOURCE,
        ),
    ),
    KeptTable(
        model=Person, key="key", is_reference=True, private=("email",), left_out=("user",)
    ),
    KeptTable(model=Affiliation, owners=("person",), is_reference=True),
    KeptTable(
        model=programme.Node,
        public=nodes.visible_to,
        public_columns=(
            "key", "kind", "parent", "name_da", "name_en", "summary_da", "summary_en", "status",
            *_PERIOD, "is_invented", *_SOURCE,
        ),
    ),
    KeptTable(
        model=programme.PartnerRole,
        owners=("node", "area"),
        public=_public_roles,
        public_columns=(
            "node", "area", "organisation", "role", "contribution_oere", "in_kind_da",
            "in_kind_en", *_PERIOD, *_SOURCE,
        ),
    ),
    KeptTable(model=programme.Statement, owners=("node",)),
    KeptTable(model=programme.KeyFigure, owners=("node",)),
    KeptTable(model=programme.Document, owners=("node",)),
    KeptTable(model=programme.Reference, owners=("node",)),
    KeptTable(model=programme.Fund, owners=("node",)),
    KeptTable(model=programme.FundTerm, owners=("fund",)),
    KeptTable(model=programme.Partnership, owners=("node",)),
    KeptTable(model=programme.Commitment, owners=("partnership",)),
    KeptTable(model=programme.CommunicationEntry, owners=("partnership",)),
    KeptTable(model=plans.Indicator, key="key", is_reference=True),
    KeptTable(model=plans.DevelopmentPlan, owners=("node",)),
    KeptTable(model=plans.PlanFact, owners=("plan",)),
    KeptTable(model=plans.PlanVersion, owners=("plan",)),
    KeptTable(model=plans.Goal, owners=("plan",)),
    KeptTable(model=plans.Measure, owners=("plan",)),
    KeptTable(model=plans.Milestone, owners=("plan",)),
    KeptTable(model=plans.MeasureDependency, owners=("plan",)),
    KeptTable(model=plans.Outcome, owners=("plan",)),
    KeptTable(model=plans.IndicatorUse, owners=("plan",)),
    KeptTable(model=plans.Measurement, owners=("plan",)),
    KeptTable(model=plans.Evidence, owners=("plan",)),
    KeptTable(model=plans.BudgetLine, owners=("plan",)),
    KeptTable(model=plans.Risk, owners=("plan",)),
    KeptTable(model=plans.StatusReport, owners=("plan",)),
    KeptTable(model=committees.Topic, key="key", is_reference=True),
    KeptTable(
        model=committees.Committee,
        owners=("node",),
        public=committee_permissions.committees.visible_to,
        public_columns=(
            "key", "kind", "node", "name_da", "name_en", "purpose_da", "purpose_en", *_PERIOD,
            "is_invented", *_SOURCE,
        ),
    ),
    KeptTable(model=committees.TermsOfReference, owners=("committee",)),
    KeptTable(model=committees.Membership, owners=("committee",)),
    KeptTable(model=committees.MeetingSeries, owners=("committee",)),
    KeptTable(
        model=committees.Meeting,
        owners=("committee",),
        public=committee_permissions.meetings.visible_to,
        public_columns=(
            "committee", "number", "title_da", "title_en", "held_on", "starts_at", "ends_at",
            "place", "area", "status", *_SOURCE,
        ),
    ),
    KeptTable(model=committees.AgendaItem, owners=("meeting",)),
    KeptTable(model=committees.Paper, owners=("item",), left_out=("uploaded_by",)),
    KeptTable(model=committees.Attendance, owners=("meeting",)),
    KeptTable(model=committees.Decision, owners=("item",)),
    KeptTable(model=committees.FollowUp, owners=("item",)),
    KeptTable(model=committees.Convening, owners=("committee",)),
    KeptTable(model=committees.ProposedTime, owners=("convening",)),
    KeptTable(model=committees.ConveningInvitation, owners=("convening",), is_personal=True),
    KeptTable(model=committees.Availability, owners=("invitation",), is_personal=True),
    KeptTable(
        model=committees.Talk,
        owners=("committee", "meeting", "events"),
        public=committee_permissions.talks.visible_to,
        public_columns=(
            "subject_da", "subject_en", "summary_da", "summary_en", "given_on",
            "given_precision", "language", "slides_url", "recording_url", "is_invented", *_SOURCE,
        ),
    ),
    KeptTable(model=committees.TalkSpeaker, owners=("talk",)),
    KeptTable(
        model=Event,
        owners=("node",),
        public=events.visible_to,
        public_columns=(
            "key", "kind", "title_da", "title_en", "text_da", "text_en", "place", "starts_at",
            "ends_at", "has_registration", "capacity", "node", "is_invented",
        ),
    ),
    KeptTable(model=Registration, owners=("event",), is_personal=True),
)  # fmt: skip

#: Tables that no archive keeps, and why.
NOT_KEPT: Final = {
    "accounts.user": "accounts belong to one site",
    "accounts.roleassignment": "as accounts",
    "shared.auditentry": "what happened on one site",
    "shared.outboxmessage": "mail of one site",
    "shared.outboxattachment": "as mail",
    "lists.savedclassification": "belongs to its owner alone",
    "committees.calendarsubscription": "a secret of one account",
    **{
        f"selection.{kind}": "scores of accounts of one site, for the panel alone; runs never move"
        for kind in (
            "selection",
            "selectioncriterion",
            "criterionlevel",
            "comparison",
            "candidate",
            "assessor",
            "conflict",
            "score",
            "selectionrun",
            "runrequest",
            "selectioncomment",
        )
    },
    **{
        f"atlas.{kind}": "an atlas is built from a folder of its own, and released by one site"
        for kind in ("city", "build", "buildorder", "release", "releasestep")
    },
    "newsletter.signup": "addresses stay on the site that they were given to",
    "newsletter.subscriber": "as above",
    "newsletter.unsubscription": "made with the secret key of one site",
    "newsletter.delivery": "mail of one site",
    "newsletter.issue": "belongs to the whole site and not to a part of the programme",
    "newsletter.issueitem": "points to editorial pages, which never move",
    **{
        f"pages.{kind}": "editorial pages lie in one tree with the site's own front page"
        for kind in (
            "homepage",
            "newsindex",
            "publicationindex",
            "ideaindex",
            "textindex",
            "podcastindex",
            "podcastseriespage",
            "podcastepisodepage",
            "articlepage",
            "newspage",
            "publicationpage",
            "ideapage",
            "areatextpage",
            "campaigntextpage",
        )
    },
}


def table_named(name: str) -> KeptTable | None:
    """The table of that name, if it is kept."""
    return next((table for table in KEPT_TABLES if table.name == name), None)


def kept_fields(table: KeptTable) -> list[models.Field[Any, Any]]:
    """The columns that an archive has of a table, without its number."""
    return [
        field
        for field in table.model._meta.concrete_fields
        if not field.primary_key and field.name not in table.left_out
    ]


def kept_links(table: KeptTable) -> list[models.ManyToManyField[Any, Any]]:
    """The links to many rows that have no table of their own in the list."""
    return [field for field in table.model._meta.many_to_many if _through(field)._meta.auto_created]


def _through(field: models.ManyToManyField[Any, Any]) -> Any:
    return field.remote_field.through
