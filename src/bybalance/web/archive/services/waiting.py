"""A zip that has been looked through and waits for a yes: kept privately, for an hour."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from django.core.files.base import ContentFile

from bybalance.pipelines import programme_archive
from bybalance.web.accounts.models import User
from bybalance.web.shared import private_files

KEPT_FOR = timedelta(hours=1)
FOLDER = "archive"
_KEY = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True)
class WaitingFile:
    """The file, by the key that the next form sends back."""

    key: str
    sha256: str


def keep_waiting(content: bytes, *, by: User, now: datetime) -> WaitingFile:
    """Keep ``content`` for the one who sent it; forget what others left lying."""
    _forget_old(now=now)
    key = uuid4().hex
    private_files.storage().save(_path(key, by), ContentFile(content))
    return WaitingFile(key=key, sha256=programme_archive.fingerprint(content))


def take_waiting(key: str, *, by: User) -> bytes | None:
    """What ``by`` left under ``key``, which is then gone; ``None`` if it is not there."""
    storage = private_files.storage()
    if not _KEY.fullmatch(key) or not storage.exists(_path(key, by)):
        return None
    with storage.open(_path(key, by)) as stream:
        content: bytes = stream.read()
    storage.delete(_path(key, by))
    return content


def _path(key: str, by: User) -> str:
    return f"{FOLDER}/{by.pk}-{key}.zip"


def _forget_old(*, now: datetime) -> None:
    storage = private_files.storage()
    if not storage.exists(FOLDER):
        return
    for name in storage.listdir(FOLDER)[1]:
        path = f"{FOLDER}/{name}"
        if now - storage.get_modified_time(path) > KEPT_FOR:
            storage.delete(path)
