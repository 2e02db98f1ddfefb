"""Money that a node gives to others."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bybalance.web.programme.models.nodes import Node
from bybalance.web.shared.bilingual import Bilingual
from bybalance.web.shared.records import KeptManager, Removable, Sourced


class Fund(Sourced, Removable):
    """A sum set aside by a node for a purpose, as the pool of a campaign is."""

    node = models.ForeignKey(
        Node,
        on_delete=models.CASCADE,
        related_name="funds",
        verbose_name=_("part of the programme"),
    )
    key = models.SlugField(_("key"), max_length=80, unique=True)
    name_da = models.CharField(_("name in Danish"), max_length=160)
    name_en = models.CharField(_("name in English"), max_length=160, blank=True)
    name = Bilingual("name")
    amount_oere = models.BigIntegerField(_("amount in øre"))
    purpose_da = models.CharField(_("purpose in Danish"), max_length=300)
    purpose_en = models.CharField(_("purpose in English"), max_length=300, blank=True)
    purpose = Bilingual("purpose")
    deadline_on = models.DateField(_("deadline"), null=True, blank=True)
    doubt_da = models.TextField(_("what is in doubt, in Danish"), blank=True)
    doubt_en = models.TextField(_("what is in doubt, in English"), blank=True)
    doubt = Bilingual("doubt")

    objects = KeptManager()
    with_removed = models.Manager()

    class Meta:
        verbose_name = _("fund")
        verbose_name_plural = _("funds")
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_oere__gt=0),
                name="fund_amount_is_positive",
                violation_error_message=_("A fund holds more than nothing."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def is_open_on(self, day: date) -> bool | None:
        """Whether applications are taken on ``day``; ``None`` where no deadline is known."""
        return None if self.deadline_on is None else day <= self.deadline_on


class FundTerm(Sourced, Removable):
    """What a source says of a fund: who can apply, or what could be applied for."""

    class Kind(models.TextChoices):
        ELIGIBILITY = "eligibility", _("Who can apply")
        EXAMPLE = "example", _("What it could go to")

    fund = models.ForeignKey(
        Fund, on_delete=models.CASCADE, related_name="terms", verbose_name=_("fund")
    )
    key = models.SlugField(_("key"), max_length=80, blank=True)
    kind = models.CharField(_("kind"), max_length=15, choices=Kind.choices)
    position = models.PositiveSmallIntegerField(_("order"), default=1)
    heading_da = models.CharField(_("where it is said, in Danish"), max_length=160, blank=True)
    heading_en = models.CharField(_("where it is said, in English"), max_length=160, blank=True)
    heading = Bilingual("heading")
    text_da = models.TextField(_("text in Danish"))
    text_en = models.TextField(_("text in English"), blank=True)
    text = Bilingual("text")

    objects = KeptManager()
    with_removed = models.Manager()

    class Meta:
        verbose_name = _("term of a fund")
        verbose_name_plural = _("terms of a fund")
        ordering = ("kind", "position", "id")

    def __str__(self) -> str:
        return self.text
