"""A programme taken out of the site."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from bybalance.pipelines import programme_archive
from bybalance.web.accounts.models import User
from bybalance.web.archive import permissions
from bybalance.web.archive.queries import packing
from bybalance.web.programme.models import Node
from bybalance.web.shared import audit


@transaction.atomic
def export_programme(root: Node, *, with_personal_data: bool, by: User, now: datetime) -> bytes:
    """The zip of ``root`` and all below it; that it was made, by whom, is logged."""
    permissions.may_export(by, with_personal_data=with_personal_data).require()
    packed = packing.pack(root, with_personal_data=with_personal_data, now=now)
    audit.record(
        "programme_exported",
        root,
        by=by,
        at=now,
        after={"rows": packed.row_count, "with_personal_data": with_personal_data},
    )
    return programme_archive.archive_bytes(packed)
