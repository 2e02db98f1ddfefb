"""Files that are for some people only: checked when they come, never served by address.

They lie outside every folder that a server hands out. A view asks its permission policy and
then gives the file as :func:`download`, so that no browser runs what somebody uploaded.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import UploadedFile
from django.db.models.fields.files import FieldFile
from django.http import FileResponse
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _

MIB = 1024 * 1024
MAX_SIZE_MIB = 20


@dataclass(frozen=True)
class FileKind:
    """A type of file that is taken in: its name for programs, and how its content begins."""

    content_type: str
    beginnings: tuple[bytes, ...]


_OOXML = "application/vnd.openxmlformats-officedocument"
#: What may be uploaded, by ending; an office document is a zip and begins as one.
KINDS = {
    ".pdf": FileKind("application/pdf", (b"%PDF-",)),
    ".jpg": FileKind("image/jpeg", (b"\xff\xd8\xff",)),
    ".jpeg": FileKind("image/jpeg", (b"\xff\xd8\xff",)),
    ".png": FileKind("image/png", (b"\x89PNG\r\n\x1a\n",)),
    ".webp": FileKind("image/webp", (b"RIFF",)),
    ".docx": FileKind(f"{_OOXML}.wordprocessingml.document", (b"PK\x03\x04",)),
    ".xlsx": FileKind(f"{_OOXML}.spreadsheetml.sheet", (b"PK\x03\x04",)),
    ".pptx": FileKind(f"{_OOXML}.presentationml.presentation", (b"PK\x03\x04",)),
    ".odt": FileKind("application/vnd.oasis.opendocument.text", (b"PK\x03\x04",)),
    ".csv": FileKind("text/csv", ()),
}


class BadUpload(ValueError):
    """A file that is not taken in; the message says why and what to do."""


def storage() -> FileSystemStorage:
    """Where private files lie; a function, so that no migration names the folder."""
    return FileSystemStorage(location=settings.PRIVATE_ROOT, base_url=None)


def random_path(folder: str, file_name: str) -> str:
    """A new name below ``folder`` that says nothing but the type."""
    return f"{folder}/{uuid.uuid4().hex}{PurePosixPath(file_name).suffix.lower()}"


def shown_name(file_name: str) -> str:
    """The uploader's file name without anything that a file system or a header minds."""
    name = PurePosixPath(file_name.replace("\\", "/")).name
    path = PurePosixPath(get_valid_filename(name))
    return f"{path.stem[:120]}{path.suffix.lower()}"


def check(upload: UploadedFile[Any]) -> str:
    """The content type of an upload, or a :class:`BadUpload` that says what is wrong with it.

    The ending decides, and the content must begin as that type does: what a browser claims is
    never believed.
    """
    name = upload.name or ""
    ending = PurePosixPath(name).suffix.lower()
    kind = KINDS.get(ending)
    if kind is None:
        raise BadUpload(
            _("The file “%(name)s” is of a type that is not taken in. Use one of: %(endings)s.")
            % {"name": name, "endings": ", ".join(sorted(one[1:] for one in KINDS))}
        )
    size = upload.size or 0
    if size == 0:
        raise BadUpload(_("The file “%(name)s” is empty.") % {"name": name})
    if size > MAX_SIZE_MIB * MIB:
        raise BadUpload(
            _("The file “%(name)s” is %(size)s MiB. The largest is %(largest)s MiB.")
            % {"name": name, "size": -(-size // MIB), "largest": MAX_SIZE_MIB}
        )
    upload.seek(0)
    beginning = upload.read(16)
    upload.seek(0)
    if kind.beginnings and not beginning.startswith(kind.beginnings):
        raise BadUpload(
            _("The content of “%(name)s” is not what its ending says. Save it anew as %(ending)s.")
            % {"name": name, "ending": ending[1:]}
        )
    return kind.content_type


def download(file: FieldFile, *, file_name: str, content_type: str) -> FileResponse:
    """The file as an attachment, which is kept by nobody on the way."""
    answer = FileResponse(
        file.open("rb"), as_attachment=True, filename=file_name, content_type=content_type
    )
    answer["Cache-Control"] = "private, no-store"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer
