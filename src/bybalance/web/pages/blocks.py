"""The few kinds of blocks that a text is made of, and how long things are written."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.fields import StreamField
from wagtail.images.blocks import ImageChooserBlock

#: What the text editor offers; anything else is taken out when a page is saved.
TEXT_FEATURES = ["bold", "italic", "h3", "ol", "ul", "link"]

_CLOCK = re.compile(r"(?:(\d{1,2}):)?(\d{1,3}):([0-5]\d)")


def seconds_of(clock: str) -> int:
    """Seconds of ``mm:ss`` or ``h:mm:ss``, or a :class:`ValidationError` with the remedy."""
    found = _CLOCK.fullmatch(clock.strip())
    if found is None or (found[1] and int(found[2]) > 59):
        raise ValidationError(
            _gettext("“%(clock)s” is no time. Write minutes and seconds as 12:30, or 1:02:30.")
            % {"clock": clock}
        )
    return int(found[1] or 0) * 3600 + int(found[2]) * 60 + int(found[3])


def check_clock(clock: str) -> None:
    """Refuse what is no time; a validator of fields."""
    seconds_of(clock)


def clock_of(seconds: int) -> str:
    """``seconds`` as ``mm:ss``, or ``h:mm:ss`` from one hour on."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes:02}:{rest:02}"


class PictureBlock(blocks.StructBlock):
    """A picture with the alternative text it was given when it was uploaded."""

    image = ImageChooserBlock(label=_("Picture"))
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=300)
    credit = blocks.CharBlock(label=_("Photographer"), required=False, max_length=120)

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "pages/blocks/picture.html"


class QuoteBlock(blocks.StructBlock):
    """What somebody said or wrote, and who."""

    quote = blocks.TextBlock(label=_("Quotation"), rows=3)
    who = blocks.CharBlock(label=_("Who said it"), required=False, max_length=120)

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        template = "pages/blocks/quote.html"


class ChapterBlock(blocks.StructBlock):
    """Where in the recording something begins."""

    starts_at = blocks.CharBlock(
        label=_("Begins at"),
        max_length=8,
        validators=[check_clock],
        help_text=_("Minutes and seconds, for example 12:30."),
    )
    title = blocks.CharBlock(label=_("Chapter"), max_length=120)

    class Meta:
        icon = "time"
        label = _("Chapter")


class GuestBlock(blocks.StructBlock):
    """Someone who is heard, with title and workplace as they were then."""

    name = blocks.CharBlock(label=_("Name"), max_length=120)
    title = blocks.CharBlock(label=_("Title"), required=False, max_length=120)
    workplace = blocks.CharBlock(label=_("Workplace"), required=False, max_length=120)

    class Meta:
        icon = "user"
        label = _("Guest")


def body_field() -> StreamField:
    """The text of a page."""
    return StreamField(
        [
            (
                "heading",
                blocks.CharBlock(
                    label=_("Heading"),
                    icon="title",
                    max_length=120,
                    template="pages/blocks/heading.html",
                ),
            ),
            (
                "text",
                blocks.RichTextBlock(
                    label=_("Text"),
                    icon="pilcrow",
                    features=TEXT_FEATURES,
                    template="pages/blocks/text.html",
                ),
            ),
            ("picture", PictureBlock()),
            ("quote", QuoteBlock()),
        ],
        blank=True,
        verbose_name=_("text"),
    )
