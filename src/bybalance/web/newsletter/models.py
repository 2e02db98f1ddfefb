from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from bybalance.web.shared import secret_links
from bybalance.web.shared.bilingual import Bilingual
from bybalance.web.shared.models import OutboxMessage

LANGUAGES = (("da", _("Danish")), ("en", _("English")))


def fingerprint(email: str) -> str:
    """What is left of an address that is gone: one cannot read it back from this."""
    return salted_hmac(
        "newsletter-unsubscription", email.casefold(), algorithm="sha256"
    ).hexdigest()


class SignUp(models.Model):
    """That somebody has asked for the newsletter and not yet confirmed it; pruned soon."""

    LINK_PURPOSE = "newsletter-sign-up"

    email = models.EmailField(_("e-mail"))
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGES)
    nonce = models.UUIDField(_("nonce of the secret address"), default=uuid4)
    asked_at = models.DateTimeField(_("asked"))
    expires_at = models.DateTimeField(_("to be confirmed before"))

    class Meta:
        verbose_name = _("sign-up")
        verbose_name_plural = _("sign-ups")
        ordering = ("id",)
        constraints = [models.UniqueConstraint(Lower("email"), name="sign_up_once_per_address")]

    def __str__(self) -> str:
        return str(self.pk)

    def own_path(self) -> str:
        """The secret address at which it is confirmed."""
        token = secret_links.token(self.LINK_PURPOSE, pk=self.pk, nonce=self.nonce)
        return reverse("newsletter:confirm", args=[token])


class Subscriber(models.Model):
    """Somebody who has confirmed that they want the newsletter: an address and a language."""

    LINK_PURPOSE = "newsletter-subscriber"

    email = models.EmailField(_("e-mail"))
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGES)
    nonce = models.UUIDField(_("nonce of the secret address"), default=uuid4)
    confirmed_at = models.DateTimeField(_("confirmed"))

    class Meta:
        verbose_name = _("subscriber")
        verbose_name_plural = _("subscribers")
        ordering = ("id",)
        constraints = [models.UniqueConstraint(Lower("email"), name="subscriber_once_per_address")]

    def __str__(self) -> str:
        return str(self.pk)

    def token(self) -> str:
        """The secret part of the subscriber's own addresses."""
        return secret_links.token(self.LINK_PURPOSE, pk=self.pk, nonce=self.nonce)

    def own_path(self) -> str:
        """The secret address of the subscriber's own page."""
        return reverse("newsletter:preferences", args=[self.token()])

    def unsubscribe_path(self) -> str:
        """The secret address that ends it."""
        return reverse("newsletter:unsubscribe", args=[self.token()])


class Unsubscription(models.Model):
    """That an address does not want the newsletter: its fingerprint, and the day.

    A list that is brought in can be held against it without the address being kept.
    """

    fingerprint = models.CharField(_("fingerprint"), max_length=64, unique=True)
    left_on = models.DateField(_("left on"))

    class Meta:
        verbose_name = _("unsubscription")
        verbose_name_plural = _("unsubscriptions")
        ordering = ("id",)

    def __str__(self) -> str:
        return self.fingerprint[:8]


class IssueQuerySet(models.QuerySet["Issue"]):
    """Issues by how far they are."""

    def sent(self) -> IssueQuerySet:
        """What has been sent, newest first."""
        return self.filter(state=Issue.State.SENT).order_by("-number")

    def due(self, *, now: datetime) -> IssueQuerySet:
        """What is to begin now."""
        return self.filter(state=Issue.State.SCHEDULED, send_at__lte=now)


class Issue(models.Model):
    """One number of the newsletter. It gets its number when sending begins.

    ``worked_at`` is when sending last got on, so that one that has stopped is seen and resumed.
    ``recipient_count`` stays when the rows that say who got it are gone.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SCHEDULED = "scheduled", _("Waits to be sent")
        SENDING = "sending", _("Is being sent")
        SENT = "sent", _("Sent")

    number = models.PositiveIntegerField(_("number"), null=True, blank=True, unique=True)
    title_da = models.CharField(
        _("title in Danish"), max_length=120, help_text=_("It is also the subject of the mail.")
    )
    title_en = models.CharField(_("title in English"), max_length=120, blank=True)
    title = Bilingual("title")
    intro_da = models.TextField(_("introduction in Danish"), max_length=2000, blank=True)
    intro_en = models.TextField(_("introduction in English"), max_length=2000, blank=True)
    intro = Bilingual("intro")
    is_invented = models.BooleanField(
        _("invented"),
        default=False,
        help_text=_("Tick this for an example: the letter then says that it is invented."),
    )
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.DRAFT, editable=False
    )
    send_at = models.DateTimeField(_("to be sent"), null=True, blank=True, editable=False)
    begun_at = models.DateTimeField(_("sending began"), null=True, blank=True, editable=False)
    worked_at = models.DateTimeField(_("sending got on"), null=True, blank=True, editable=False)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True, editable=False)
    recipient_count = models.PositiveIntegerField(_("recipients"), default=0, editable=False)
    created_at = models.DateTimeField(_("created"), editable=False)
    updated_at = models.DateTimeField(_("changed"), editable=False)

    objects = IssueQuerySet.as_manager()

    class Meta:
        verbose_name = _("issue")
        verbose_name_plural = _("issues")
        ordering = ("-id",)
        constraints = [
            models.CheckConstraint(
                condition=(Q(state__in=("draft", "scheduled")) & Q(number=None))
                | (Q(state__in=("sending", "sent")) & ~Q(number=None)),
                name="issue_has_a_number_iff_begun",
            ),
            models.CheckConstraint(
                condition=Q(state="draft", send_at=None) | (~Q(state="draft") & ~Q(send_at=None)),
                name="issue_has_a_time_iff_no_draft",
            ),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False)
                | (~Q(state="sent") & Q(sent_at=None)),
                name="issue_sent_at_iff_sent",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Where everyone reads it once it has been sent."""
        return reverse("newsletter:issue", args=[self.number])

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT


class IssueItem(models.Model):
    """Something published that an issue tells of, in its place in the order.

    ``frozen`` is what the letters said of it, by language; empty until sending begins.
    """

    class Kind(models.TextChoices):
        NEWS = "news", _("News")
        PUBLICATION = "publication", _("Publication")
        EVENT = "event", _("Event")
        EPISODE = "episode", _("Podcast")
        MEETING = "meeting", _("Meeting")

    issue = models.ForeignKey(
        Issue, on_delete=models.CASCADE, related_name="items", verbose_name=_("issue")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    thing_id = models.PositiveBigIntegerField(_("thing"))
    position = models.PositiveSmallIntegerField(_("position"))
    frozen = models.JSONField(_("as it was sent"), default=dict, blank=True)

    class Meta:
        verbose_name = _("item of an issue")
        verbose_name_plural = _("items of an issue")
        ordering = ("position", "id")
        constraints = [
            models.UniqueConstraint(fields=("issue", "kind", "thing_id"), name="issue_item_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.thing_id}"

    def frozen_in(self, language: str) -> dict[str, Any]:
        """What the letters in ``language`` said of it."""
        said: dict[str, Any] = self.frozen.get(language, {})
        return said


class Delivery(models.Model):
    """That an issue is to go, or has gone, to a subscriber: one row, so one letter.

    ``queued_at`` is when the letter was put in the outbox, in the same transaction.
    """

    issue = models.ForeignKey(
        Issue, on_delete=models.CASCADE, related_name="deliveries", verbose_name=_("issue")
    )
    subscriber = models.ForeignKey(
        Subscriber,
        on_delete=models.CASCADE,
        related_name="deliveries",
        verbose_name=_("subscriber"),
    )
    message = models.OneToOneField(
        OutboxMessage,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("message"),
    )
    queued_at = models.DateTimeField(_("put in the outbox"), null=True, blank=True)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ("id",)
        indexes = [
            models.Index(
                fields=("issue", "id"), condition=Q(queued_at=None), name="delivery_waiting"
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=("issue", "subscriber"), name="delivery_once")
        ]

    def __str__(self) -> str:
        return f"{self.issue_id} {self.pk}"
