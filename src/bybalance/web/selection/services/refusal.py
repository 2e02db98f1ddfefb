"""Why a step was not taken."""

from __future__ import annotations


class Refused(ValueError):
    """A step that the selection is not ready for; the text is a sentence for the reader.

    What is found in the background is told later: its text waits to be translated.
    """
