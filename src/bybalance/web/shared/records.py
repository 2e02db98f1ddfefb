"""Columns that many tables share: the period in which a row holds, and where it is known from."""

from __future__ import annotations

from datetime import date
from typing import Self, TypeVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

D = TypeVar("D", bound=models.Model)


class DatedQuerySet(models.QuerySet[D]):
    """Rows that hold for a time."""

    def on(self, day: date) -> Self:
        """Those that hold on ``day``; an end that is not given is open."""
        return self.filter(
            Q(from_on=None) | Q(from_on__lte=day), Q(until_on=None) | Q(until_on__gt=day)
        )


class Dated(models.Model):
    """A row that holds from one day until another; the last day is the one before ``until_on``.

    Either end may be unknown: sources often name a member and not since when.
    """

    from_on = models.DateField(_("from"), null=True, blank=True)
    until_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(from_on=None) | Q(until_on=None) | Q(until_on__gt=F("from_on")),
                name="%(app_label)s_%(class)s_ends_after_start",
                violation_error_message=_("The end must come after the start."),
            )
        ]

    def holds_on(self, day: date) -> bool:
        """Whether the row holds on ``day``."""
        return (self.from_on is None or self.from_on <= day) and (
            self.until_on is None or day < self.until_on
        )


class KeptManager(models.Manager[D]):
    """Every row that has not been removed: what is removed is nowhere to be seen."""

    def get_queryset(self) -> models.QuerySet[D]:
        return super().get_queryset().filter(removed_at=None)


class Removable(models.Model):
    """A row that can be removed and brought back; ``with_removed`` also has what is removed."""

    removed_at = models.DateTimeField(_("removed"), null=True, blank=True, editable=False)

    class Meta:
        abstract = True


class Sourced(models.Model):
    """A row that says where it is known from; empty for what was written on this site."""

    source_title = models.CharField(_("source"), max_length=200, blank=True)
    source_url = models.URLField(_("address of the source"), max_length=500, blank=True)
    checked_on = models.DateField(_("checked on"), null=True, blank=True)

    class Meta:
        abstract = True
