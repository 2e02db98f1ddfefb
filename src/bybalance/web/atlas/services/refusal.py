"""Why a step was not taken."""

from __future__ import annotations


class Refused(ValueError):
    """A step that the release or the build is not ready for; a sentence for the reader."""
