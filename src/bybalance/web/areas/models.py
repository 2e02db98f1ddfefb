from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bybalance.web.shared.records import Dated, DatedQuerySet, KeptManager, Removable, Sourced


class Municipality(models.Model):
    """A Danish municipality by its official three-digit code; invented ones have codes from 990."""

    code = models.CharField(_("code"), max_length=3, unique=True)
    name = models.CharField(_("name"), max_length=60)
    region = models.CharField(_("region"), max_length=40)
    is_invented = models.BooleanField(_("invented"), default=False)

    class Meta:
        verbose_name = _("municipality")
        verbose_name_plural = _("municipalities")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Area(models.Model):
    """A housing area. ``area_id`` is stable: it never changes and is never given away."""

    class Kind(models.TextChoices):
        ESTATE = "estate", _("Housing estate")
        COMPOSITE = "composite", _("Several estates together")
        DISTRICT = "district", _("District")

    area_id = models.SlugField(_("id"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=15, choices=Kind.choices, default=Kind.ESTATE)
    town = models.CharField(_("town"), max_length=60, blank=True)
    municipality = models.ForeignKey(
        Municipality,
        verbose_name=_("municipality"),
        on_delete=models.PROTECT,
        related_name="areas",
    )
    is_invented = models.BooleanField(_("invented"), default=False)

    class Meta:
        verbose_name = _("housing area")
        verbose_name_plural = _("housing areas")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The one page of the area; ``web.site`` puts it together."""
        return reverse("area", args=[self.area_id])


class AreaName(Dated, Sourced, Removable):
    """Another name that an area has or had."""

    area = models.ForeignKey(
        Area, on_delete=models.CASCADE, related_name="other_names", verbose_name=_("housing area")
    )
    name = models.CharField(_("name"), max_length=120)

    objects = KeptManager.from_queryset(DatedQuerySet)()
    with_removed = models.Manager()

    class Meta(Dated.Meta):
        verbose_name = _("other name")
        verbose_name_plural = _("other names")
        ordering = ("name", "id")

    def __str__(self) -> str:
        return self.name


class AreaPart(Dated, Sourced, Removable):
    """That an area is made of others, as when a campaign takes three estates as one."""

    whole = models.ForeignKey(
        Area, on_delete=models.CASCADE, related_name="parts", verbose_name=_("whole")
    )
    part = models.ForeignKey(
        Area, on_delete=models.PROTECT, related_name="wholes", verbose_name=_("part")
    )

    objects = KeptManager.from_queryset(DatedQuerySet)()
    with_removed = models.Manager()

    class Meta(Dated.Meta):
        verbose_name = _("part of an area")
        verbose_name_plural = _("parts of areas")
        ordering = ("whole", "part__name")
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(condition=~Q(whole=F("part")), name="area_is_no_part_of_itself"),
            models.UniqueConstraint(
                fields=("whole", "part", "from_on"),
                condition=Q(removed_at=None),
                name="area_part_once",
                violation_error_message=_("The area is a part already from that day."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.part} · {self.whole}"


class AreaBoundary(Dated, Sourced, Removable):
    """Where an area lay over a period: a polygon in EPSG:25832 as WKB, with its bounding box."""

    area = models.ForeignKey(
        Area, on_delete=models.CASCADE, related_name="boundaries", verbose_name=_("housing area")
    )
    geometry_wkb = models.BinaryField(_("geometry"))
    min_easting_m = models.FloatField()
    min_northing_m = models.FloatField()
    max_easting_m = models.FloatField()
    max_northing_m = models.FloatField()

    objects = KeptManager.from_queryset(DatedQuerySet)()
    with_removed = models.Manager()

    class Meta(Dated.Meta):
        verbose_name = _("boundary")
        verbose_name_plural = _("boundaries")
        ordering = ("area", F("from_on").asc(nulls_first=True))

    def __str__(self) -> str:
        return f"{self.area} {self.from_on or ''}".strip()
