from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bybalance.web.accounts.models import User
from bybalance.web.areas.models import Municipality
from bybalance.web.shared.bilingual import Bilingual
from bybalance.web.shared.records import Dated, DatedQuerySet, KeptManager, Removable, Sourced


class Organisation(Sourced, Removable):
    """A body that takes part: a municipality, a housing organisation, a foundation and so on."""

    class Kind(models.TextChoices):
        MUNICIPALITY = "municipality", _("Municipality")
        HOUSING_ORGANISATION = "housing_organisation", _("Housing organisation")
        FOUNDATION = "foundation", _("Foundation")
        MINISTRY = "ministry", _("Ministry or agency")
        RESEARCH = "research", _("Research or education")
        ASSOCIATION = "association", _("Association")
        COMPANY = "company", _("Company")

    key = models.SlugField(_("key"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=160)
    short_name = models.CharField(_("short name"), max_length=40, blank=True)
    kind = models.CharField(_("kind"), max_length=25, choices=Kind.choices)
    cvr = models.CharField(_("CVR number"), max_length=8, blank=True)
    municipality = models.ForeignKey(
        Municipality,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="organisations",
        verbose_name=_("municipality"),
    )
    website = models.URLField(_("website"), max_length=300, blank=True)
    is_invented = models.BooleanField(_("invented"), default=False)

    objects = KeptManager()
    with_removed = models.Manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ("name",)
        constraints = [
            models.CheckConstraint(
                condition=Q(cvr="") | Q(cvr__regex=r"^[0-9]{8}$"),
                name="organisation_cvr_is_eight_digits",
                violation_error_message=_("A CVR number has eight digits."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The page of the organisation; ``web.site`` puts it together."""
        return reverse("organisation", args=[self.key])


class Person(Sourced, Removable):
    """Someone who takes part: a member, a speaker, a contact.

    The e-mail address is for invitations and is never public. ``user`` is their account here, for
    those who have one.
    """

    key = models.SlugField(_("key"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail"), blank=True)
    user = models.OneToOneField(
        User,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="person",
        verbose_name=_("account"),
    )
    is_invented = models.BooleanField(_("invented"), default=False)

    objects = KeptManager()
    with_removed = models.Manager()

    class Meta:
        verbose_name = _("person in the directory")
        verbose_name_plural = _("people in the directory")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Affiliation(Dated, Sourced, Removable):
    """Where a person works, as what, from when until when."""

    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, related_name="affiliations", verbose_name=_("person")
    )
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="affiliations",
        verbose_name=_("organisation"),
    )
    title_da = models.CharField(_("title in Danish"), max_length=120, blank=True)
    title_en = models.CharField(_("title in English"), max_length=120, blank=True)
    title = Bilingual("title")

    objects = KeptManager.from_queryset(DatedQuerySet)()
    with_removed = models.Manager()

    class Meta(Dated.Meta):
        verbose_name = _("affiliation")
        verbose_name_plural = _("affiliations")
        ordering = ("person", F("from_on").asc(nulls_first=True), "id")

    def __str__(self) -> str:
        return ", ".join(filter(None, (self.person.name, self.title, self.organisation.name)))
