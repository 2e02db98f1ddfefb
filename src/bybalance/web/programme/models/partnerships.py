"""How the parties of a node work together, by the five conditions of collective impact."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from bybalance.web.directory.models import Organisation, Person
from bybalance.web.programme.models.nodes import Node
from bybalance.web.shared.bilingual import Bilingual
from bybalance.web.shared.records import Dated, DatedQuerySet, KeptManager, Removable, Sourced


class Partnership(Sourced):
    """The working together of the parties of a node; its secretariat is a partner role."""

    node = models.OneToOneField(
        Node,
        on_delete=models.CASCADE,
        related_name="partnership",
        verbose_name=_("part of the programme"),
    )
    chair = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="partnerships_chaired",
        verbose_name=_("chair"),
    )
    chair_note_da = models.CharField(_("note on the chair, in Danish"), max_length=160, blank=True)
    chair_note_en = models.CharField(_("note on the chair, in English"), max_length=160, blank=True)
    chair_note = Bilingual("chair_note")
    agenda_da = models.TextField(_("common agenda in Danish"), blank=True)
    agenda_en = models.TextField(_("common agenda in English"), blank=True)
    agenda = Bilingual("agenda")

    class Meta:
        verbose_name = _("partnership")
        verbose_name_plural = _("partnerships")
        ordering = ("node",)

    def __str__(self) -> str:
        return str(self.node)


class Commitment(Dated, Sourced, Removable):
    """What one party has promised to do, so that the efforts strengthen one another."""

    class Status(models.TextChoices):
        PROMISED = "promised", _("Promised")
        STARTED = "started", _("Begun")
        KEPT = "kept", _("Kept")
        DROPPED = "dropped", _("Dropped")

    partnership = models.ForeignKey(
        Partnership,
        on_delete=models.CASCADE,
        related_name="commitments",
        verbose_name=_("partnership"),
    )
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="commitments",
        verbose_name=_("organisation"),
    )
    text_da = models.TextField(_("commitment in Danish"))
    text_en = models.TextField(_("commitment in English"), blank=True)
    text = Bilingual("text")
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.PROMISED
    )

    objects = KeptManager.from_queryset(DatedQuerySet)()
    with_removed = models.Manager()

    class Meta(Dated.Meta):
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        ordering = ("organisation__name", "id")

    def __str__(self) -> str:
        return self.text


class CommunicationEntry(Sourced, Removable):
    """One line of the communication log: what was told to whom, when and how."""

    class Channel(models.TextChoices):
        MEETING = "meeting", _("Meeting")
        MAIL = "mail", _("Mail")
        NEWSLETTER = "newsletter", _("Newsletter")
        PHONE = "phone", _("Telephone")
        PRESS = "press", _("Press")
        OTHER = "other", _("Other")

    partnership = models.ForeignKey(
        Partnership,
        on_delete=models.CASCADE,
        related_name="communication",
        verbose_name=_("partnership"),
    )
    on = models.DateField(_("date"))
    channel = models.CharField(_("how"), max_length=12, choices=Channel.choices)
    subject_da = models.CharField(_("what about, in Danish"), max_length=300)
    subject_en = models.CharField(_("what about, in English"), max_length=300, blank=True)
    subject = Bilingual("subject")
    audience_da = models.CharField(_("to whom, in Danish"), max_length=160, blank=True)
    audience_en = models.CharField(_("to whom, in English"), max_length=160, blank=True)
    audience = Bilingual("audience")

    objects = KeptManager()
    with_removed = models.Manager()

    class Meta:
        verbose_name = _("line of the communication log")
        verbose_name_plural = _("communication log")
        ordering = ("-on", "-id")

    def __str__(self) -> str:
        return self.subject
