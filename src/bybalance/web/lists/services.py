"""What changes the database: loading the areas, keeping and deleting a classification."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from bybalance.lists.published import published_lists
from bybalance.web.accounts.models import User
from bybalance.web.areas import services as areas_services
from bybalance.web.areas.services import LoadedAreas
from bybalance.web.lists.models import SavedClassification
from bybalance.web.shared import audit


class SavedAlready(Exception):
    """The page has been saved before, under the title that this carries."""


def load_published_lists() -> LoadedAreas:
    """Bring the areas of the published lists into the database; a second run changes nothing."""
    return areas_services.load_areas(published_lists().areas.values())


@transaction.atomic
def save_classification(
    *,
    title: str,
    figures_csv: str,
    input_sha256: str,
    options: Mapping[str, Any],
    page_key: UUID,
    by: User,
    now: datetime,
) -> SavedClassification:
    """Keep a table of figures and the rules applied to it, for its owner alone.

    A page sent twice is kept once; raises :class:`SavedAlready` when it comes with another title.
    """
    saved, is_new = SavedClassification.objects.get_or_create(
        owner=by,
        page_key=page_key,
        defaults={
            "title": title,
            "figures_csv": figures_csv,
            "input_sha256": input_sha256,
            "options": dict(options),
            "saved_at": now,
        },
    )
    if is_new:
        audit.record("classification_saved", saved, by=by, at=now)
    elif saved.title != title:
        raise SavedAlready(saved.title)
    return saved


@transaction.atomic
def delete_classification(saved: SavedClassification, *, by: User, now: datetime) -> None:
    """Forget a saved classification and its figures."""
    audit.record("classification_deleted", saved, by=by, at=now)
    saved.delete()
