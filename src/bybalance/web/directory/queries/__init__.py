"""Everything that pages read of the directory."""

from __future__ import annotations

from bybalance.web.directory.queries.imports import (
    import_page,
    import_preview,
    problem_sentences,
    rows_of_upload,
)
from bybalance.web.directory.queries.pages import (
    ListPage,
    OrganisationPage,
    PersonPage,
    organisation_page,
    organisations_page,
    people_page,
    person_page,
    removed_rows,
)

__all__ = [
    "ListPage",
    "OrganisationPage",
    "PersonPage",
    "import_page",
    "import_preview",
    "organisation_page",
    "organisations_page",
    "people_page",
    "person_page",
    "problem_sentences",
    "removed_rows",
    "rows_of_upload",
]
