from __future__ import annotations

from datetime import date, datetime
from uuid import uuid4

from django.db import models
from django.db.models import F, Q, Sum, Value
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bybalance import seating
from bybalance.web.areas.models import Area
from bybalance.web.committees.models import Talk
from bybalance.web.programme.models import Node
from bybalance.web.shared import secret_links
from bybalance.web.shared.bilingual import Bilingual


class Event(models.Model):
    """Something people come to: in a place, online or both; with or without registration.

    Where ``has_registration`` is false one simply comes. ``capacity`` counts seats, and is empty
    where there is no limit. ``uid`` and ``sequence`` are the event's name and version in
    everybody's calendar. The online link is for those who have a confirmed seat.
    """

    class Kind(models.TextChoices):
        OPEN_HOUSE = "open_house", _("Open house")
        CONFERENCE = "conference", _("Conference")
        WORKSHOP = "workshop", _("Workshop")
        WALK = "walk", _("Guided walk")
        RESIDENTS_MEETING = "residents_meeting", _("Residents' meeting")
        STUDY_TRIP = "study_trip", _("Study trip")
        OTHER = "other", _("Other event")

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    key = models.SlugField(_("key"), max_length=80, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    title_da = models.CharField(_("title in Danish"), max_length=160)
    title_en = models.CharField(_("title in English"), max_length=160, blank=True)
    title = Bilingual("title")
    text_da = models.TextField(_("text in Danish"), blank=True)
    text_en = models.TextField(_("text in English"), blank=True)
    text = Bilingual("text")
    place = models.CharField(_("place"), max_length=200, blank=True)
    online_url = models.URLField(_("link for taking part online"), max_length=500, blank=True)
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    has_registration = models.BooleanField(_("one has to register"), default=True)
    capacity = models.PositiveIntegerField(_("seats"), null=True, blank=True)
    max_seats = models.PositiveSmallIntegerField(_("most seats in one registration"), default=4)
    hold_minutes = models.PositiveSmallIntegerField(
        _("minutes to confirm a registration"), default=120
    )
    opens_at = models.DateTimeField(_("registration opens"), null=True, blank=True)
    closes_at = models.DateTimeField(_("registration closes"), null=True, blank=True)
    node = models.ForeignKey(
        Node,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="events",
        verbose_name=_("part of the programme"),
    )
    areas = models.ManyToManyField(
        Area, blank=True, related_name="events", verbose_name=_("housing areas")
    )
    talks = models.ManyToManyField(Talk, blank=True, related_name="events", verbose_name=_("talks"))
    is_published = models.BooleanField(_("published"), default=False)
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True)
    cancelled_because = models.CharField(_("reason for cancelling"), max_length=300, blank=True)
    uid = models.CharField(_("name in calendars"), max_length=80, unique=True, editable=False)
    sequence = models.PositiveIntegerField(_("version in calendars"), default=0)
    is_invented = models.BooleanField(_("invented"), default=False)
    created_at = models.DateTimeField(_("created"))
    updated_at = models.DateTimeField(_("changed"))

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ("starts_at", "id")
        indexes = [models.Index(fields=("is_published", "starts_at"), name="event_by_start")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="event_ends_after_start",
                violation_error_message=_("The end must come after the start."),
            ),
            models.CheckConstraint(
                condition=~Q(place="", online_url=""),
                name="event_is_somewhere",
                violation_error_message=_("Write a place, or a link for taking part online."),
            ),
            models.CheckConstraint(
                condition=Q(max_seats__gte=1, hold_minutes__gte=5),
                name="event_lets_one_register",
            ),
            models.CheckConstraint(
                condition=Q(closes_at=None) | Q(opens_at=None) | Q(closes_at__gt=F("opens_at")),
                name="event_closes_after_opening",
                violation_error_message=_("Registration must close after it opens."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("events:event", args=[self.key])

    @property
    def day(self) -> date:
        """The Danish day on which the event starts."""
        return timezone.localtime(self.starts_at).date()

    @property
    def is_cancelled(self) -> bool:
        return self.cancelled_at is not None

    def window(self) -> seating.Window:
        """When one can register."""
        return seating.Window(
            starts_at=self.starts_at,
            ends_at=self.ends_at,
            opens_at=self.opens_at,
            closes_at=self.closes_at,
            is_cancelled=self.is_cancelled,
        )

    def occupancy(self) -> seating.Occupancy:
        """How full the event is as the database has it; read under the lock to decide."""
        rows = self.registrations
        taken = rows.seated().aggregate(seats=Sum("seats"))["seats"] or 0
        return seating.Occupancy(
            capacity=self.capacity, taken=taken, has_queue=rows.waiting().exists()
        )


class RegistrationQuerySet(models.QuerySet["Registration"]):
    """Registrations by what they stand for."""

    def seated(self) -> RegistrationQuerySet:
        """Those that take up seats."""
        return self.filter(state__in=Registration.SEATED)

    def waiting(self) -> RegistrationQuerySet:
        """The waiting list, in the order in which they came."""
        return self.filter(state=Registration.State.WAITING).order_by("id")

    def in_force(self) -> RegistrationQuerySet:
        """All that have not been cancelled."""
        return self.exclude(state=Registration.State.CANCELLED)

    def at_address(self, email: str) -> RegistrationQuerySet:
        """The one in force from an address, however it is written; found by its unique index."""
        in_force = self.in_force().filter(erased_at=None)
        return in_force.alias(address=Lower("email")).filter(address=Lower(Value(email)))

    def lapsed(self, *, now: datetime) -> RegistrationQuerySet:
        """Seats that were held for a confirmation which never came."""
        return self.filter(state=Registration.State.HELD, held_until__lte=now).order_by("id")


class Registration(models.Model):
    """That somebody wants seats at an event.

    The order of ``id`` is the order of coming: rows are made under the lock of their event.
    ``form_key`` is the form they were sent from, so that sending it twice makes one row; ``nonce``
    belongs to the secret address of the registration. Once ``erased_at`` is set, name and address
    are gone and only the number of seats is left.
    """

    class State(models.TextChoices):
        HELD = "held", _("Waits for confirmation")
        CONFIRMED = "confirmed", _("Confirmed")
        WAITING = "waiting", _("On the waiting list")
        CANCELLED = "cancelled", _("Given back")

    class CancelledBy(models.TextChoices):
        THEMSELVES = "themselves", _("By themselves")
        TIME = "time", _("Not confirmed in time")
        OFFICER = "officer", _("By a programme officer")

    SEATED = (State.HELD, State.CONFIRMED)
    #: What the secret addresses are for; see ``shared.secret_links``.
    LINK_PURPOSE = "registration"

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    event = models.ForeignKey(
        Event, on_delete=models.CASCADE, related_name="registrations", verbose_name=_("event")
    )
    name = models.CharField(_("name"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    seats = models.PositiveSmallIntegerField(_("seats"))
    language = models.CharField(
        _("language"), max_length=2, choices=(("da", _("Danish")), ("en", _("English")))
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices)
    held_until = models.DateTimeField(_("held until"), null=True, blank=True)
    cancelled_by = models.CharField(
        _("cancelled by"), max_length=12, choices=CancelledBy.choices, blank=True
    )
    form_key = models.UUIDField(_("form it was sent from"), unique=True, default=uuid4)
    nonce = models.UUIDField(_("nonce of the secret address"), default=uuid4)
    created_at = models.DateTimeField(_("created"))
    promoted_at = models.DateTimeField(_("given a seat"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, blank=True)
    erased_at = models.DateTimeField(_("name and e-mail erased"), null=True, blank=True)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        ordering = ("id",)
        indexes = [
            models.Index(fields=("event", "state", "id"), name="registration_by_state"),
            models.Index(
                fields=("held_until",), condition=Q(state="held"), name="registration_held"
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(seats__gte=1), name="registration_has_a_seat"),
            models.CheckConstraint(
                condition=(Q(state="held") & Q(held_until__isnull=False))
                | (~Q(state="held") & Q(held_until=None)),
                name="registration_held_until_iff_held",
            ),
            models.CheckConstraint(
                condition=(Q(state="cancelled") & ~Q(cancelled_by=""))
                | (~Q(state="cancelled") & Q(cancelled_by="")),
                name="registration_cancelled_by_somebody",
            ),
            models.UniqueConstraint(
                "event",
                Lower("email"),
                condition=~Q(state="cancelled") & Q(erased_at=None),
                name="registration_once_per_address",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.pk}"

    def own_path(self) -> str:
        """The secret address of the registration, below the site's own."""
        token = secret_links.token(self.LINK_PURPOSE, pk=self.pk, nonce=self.nonce)
        return reverse("events:registration", args=[token])
