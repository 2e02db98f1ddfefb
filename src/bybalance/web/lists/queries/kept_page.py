"""What a page carries of a classification: figures, and the site's word for which file they are of.

The site stores nothing of an upload, so the page brings it all back. The signature covers figures
and fingerprint together: neither can be exchanged on the way.
"""

from __future__ import annotations

import hashlib

from django.core import signing
from django.utils.crypto import constant_time_compare

_SIGNER = signing.Signer(salt="bybalance.lists.kept")


def signed_fingerprint(figures: str, *, input_sha256: str) -> str:
    """Fingerprint of the uploaded file, signed for these figures and no others."""
    return f"{input_sha256}:{_signature(figures, input_sha256)}"


def fingerprint_of(signed: str, *, figures: str) -> str:
    """The fingerprint in ``signed``; raises ``BadSignature`` where the site never gave it."""
    input_sha256, _, signature = signed.partition(":")
    if not constant_time_compare(signature, _signature(figures, input_sha256)):
        raise signing.BadSignature
    return input_sha256


def _signature(figures: str, input_sha256: str) -> str:
    # A browser sends line ends as it likes, and a form strips blanks at both ends.
    lines = "\n".join(figures.strip().splitlines())
    return _SIGNER.signature(f"{input_sha256}:{hashlib.sha256(lines.encode()).hexdigest()}")
