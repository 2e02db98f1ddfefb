"""Why an archive is not taken in, as a sentence that says what to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bybalance.pipelines.programme_archive import BadArchive
from bybalance.web.archive.queries import listing
from bybalance.web.archive.queries.kept_tables import table_named

REASONS: Final[Mapping[str, str | Promise]] = {
    "no_zip": gettext_lazy("The file is no zip, or a damaged one. Fetch it again."),
    "too_many_entries": gettext_lazy(
        "The zip holds %(count)s files; at most %(most)s are taken in. It was not made here."
    ),
    "strange_entry": gettext_lazy(
        "The zip holds “%(entry)s”, which is no part of an archive. Nothing was unpacked."
    ),
    "encrypted": gettext_lazy("“%(entry)s” in the zip is encrypted. Fetch the archive again."),
    "too_large": gettext_lazy(
        "The zip would unpack to more than %(most_mib)s MiB. Nothing was unpacked."
    ),
    "entry_twice": gettext_lazy("“%(entry)s” stands twice in the zip. Fetch the archive again."),
    "no_manifest": gettext_lazy("The zip has no manifest.json, so it is no programme archive."),
    "other_format": gettext_lazy("The manifest is not that of a programme archive."),
    "newer_format": gettext_lazy(
        "The archive is of format %(version)s; this site reads formats up to %(known)s. "
        "Update this site first."
    ),
    "bad_manifest": gettext_lazy("The manifest is damaged at “%(part)s”. Fetch the archive again."),
    "no_rows": gettext_lazy("“%(entry)s” holds no rows. Fetch the archive again."),
    "wrong_count": gettext_lazy(
        "“%(entry)s” has %(found)s rows, the manifest says %(stated)s. Fetch the archive again."
    ),
    "missing_entry": gettext_lazy("“%(entry)s” is missing. Fetch the archive again."),
    "wrong_fingerprint": gettext_lazy(
        "“%(entry)s” is not as it was when the archive was made. Fetch the archive again."
    ),
    "damaged": gettext_lazy("“%(entry)s” cannot be unpacked. Fetch the archive again."),
    "unstated_entry": gettext_lazy("“%(entry)s” is in the zip but not in its manifest."),
    "no_json": gettext_lazy("“%(entry)s” is no JSON. Fetch the archive again."),
    "unknown_table": gettext_lazy(
        "The archive has a table “%(table)s”, which this site does not know. Update this site."
    ),
    "unstated_personal_data": gettext_lazy(
        "The archive has personal data in “%(table)s”, but says that it has none."
    ),
    "no_root": gettext_lazy("The archive does not hold “%(root)s”, at which it says it begins."),
    "other_columns": gettext_lazy(
        "%(table)s, row %(row)s: the column “%(column)s” is missing, or not known to this site."
    ),
    "bad_value": gettext_lazy(
        "%(table)s, row %(row)s, column “%(column)s”: “%(value)s” cannot be taken in."
    ),
    "here_already": gettext_lazy(
        "%(table)s: this site has one with “%(column)s” %(value)s already. An archive is taken in "
        "only where its programme is not."
    ),
    "breaks_a_rule": gettext_lazy(
        "The rows break a rule of the database (%(detail)s). Nothing was written."
    ),
}


def refusal(bad: BadArchive) -> str:
    """The reason in the reader's language."""
    params = {name: str(value) for name, value in bad.params.items()}
    if "table" in params:
        params["table"] = label(params["table"])
    return str(REASONS[bad.rule]) % params


def nothing_waiting() -> str:
    """What is said when the hour has passed."""
    return _("The file is not kept any longer. Choose it again.")


def label(name: str) -> str:
    """What a table is called; one that is not kept by the name it came with."""
    table = table_named(name)
    return name if table is None else listing.label_of(table)
