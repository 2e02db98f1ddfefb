from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Municipality(models.Model):
    """A Danish municipality by its official three-digit code."""

    code = models.CharField(_("code"), max_length=3, unique=True)
    name = models.CharField(_("name"), max_length=60)
    region = models.CharField(_("region"), max_length=40)

    class Meta:
        verbose_name = _("municipality")
        verbose_name_plural = _("municipalities")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Area(models.Model):
    """A housing area. ``area_id`` is stable: it never changes and is never given away."""

    area_id = models.SlugField(_("id"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=120)
    municipality = models.ForeignKey(
        Municipality,
        verbose_name=_("municipality"),
        on_delete=models.PROTECT,
        related_name="areas",
    )

    class Meta:
        verbose_name = _("housing area")
        verbose_name_plural = _("housing areas")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name
