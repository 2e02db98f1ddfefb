from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bybalance.web.areas.models import Area
from bybalance.web.committees.models.group import Committee
from bybalance.web.committees.models.meeting import Meeting
from bybalance.web.directory.models import Person
from bybalance.web.shared.bilingual import Bilingual


class Convening(models.Model):
    """The search for a time: proposals go out, answers come in, one is chosen and is a meeting."""

    class State(models.TextChoices):
        OPEN = "open", _("Waits for answers")
        CHOSEN = "chosen", _("A time is chosen")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    committee = models.ForeignKey(
        Committee, on_delete=models.CASCADE, related_name="convenings", verbose_name=_("committee")
    )
    title_da = models.CharField(_("title in Danish"), max_length=160, blank=True)
    title_en = models.CharField(_("title in English"), max_length=160, blank=True)
    title = Bilingual("title")
    note = models.TextField(_("message to the members"), blank=True)
    place = models.CharField(_("place"), max_length=160, blank=True)
    area = models.ForeignKey(
        Area,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("housing area"),
    )
    online_url = models.URLField(_("link for taking part online"), max_length=500, blank=True)
    is_public = models.BooleanField(_("public meeting"), default=False)
    answer_by_on = models.DateField(_("answer by"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    meeting = models.OneToOneField(
        Meeting,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="convening",
        verbose_name=_("meeting"),
    )
    created_at = models.DateTimeField(_("created"))

    class Meta:
        verbose_name = _("search for a time")
        verbose_name_plural = _("searches for a time")
        ordering = ("-created_at", "-id")

    def __str__(self) -> str:
        return f"{self.committee} {self.created_at:%Y-%m-%d}"


class ProposedTime(models.Model):
    """One time that the members are asked about."""

    convening = models.ForeignKey(
        Convening, on_delete=models.CASCADE, related_name="times", verbose_name=_("search")
    )
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))

    class Meta:
        verbose_name = _("proposed time")
        verbose_name_plural = _("proposed times")
        ordering = ("starts_at", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="proposed_time_ends_after_start"
            ),
            models.UniqueConstraint(
                fields=("convening", "starts_at"), name="proposed_time_once_a_search"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M}"


class ConveningInvitation(models.Model):
    """That a member is asked; ``nonce`` is what makes their own link, and a new one ends it."""

    convening = models.ForeignKey(
        Convening, on_delete=models.CASCADE, related_name="invitations", verbose_name=_("search")
    )
    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, related_name="+", verbose_name=_("person")
    )
    nonce = models.UUIDField(default=uuid.uuid4, editable=False)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    remark = models.CharField(_("remark"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("question about a time")
        verbose_name_plural = _("questions about a time")
        ordering = ("person__name", "id")
        constraints = [
            models.UniqueConstraint(
                fields=("convening", "person"), name="convening_person_asked_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person}"


class Availability(models.Model):
    """A member's answer about one proposed time."""

    class Answer(models.TextChoices):
        YES = "yes", _("Yes")
        IF_NEED_BE = "if_need_be", _("If need be")
        NO = "no", _("No")

    invitation = models.ForeignKey(
        ConveningInvitation,
        on_delete=models.CASCADE,
        related_name="answers",
        verbose_name=_("question about a time"),
    )
    time = models.ForeignKey(
        ProposedTime, on_delete=models.CASCADE, related_name="answers", verbose_name=_("time")
    )
    answer = models.CharField(_("answer"), max_length=10, choices=Answer.choices)

    class Meta:
        verbose_name = _("answer about a time")
        verbose_name_plural = _("answers about a time")
        ordering = ("invitation", "time")
        constraints = [
            models.UniqueConstraint(fields=("invitation", "time"), name="availability_once")
        ]

    def __str__(self) -> str:
        return self.get_answer_display()
