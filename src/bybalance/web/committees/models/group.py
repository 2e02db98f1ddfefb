from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bybalance.web.directory.models import Affiliation, Organisation, Person
from bybalance.web.programme.models import Node
from bybalance.web.shared.bilingual import Bilingual
from bybalance.web.shared.records import Dated, DatedQuerySet, Sourced


class Topic(models.Model):
    """A field of knowledge: what an expert knows of, and what a talk is about."""

    key = models.SlugField(_("key"), max_length=80, unique=True)
    name_da = models.CharField(_("name in Danish"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=80, blank=True)
    name = Bilingual("name")

    class Meta:
        verbose_name = _("field of knowledge")
        verbose_name_plural = _("fields of knowledge")
        ordering = ("name_da",)

    def __str__(self) -> str:
        return self.name


class Committee(Dated, Sourced):
    """A group that meets: a change committee, an expert group or an advisory board."""

    class Kind(models.TextChoices):
        CHANGE_COMMITTEE = "change_committee", _("Change committee")
        EXPERT_GROUP = "expert_group", _("Expert group")
        ADVISORY_BOARD = "advisory_board", _("Advisory board")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.SlugField(_("key"), max_length=80, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    node = models.ForeignKey(
        Node,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="committees",
        verbose_name=_("part of the programme"),
    )
    name_da = models.CharField(_("name in Danish"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=120, blank=True)
    name = Bilingual("name")
    purpose_da = models.TextField(_("what the group is for, in Danish"), blank=True)
    purpose_en = models.TextField(_("what the group is for, in English"), blank=True)
    purpose = Bilingual("purpose")
    topics = models.ManyToManyField(
        Topic, blank=True, related_name="committees", verbose_name=_("fields of knowledge")
    )
    is_published = models.BooleanField(_("published"), default=False)
    is_invented = models.BooleanField(_("invented"), default=False)
    created_at = models.DateTimeField(_("created"))
    updated_at = models.DateTimeField(_("changed"))

    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        verbose_name = _("committee")
        verbose_name_plural = _("committees")
        ordering = ("name_da", "id")

    def __str__(self) -> str:
        return self.name


class TermsOfReference(Dated, Sourced):
    """What a group was set up to do, in one version; a new version is a new row."""

    committee = models.ForeignKey(
        Committee, on_delete=models.CASCADE, related_name="terms", verbose_name=_("committee")
    )
    version_number = models.PositiveSmallIntegerField(_("version"))
    title_da = models.CharField(_("title in Danish"), max_length=160)
    title_en = models.CharField(_("title in English"), max_length=160, blank=True)
    title = Bilingual("title")
    text_da = models.TextField(_("text in Danish"), blank=True)
    text_en = models.TextField(_("text in English"), blank=True)
    text = Bilingual("text")
    is_published = models.BooleanField(_("published"), default=False)
    created_at = models.DateTimeField(_("created"))

    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        verbose_name = _("terms of reference")
        verbose_name_plural = _("terms of reference")
        ordering = ("committee", "-version_number")
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=("committee", "version_number"), name="terms_version_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.version_number})"


class Membership(Dated, Sourced):
    """That a person sits in a group for a term, as what and on whose behalf.

    ``affiliation`` is the post they hold as members; an empty ``capacity`` is one that is not
    known, as where a source names a member without saying whom they speak for.
    """

    class Function(models.TextChoices):
        CHAIR = "chair", _("Chair")
        ACTING_CHAIR = "acting_chair", _("Acting chair")
        MEMBER = "member", _("Member")

    class Capacity(models.TextChoices):
        ORGANISATION = "organisation", _("Represents an organisation")
        IN_PERSON = "in_person", _("In person")

    committee = models.ForeignKey(
        Committee, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("committee")
    )
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("person")
    )
    affiliation = models.ForeignKey(
        Affiliation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="memberships",
        verbose_name=_("affiliation"),
    )
    function = models.CharField(
        _("function"), max_length=15, choices=Function.choices, default=Function.MEMBER
    )
    capacity = models.CharField(_("capacity"), max_length=15, choices=Capacity.choices, blank=True)
    represented = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="represented_in",
        verbose_name=_("represents"),
    )
    represented_text = models.CharField(
        _("represents, as the source puts it"), max_length=120, blank=True
    )
    topics = models.ManyToManyField(
        Topic, blank=True, related_name="memberships", verbose_name=_("fields of knowledge")
    )

    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ("person__name", "id")
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(capacity="in_person") | Q(represented=None, represented_text=""),
                name="membership_in_person_represents_none",
                violation_error_message=_("A member in person represents no organisation."),
            ),
            models.UniqueConstraint(
                fields=("committee", "person"),
                condition=Q(until_on=None),
                name="membership_open_once",
                violation_error_message=_("This person is a member already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.committee}"
