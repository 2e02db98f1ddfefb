from __future__ import annotations

import uuid
from datetime import date

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bybalance.web.areas.models import Area
from bybalance.web.directory.models import Organisation
from bybalance.web.shared.bilingual import Bilingual
from bybalance.web.shared.records import Dated, DatedQuerySet, KeptManager, Removable, Sourced


class Node(Dated, Sourced, Removable):
    """A piece of the programme: initiative > campaign > effort in an area > plan > project.

    A node may stand without a parent, and may be preceded by another, as the campaign was by the
    maturing project. What is not published is seen only by those who work with it.
    """

    class Kind(models.TextChoices):
        INITIATIVE = "initiative", _("Initiative")
        CAMPAIGN = "campaign", _("Campaign")
        EFFORT = "effort", _("Effort in an area")
        PLAN = "plan", _("Development plan")
        PROJECT = "project", _("Project")

    class Status(models.TextChoices):
        PLANNED = "planned", _("Planned")
        RUNNING = "running", _("Running")
        COMPLETED = "completed", _("Completed")
        STOPPED = "stopped", _("Stopped")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.SlugField(_("key"), max_length=80, unique=True)
    kind = models.CharField(_("kind"), max_length=15, choices=Kind.choices)
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("belongs to"),
    )
    preceded_by = models.ManyToManyField(
        "self",
        symmetrical=False,
        blank=True,
        related_name="followed_by",
        verbose_name=_("preceded by"),
    )
    areas = models.ManyToManyField(
        Area, blank=True, related_name="nodes", verbose_name=_("housing areas")
    )
    name_da = models.CharField(_("name in Danish"), max_length=160)
    name_en = models.CharField(_("name in English"), max_length=160, blank=True)
    name = Bilingual("name")
    summary_da = models.TextField(_("summary in Danish"), blank=True)
    summary_en = models.TextField(_("summary in English"), blank=True)
    summary = Bilingual("summary")
    period_note_da = models.CharField(_("note on the period in Danish"), max_length=300, blank=True)
    period_note_en = models.CharField(
        _("note on the period in English"), max_length=300, blank=True
    )
    period_note = Bilingual("period_note")
    status = models.CharField(
        _("status"), max_length=15, choices=Status.choices, default=Status.PLANNED
    )
    is_published = models.BooleanField(_("published"), default=False)
    is_invented = models.BooleanField(_("invented"), default=False)
    created_at = models.DateTimeField(_("created"))
    updated_at = models.DateTimeField(_("changed"))

    objects = KeptManager.from_queryset(DatedQuerySet)()
    with_removed = models.Manager()

    class Meta(Dated.Meta):
        verbose_name = _("part of the programme")
        verbose_name_plural = _("parts of the programme")
        ordering = (F("from_on").asc(nulls_last=True), "name_da", "id")
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=F("id")), name="node_is_no_parent_of_itself"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The page of this part of the programme; ``web.site`` puts it together."""
        return reverse("node", args=[self.key])

    @property
    def last_day_on(self) -> date | None:
        """The last day of the period, as people write it."""
        return None if self.until_on is None else date.fromordinal(self.until_on.toordinal() - 1)


class PartnerRole(Dated, Sourced, Removable):
    """What an organisation is to a node or to an area, and what it brings."""

    class Role(models.TextChoices):
        OWNER = "owner", _("Owner")
        FUNDER = "funder", _("Funder")
        PARTNER = "partner", _("Partner")
        ADVISER = "adviser", _("Adviser")
        SECRETARIAT = "secretariat", _("Secretariat")

    node = models.ForeignKey(
        Node,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="partner_roles",
        verbose_name=_("part of the programme"),
    )
    area = models.ForeignKey(
        Area,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="partner_roles",
        verbose_name=_("housing area"),
    )
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="partner_roles",
        verbose_name=_("organisation"),
    )
    role = models.CharField(_("role"), max_length=15, choices=Role.choices)
    contribution_oere = models.BigIntegerField(_("contribution in øre"), null=True, blank=True)
    in_kind_da = models.CharField(_("in kind, in Danish"), max_length=300, blank=True)
    in_kind_en = models.CharField(_("in kind, in English"), max_length=300, blank=True)
    in_kind = Bilingual("in_kind")
    staff_hours_per_week = models.DecimalField(
        _("staff, hours a week"), max_digits=6, decimal_places=1, null=True, blank=True
    )

    objects = KeptManager.from_queryset(DatedQuerySet)()
    with_removed = models.Manager()

    class Meta(Dated.Meta):
        verbose_name = _("partner role")
        verbose_name_plural = _("partner roles")
        ordering = ("role", "organisation__name", "id")
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=Q(node=None, area__isnull=False) | Q(node__isnull=False, area=None),
                name="partner_of_a_node_or_an_area",
            ),
            models.CheckConstraint(
                condition=Q(contribution_oere=None) | Q(contribution_oere__gte=0),
                name="partner_contribution_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} ({self.get_role_display()})"
