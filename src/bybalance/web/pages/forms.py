from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.images.forms import BaseImageForm


class PictureForm(BaseImageForm):
    """What an editor says of a picture: without alternative text it is not taken in."""

    description = forms.CharField(
        label=_("Alternative text"),
        max_length=255,
        help_text=_("Say what the picture shows, for those who cannot see it."),
        error_messages={
            "required": _(
                "Write an alternative text: a sentence that says what the picture shows. "
                "Without it the picture cannot be used."
            )
        },
    )
