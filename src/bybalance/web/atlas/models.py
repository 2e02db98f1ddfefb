from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

MAX_REASON = 500


class City(models.Model):
    """A city that an atlas has been built of."""

    key = models.SlugField(_("key"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120)
    is_invented = models.BooleanField(_("invented"), default=False)

    class Meta:
        verbose_name = _("city")
        verbose_name_plural = _("cities")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Build(models.Model):
    """A built artefact that was taken in: its manifest and who did it; the database keeps it so.

    Who registered it is kept by the key of the audit log, so that the row need not change when a
    person is erased.
    """

    city = models.ForeignKey(
        City, on_delete=models.PROTECT, related_name="builds", verbose_name=_("city")
    )
    run_id = models.SlugField(_("run"), max_length=16, unique=True)
    manifest = models.JSONField(_("manifest"))
    byte_count = models.BigIntegerField(_("size in bytes"))
    registered_by_key = models.CharField(_("key of who registered it"), max_length=64)
    registered_at = models.DateTimeField(_("registered"))

    class Meta:
        verbose_name = _("build")
        verbose_name_plural = _("builds")
        ordering = ("-registered_at", "-id")

    def __str__(self) -> str:
        return f"{self.city} {self.run_id}"

    @property
    def folder(self) -> Path:
        """Where the artefact lies, outside everything that is served by address."""
        return Path(settings.PRIVATE_ROOT) / "atlas" / self.run_id

    @property
    def last_year(self) -> int:
        """The last year it has figures of."""
        years: list[int] = self.manifest["years"]
        return max(years)


class Release(models.Model):
    """The way of a build to the public: a draft, approved by a second person, published."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        APPROVED = "approved", _("Approved")
        PUBLISHED = "published", _("Published")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    city = models.ForeignKey(
        City, on_delete=models.PROTECT, related_name="releases", verbose_name=_("city")
    )
    build = models.OneToOneField(
        Build, on_delete=models.PROTECT, related_name="release", verbose_name=_("build")
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)

    class Meta:
        verbose_name = _("release")
        verbose_name_plural = _("releases")
        ordering = ("-build__registered_at", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=("city",), condition=Q(state="published"), name="release_published_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.build} ({self.get_state_display()})"

    @property
    def is_public(self) -> bool:
        """Whether everybody may see it."""
        return self.state == self.State.PUBLISHED


class ReleaseStep(models.Model):
    """One step on a release's way; steps are only ever added."""

    class Kind(models.TextChoices):
        REGISTERED = "registered", _("Taken in")
        APPROVED = "approved", _("Approved")
        PUBLISHED = "published", _("Published")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    release = models.ForeignKey(
        Release, on_delete=models.PROTECT, related_name="steps", verbose_name=_("release")
    )
    kind = models.CharField(_("step"), max_length=10, choices=Kind.choices)
    by_key = models.CharField(_("key of who took it"), max_length=64)
    at = models.DateTimeField(_("taken"))
    reason = models.CharField(_("reason"), max_length=MAX_REASON, blank=True)
    check_report = models.JSONField(_("check report"), default=dict, blank=True)

    class Meta:
        verbose_name = _("step of a release")
        verbose_name_plural = _("steps of releases")
        ordering = ("at", "id")

    def __str__(self) -> str:
        return f"{self.release} {self.get_kind_display()}"


class BuildOrder(models.Model):
    """A build that somebody asked for, and how far it has come."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    source = models.CharField(_("settings file"), max_length=120)
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.WAITING
    )
    step = models.CharField(_("step"), max_length=40, blank=True)
    done_pct = models.PositiveSmallIntegerField(_("done, per cent"), default=0)
    failure = models.TextField(_("what went wrong"), blank=True)
    ordered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("ordered by"),
    )
    ordered_at = models.DateTimeField(_("ordered"))
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    build = models.ForeignKey(
        Build,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="orders",
        verbose_name=_("build"),
    )

    class Meta:
        verbose_name = _("order of a build")
        verbose_name_plural = _("orders of builds")
        ordering = ("-ordered_at", "-id")

    def __str__(self) -> str:
        return f"{self.source} ({self.get_state_display()})"

    @property
    def is_open(self) -> bool:
        """Whether it waits or runs."""
        return self.state in (self.State.WAITING, self.State.RUNNING)
