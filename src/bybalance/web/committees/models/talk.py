from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bybalance.web.areas.models import Area
from bybalance.web.committees.models.group import Committee, Topic
from bybalance.web.committees.models.meeting import AgendaItem, Meeting, Paper
from bybalance.web.directory.models import Affiliation, Person
from bybalance.web.shared.bilingual import Bilingual
from bybalance.web.shared.records import Sourced


class Talk(Sourced):
    """A talk: its speakers and its subject, either of which may be unknown.

    It belongs to a meeting, to a group, or to neither, as one given at an event does. The day may
    be known to the month only; ``given_on`` is then the first of the month.
    """

    class Precision(models.TextChoices):
        DAY = "day", _("The day is known")
        MONTH = "month", _("Only the month is known")
        YEAR = "year", _("Only the year is known")

    class Language(models.TextChoices):
        DANISH = "da", _("Danish")
        ENGLISH = "en", _("English")
        OTHER = "other", _("Another language")

    committee = models.ForeignKey(
        Committee,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="talks",
        verbose_name=_("committee"),
    )
    meeting = models.ForeignKey(
        Meeting,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="talks",
        verbose_name=_("meeting"),
    )
    item = models.ForeignKey(
        AgendaItem,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="talks",
        verbose_name=_("agenda item"),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=1)
    subject_da = models.CharField(_("subject in Danish"), max_length=200, blank=True)
    subject_en = models.CharField(_("subject in English"), max_length=200, blank=True)
    subject = Bilingual("subject")
    summary_da = models.TextField(_("summary in Danish"), blank=True)
    summary_en = models.TextField(_("summary in English"), blank=True)
    summary = Bilingual("summary")
    given_on = models.DateField(_("given on"), null=True, blank=True)
    given_precision = models.CharField(
        _("how exactly the day is known"),
        max_length=5,
        choices=Precision.choices,
        default=Precision.DAY,
    )
    language = models.CharField(_("language"), max_length=5, choices=Language.choices, blank=True)
    slides_url = models.URLField(_("address of the slides"), max_length=500, blank=True)
    slides = models.ForeignKey(
        Paper,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="talks",
        verbose_name=_("slides"),
    )
    recording_url = models.URLField(_("address of the recording"), max_length=500, blank=True)
    topics = models.ManyToManyField(
        Topic, blank=True, related_name="talks", verbose_name=_("fields of knowledge")
    )
    areas = models.ManyToManyField(
        Area, blank=True, related_name="talks", verbose_name=_("housing areas")
    )
    speakers = models.ManyToManyField(
        Person, through="TalkSpeaker", related_name="talks", verbose_name=_("speakers")
    )
    is_published = models.BooleanField(_("published"), default=False)
    is_invented = models.BooleanField(_("invented"), default=False)
    created_at = models.DateTimeField(_("created"))
    updated_at = models.DateTimeField(_("changed"))

    class Meta:
        verbose_name = _("talk")
        verbose_name_plural = _("talks")
        ordering = (F("given_on").desc(nulls_last=True), "position", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(item=None) | Q(meeting__isnull=False), name="talk_item_has_a_meeting"
            )
        ]

    def __str__(self) -> str:
        return self.subject or f"{self._meta.verbose_name} {self.pk}"


class TalkSpeaker(models.Model):
    """A speaker of a talk, with where they worked on that day.

    ``affiliation`` is kept as it was then, whatever they do now; ``affiliation_text`` is what the
    source says where the directory has no post for that day.
    """

    talk = models.ForeignKey(
        Talk, on_delete=models.CASCADE, related_name="speaker_rows", verbose_name=_("talk")
    )
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="talk_rows", verbose_name=_("person")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=1)
    affiliation = models.ForeignKey(
        Affiliation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="talk_rows",
        verbose_name=_("affiliation on that day"),
    )
    affiliation_text = models.CharField(
        _("affiliation as the source puts it"), max_length=200, blank=True
    )

    class Meta:
        verbose_name = _("speaker")
        verbose_name_plural = _("speakers")
        ordering = ("talk", "position", "id")
        constraints = [models.UniqueConstraint(fields=("talk", "person"), name="talk_speaker_once")]

    def __str__(self) -> str:
        return str(self.person)
