from __future__ import annotations

import uuid
from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bybalance.web.accounts.models import User
from bybalance.web.areas.models import Area
from bybalance.web.committees.models.group import Committee
from bybalance.web.directory.models import Organisation, Person
from bybalance.web.shared import private_files
from bybalance.web.shared.bilingual import Bilingual
from bybalance.web.shared.records import Dated, DatedQuerySet, Sourced


class MeetingSeries(Dated, Sourced):
    """The meetings of a group over a period, and how many a year were meant."""

    committee = models.ForeignKey(
        Committee, on_delete=models.CASCADE, related_name="series", verbose_name=_("committee")
    )
    name_da = models.CharField(_("name in Danish"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=120, blank=True)
    name = Bilingual("name")
    min_per_year = models.PositiveSmallIntegerField(_("fewest a year"), null=True, blank=True)
    max_per_year = models.PositiveSmallIntegerField(_("most a year"), null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        verbose_name = _("meeting series")
        verbose_name_plural = _("meeting series")
        ordering = ("committee", F("from_on").desc(nulls_last=True), "id")
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=Q(min_per_year=None)
                | Q(max_per_year=None)
                | Q(max_per_year__gte=F("min_per_year")),
                name="series_most_not_below_fewest",
                violation_error_message=_("The most cannot be below the fewest."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Meeting(Sourced):
    """A meeting of a group. Where only the day is known, it has no times.

    ``uid`` and ``sequence`` are the meeting's name and version in everybody's calendar: the name
    never changes, the version grows with every change that a calendar shows.
    """

    class Status(models.TextChoices):
        PLANNED = "planned", _("Planned")
        HELD = "held", _("Held")
        CANCELLED = "cancelled", _("Cancelled")

    class MinutesState(models.TextChoices):
        NONE = "none", _("No minutes yet")
        DRAFT = "draft", _("Draft")
        APPROVED = "approved", _("Approved")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    committee = models.ForeignKey(
        Committee, on_delete=models.CASCADE, related_name="meetings", verbose_name=_("committee")
    )
    series = models.ForeignKey(
        MeetingSeries,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="meetings",
        verbose_name=_("meeting series"),
    )
    number = models.PositiveSmallIntegerField(_("number"), null=True, blank=True)
    title_da = models.CharField(_("title in Danish"), max_length=160, blank=True)
    title_en = models.CharField(_("title in English"), max_length=160, blank=True)
    title = Bilingual("title")
    summary_da = models.TextField(_("about the meeting, in Danish"), blank=True)
    summary_en = models.TextField(_("about the meeting, in English"), blank=True)
    summary = Bilingual("summary")
    held_on = models.DateField(_("day"))
    starts_at = models.DateTimeField(_("starts"), null=True, blank=True)
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=160, blank=True)
    area = models.ForeignKey(
        Area,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="meetings",
        verbose_name=_("housing area"),
    )
    online_url = models.URLField(_("link for taking part online"), max_length=500, blank=True)
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.PLANNED
    )
    cancelled_because = models.CharField(_("reason for cancelling"), max_length=300, blank=True)
    is_public = models.BooleanField(_("public meeting"), default=False)
    is_published = models.BooleanField(_("published"), default=False)
    is_agenda_published = models.BooleanField(_("agenda published"), default=False)
    is_minutes_published = models.BooleanField(_("minutes published"), default=False)
    minutes_state = models.CharField(
        _("minutes"), max_length=10, choices=MinutesState.choices, default=MinutesState.NONE
    )
    minutes_approved_on = models.DateField(_("minutes approved on"), null=True, blank=True)
    uid = models.CharField(_("name in calendars"), max_length=80, unique=True, editable=False)
    sequence = models.PositiveIntegerField(_("version in calendars"), default=0)
    invited_at = models.DateTimeField(_("invitation sent"), null=True, blank=True)
    remind_days = models.PositiveSmallIntegerField(_("reminder, days before"), default=3)
    reminded_at = models.DateTimeField(_("reminder sent"), null=True, blank=True)
    created_at = models.DateTimeField(_("created"))
    updated_at = models.DateTimeField(_("changed"))

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ("-held_on", "-starts_at", "-id")
        indexes = [models.Index(fields=("committee", "held_on"), name="meeting_by_day")]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_at=None, ends_at=None)
                | Q(starts_at__isnull=False, ends_at__isnull=False, ends_at__gt=F("starts_at")),
                name="meeting_ends_after_start",
                violation_error_message=_("The end must come after the start."),
            ),
            models.UniqueConstraint(
                fields=("committee", "number"),
                condition=~Q(number=None),
                name="meeting_number_once",
                violation_error_message=_("The group has a meeting with this number already."),
            ),
            models.CheckConstraint(
                condition=Q(minutes_approved_on=None) | Q(minutes_state="approved"),
                name="meeting_minutes_day_of_approval",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.committee} {self.held_on.isoformat()}"

    @property
    def full_name(self) -> str:
        """Its title, or else which meeting of which group it is."""
        if self.title:
            return self.title
        told = {"number": self.number, "committee": self.committee}
        if self.number is None:
            return gettext("Meeting: %(committee)s") % told
        return gettext("%(committee)s, meeting %(number)d") % told

    @property
    def is_open_to_all(self) -> bool:
        """Whether strangers may know of the meeting."""
        return self.is_public and self.is_published

    def is_over(self, *, today: date) -> bool:
        """Whether the day of the meeting has passed."""
        return self.held_on < today

    def day_of_start(self) -> date:
        """The Danish day on which the meeting starts."""
        return timezone.localtime(self.starts_at).date() if self.starts_at else self.held_on


class AgendaItem(models.Model):
    """One point of an agenda, with its minutes."""

    class Kind(models.TextChoices):
        INFORMATION = "information", _("Information")
        DISCUSSION = "discussion", _("Discussion")
        DECISION = "decision", _("Decision")

    meeting = models.ForeignKey(
        Meeting, on_delete=models.CASCADE, related_name="items", verbose_name=_("meeting")
    )
    position = models.PositiveSmallIntegerField(_("position"))
    kind = models.CharField(
        _("kind"), max_length=15, choices=Kind.choices, default=Kind.INFORMATION
    )
    title_da = models.CharField(_("title in Danish"), max_length=200)
    title_en = models.CharField(_("title in English"), max_length=200, blank=True)
    title = Bilingual("title")
    text_da = models.TextField(_("text in Danish"), blank=True)
    text_en = models.TextField(_("text in English"), blank=True)
    text = Bilingual("text")
    duration_min = models.PositiveSmallIntegerField(_("minutes of time"), null=True, blank=True)
    is_confidential = models.BooleanField(_("confidential"), default=False)
    minutes_da = models.TextField(_("minutes in Danish"), blank=True)
    minutes_en = models.TextField(_("minutes in English"), blank=True)
    minutes = Bilingual("minutes")

    class Meta:
        verbose_name = _("agenda item")
        verbose_name_plural = _("agenda items")
        ordering = ("meeting", "position", "id")

    def __str__(self) -> str:
        return self.title


def paper_path(paper: Paper, file_name: str) -> str:
    """A name in the private folder that says nothing of the meeting or of the file."""
    return private_files.random_path("papers", file_name)


class Paper(models.Model):
    """A file for an item of an agenda; kept privately, and served only after a check."""

    item = models.ForeignKey(
        AgendaItem, on_delete=models.CASCADE, related_name="papers", verbose_name=_("agenda item")
    )
    title = models.CharField(_("title"), max_length=160)
    file = models.FileField(
        _("file"), storage=private_files.storage, upload_to=paper_path, max_length=200
    )
    file_name = models.CharField(_("file name"), max_length=160)
    content_type = models.CharField(_("type of file"), max_length=100)
    size_bytes = models.PositiveIntegerField(_("size"))
    is_public = models.BooleanField(_("for everyone"), default=False)
    uploaded_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("uploaded by")
    )
    uploaded_at = models.DateTimeField(_("uploaded"))

    class Meta:
        verbose_name = _("paper")
        verbose_name_plural = _("papers")
        ordering = ("item", "id")

    def __str__(self) -> str:
        return self.title


class Attendance(models.Model):
    """Whether a person took part in a meeting, and how."""

    class Mode(models.TextChoices):
        IN_THE_ROOM = "in_the_room", _("In the room")
        ONLINE = "online", _("Online")
        EXCUSED = "excused", _("Excused")
        ABSENT = "absent", _("Absent")

    meeting = models.ForeignKey(
        Meeting, on_delete=models.CASCADE, related_name="attendances", verbose_name=_("meeting")
    )
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="attendances", verbose_name=_("person")
    )
    mode = models.CharField(_("took part"), max_length=15, choices=Mode.choices)
    is_guest = models.BooleanField(_("guest"), default=False)

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        ordering = ("meeting", "person__name", "id")
        constraints = [
            models.UniqueConstraint(fields=("meeting", "person"), name="attendance_once")
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_mode_display()}"


class Decision(models.Model):
    """What a group decided on an item of its agenda."""

    item = models.ForeignKey(
        AgendaItem,
        on_delete=models.CASCADE,
        related_name="decisions",
        verbose_name=_("agenda item"),
    )
    text_da = models.TextField(_("decision in Danish"))
    text_en = models.TextField(_("decision in English"), blank=True)
    text = Bilingual("text")
    created_at = models.DateTimeField(_("created"))

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ("item", "id")

    def __str__(self) -> str:
        return self.text[:80]


class FollowUp(models.Model):
    """What somebody is to do after a meeting, and by when; it may follow from a decision."""

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        UNDER_WAY = "under_way", _("Under way")
        DONE = "done", _("Done")
        DROPPED = "dropped", _("Dropped")

    item = models.ForeignKey(
        AgendaItem,
        on_delete=models.CASCADE,
        related_name="follow_ups",
        verbose_name=_("agenda item"),
    )
    decision = models.ForeignKey(
        Decision,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="follow_ups",
        verbose_name=_("decision"),
    )
    text = models.CharField(_("what is to be done"), max_length=300)
    owner = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="follow_ups",
        verbose_name=_("person who does it"),
    )
    owner_organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="follow_ups",
        verbose_name=_("organisation that does it"),
    )
    due_on = models.DateField(_("due"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    state_note = models.CharField(_("remark on the state"), max_length=300, blank=True)
    updated_at = models.DateTimeField(_("changed"))

    class Meta:
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups")
        ordering = (F("due_on").asc(nulls_last=True), "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(owner__isnull=False) | Q(owner_organisation__isnull=False),
                name="follow_up_has_an_owner",
                violation_error_message=_("Say who does it: a person or an organisation."),
            )
        ]

    def __str__(self) -> str:
        return self.text
