"""Podcast series and their episodes."""

from __future__ import annotations

import uuid
from pathlib import PurePosixPath
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.blocks import ListBlock
from wagtail.fields import StreamField
from wagtail.images import get_image_model_string
from wagtail.models import Page

from bybalance.web.pages import blocks
from bybalance.web.pages.models.base import EditorialPage, TextPage
from bybalance.web.shared import private_files

#: What a recording may be: its ending, its type for programs, how its content begins.
RECORDINGS = {
    ".mp3": ("audio/mpeg", (b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2")),
    ".m4a": ("audio/x-m4a", ()),
}
#: One below the limit of a whole request, which also carries the words of the page.
MAX_RECORDING_MIB = 24


def recording_path(episode: PodcastEpisodePage, file_name: str) -> str:
    """A new name that says nothing but the type."""
    return private_files.random_path("podcast", file_name)


def check_recording(upload: Any) -> None:
    """Refuse a file that is no recording, with the reason; one that is kept was checked before."""
    if getattr(upload, "_committed", False):
        return
    ending = PurePosixPath(upload.name).suffix.lower()
    if ending not in RECORDINGS:
        raise ValidationError(_("The recording must be an MP3 or M4A file."))
    if upload.size > MAX_RECORDING_MIB * private_files.MIB:
        raise ValidationError(
            _("The recording is larger than %(most)s MiB. Save it at a lower rate, or link to it.")
            % {"most": MAX_RECORDING_MIB}
        )
    upload.seek(0)
    beginning = upload.read(12)
    upload.seek(0)
    beginnings = RECORDINGS[ending][1]
    is_right = beginning.startswith(beginnings) if beginnings else beginning[4:8] == b"ftyp"
    if not is_right:
        raise ValidationError(
            _("The content of the file is not what its ending says. Save it anew as MP3 or M4A.")
        )


class PodcastSeriesPage(EditorialPage):
    """A series with what podcast programs want to know about it."""

    intro = models.TextField(_("about the series"), max_length=1000)
    publisher = models.CharField(_("publisher"), max_length=120, blank=True)
    contact_email = models.EmailField(
        _("e-mail of the publisher"),
        blank=True,
        help_text=_("Shown in the feed, since directories of podcasts write to it."),
    )
    artwork = models.ForeignKey(
        get_image_model_string(),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("cover"),
        help_text=_("Square, at least 1400 pixels wide. Without it there is no podcast feed."),
    )
    is_explicit = models.BooleanField(_("not for children"), default=False)
    found_at = models.URLField(
        _("where the series is found"),
        max_length=500,
        blank=True,
        help_text=_("When it is published elsewhere."),
    )

    content_panels: ClassVar = [
        *Page.content_panels,
        FieldPanel("intro"),
        FieldPanel("publisher"),
        FieldPanel("contact_email"),
        FieldPanel("artwork"),
        FieldPanel("found_at"),
        FieldPanel("is_explicit"),
        FieldPanel("is_invented"),
    ]
    parent_page_types: ClassVar = ["pages.PodcastIndex"]
    subpage_types: ClassVar = ["pages.PodcastEpisodePage"]
    template = "pages/series.html"

    class Meta:
        verbose_name = _("podcast series")
        verbose_name_plural = _("several podcast series")

    def clean(self) -> None:
        super().clean()
        if self.artwork is None:
            return
        if not self.publisher:
            raise ValidationError({"publisher": _("A series with a feed must name its publisher.")})
        width, height = self.artwork.width, self.artwork.height
        if width != height or not 1400 <= width <= 3000:
            raise ValidationError(
                {
                    "artwork": _(
                        "The cover is %(width)s × %(height)s pixels. It must be square, "
                        "from 1400 to 3000 pixels wide."
                    )
                    % {"width": width, "height": height}
                }
            )

    def published_episodes(self) -> models.QuerySet[PodcastEpisodePage]:
        """The published episodes, newest first."""
        below: models.QuerySet[PodcastEpisodePage] = (
            PodcastEpisodePage.objects.child_of(self).live().public()
        )
        return below.select_related("locale").order_by("-episode_number", "-id")

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return {**context, "episodes": self.published_episodes()}


class _EpisodeForm(WagtailAdminPageForm):
    """Keeps an uploaded recording at once.

    Saving a change of a published page writes a version of it and not its row, so that a file
    would be named in the version and lie nowhere.
    """

    def save(self, commit: bool = True) -> Any:
        recording = self.instance.recording
        if recording and not recording._committed:
            recording.save(recording.name, recording.file, save=False)
        return super().save(commit=commit)


class PodcastEpisodePage(TextPage):
    """An episode: a recording of ours, or a link to where it can be heard."""

    episode_number = models.PositiveSmallIntegerField(_("number"), null=True, blank=True)
    aired_at = models.DateTimeField(
        _("came out"),
        null=True,
        blank=True,
        default=timezone.now,
        help_text=_("Empty when it is not known; the episode is then left out of the feed."),
    )
    recording = models.FileField(
        _("recording"),
        upload_to=recording_path,
        storage=private_files.storage,
        blank=True,
        max_length=200,
        validators=[check_recording],
        help_text=_("MP3 or M4A, at most 24 MiB: about 50 minutes of speech at 64 kbit/s."),
    )
    recording_bytes = models.PositiveBigIntegerField(default=0, editable=False)
    found_at = models.URLField(_("where it can be heard"), max_length=500, blank=True)
    length = models.CharField(
        _("length"),
        max_length=8,
        blank=True,
        validators=[blocks.check_clock],
        help_text=_("Minutes and seconds, for example 32:10."),
    )
    guid = models.UUIDField(default=uuid.uuid4, editable=False)
    guests = StreamField(
        [("guests", ListBlock(blocks.GuestBlock(), label=_("Guests")))],
        blank=True,
        max_num=1,
        verbose_name=_("guests"),
    )
    chapters = StreamField(
        [("chapters", ListBlock(blocks.ChapterBlock(), label=_("Chapters")))],
        blank=True,
        max_num=1,
        verbose_name=_("chapters"),
    )
    transcript = models.TextField(
        _("transcript"),
        blank=True,
        help_text=_("Everything that is said, with names. Needed for a recording."),
    )
    is_explicit = models.BooleanField(_("not for children"), default=False)

    content_panels: ClassVar = [
        *Page.content_panels,
        FieldPanel("intro"),
        FieldPanel("episode_number"),
        FieldPanel("aired_at"),
        MultiFieldPanel(
            [
                FieldPanel("recording"),
                FieldPanel("length"),
                FieldPanel("found_at"),
                FieldPanel("is_explicit"),
            ],
            heading=_("Recording"),
        ),
        FieldPanel("guests"),
        FieldPanel("chapters"),
        FieldPanel("transcript"),
        FieldPanel("body"),
        FieldPanel("areas"),
        FieldPanel("is_invented"),
    ]
    parent_page_types: ClassVar = ["pages.PodcastSeriesPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "pages/episode.html"
    base_form_class = _EpisodeForm
    # A copy in another language is another item of another feed.
    exclude_fields_in_copy: ClassVar = ["guid"]

    class Meta:
        verbose_name = _("episode")
        constraints = [
            models.CheckConstraint(
                condition=Q(recording="") | Q(recording_bytes__gt=0),
                name="episode_recording_has_a_size",
            )
        ]

    def clean(self) -> None:
        super().clean()
        if not self.recording:
            return
        missing = {}
        if not self.transcript.strip():
            missing["transcript"] = _("Write the transcript, for those who cannot hear it.")
        if not self.length:
            missing["length"] = _("Write how long the recording is, for example 32:10.")
        if missing:
            raise ValidationError(missing)

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        self.recording_bytes = self.recording.size if self.recording else 0
        super().full_clean(*args, **kwargs)

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return {**context, "series": self.get_parent().specific}

    @property
    def content_type_of_recording(self) -> str:
        """The recording's type for programs."""
        return RECORDINGS[PurePosixPath(str(self.recording.name)).suffix.lower()][0]

    @property
    def length_s(self) -> int:
        """The length in seconds; 0 when it is not known."""
        return blocks.seconds_of(self.length) if self.length else 0

    @property
    def guest_list(self) -> list[Any]:
        """The guests one by one."""
        return [guest for block in self.guests for guest in block.value]

    @property
    def chapter_list(self) -> list[tuple[int, Any]]:
        """Each chapter with the second at which it begins, in order."""
        chapters = [chapter for block in self.chapters for chapter in block.value]
        return sorted(
            ((blocks.seconds_of(chapter["starts_at"]), chapter) for chapter in chapters),
            key=lambda one: one[0],
        )
