from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.core.files import File
from django.http import (
    FileResponse,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.views.decorators.http import require_safe

from bybalance.web.pages import queries
from bybalance.web.shared import access

_RANGE = re.compile(r"bytes=(\d*)-(\d*)")
_BLOCK_BYTES = 64 * 1024
_PICTURE_TYPES = {
    "jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "webp": "image/webp",
}  # fmt: skip


@access.public
@require_safe
def picture(request: HttpRequest, name: str) -> HttpResponseBase:
    """A picture that a published page shows; others for editors only."""
    found, is_public = queries.picture_file(name, seen_by=request.user)
    file = found.file  # type: ignore[attr-defined]
    kind = _PICTURE_TYPES[name.rsplit(".", 1)[-1].lower()]
    answer = FileResponse(file.open("rb"), content_type=kind)
    return _kept_in(answer, is_public=is_public)


@access.public
@require_safe
def recording(request: HttpRequest, page_id: int) -> HttpResponseBase:
    """The recording of a published episode, or the part of it that a player asks for."""
    episode = queries.recording(page_id, seen_by=request.user)
    kind = episode.content_type_of_recording
    size = episode.recording.size
    part = _asked_part(request.headers.get("Range", ""), size=size)
    answer: HttpResponseBase
    if part is None:
        answer = FileResponse(episode.recording.open("rb"), content_type=kind)
    elif not part:
        answer = HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    else:
        file = episode.recording.open("rb")
        file.seek(part.start)
        answer = StreamingHttpResponse(_blocks(file, len(part)), status=206, content_type=kind)
        answer["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{size}"
        answer["Content-Length"] = str(len(part))
    answer["Accept-Ranges"] = "bytes"
    return _kept_in(answer, is_public=episode.live)


def _asked_part(asked: str, *, size: int) -> range | None:
    """The bytes asked for: ``None`` for all of them, an empty range for none that exist."""
    found = _RANGE.fullmatch(asked.strip())
    if found is None or not any(found.groups()):
        return None
    if not found[1]:  # the last so many
        return range(max(size - int(found[2]), 0), size)
    first = int(found[1])
    end = min(int(found[2]) + 1, size) if found[2] else size
    return range(first, end) if first < end else range(0)


def _blocks(file: File[Any], byte_count: int) -> Iterator[bytes]:
    with file:
        while byte_count > 0 and (block := file.read(min(_BLOCK_BYTES, byte_count))):
            byte_count -= len(block)
            yield block


def _kept_in(answer: HttpResponseBase, *, is_public: bool) -> HttpResponseBase:
    """Say how long the file may be kept on the way, and that nothing in it may run."""
    answer["Cache-Control"] = "public, max-age=3600" if is_public else "private, no-store"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer
