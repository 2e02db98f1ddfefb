from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from bybalance.web.accounts.models import User
from bybalance.web.shared import audit
from bybalance.web.shared.models import AuditEntry

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)


@pytest.fixture
def entry(stranger: User, administrator: User) -> AuditEntry:
    return audit.record("looked_at", stranger, by=administrator, at=NOW, after={"seen": True})


def test_an_entry_says_who_did_what_to_which_thing_when(
    entry: AuditEntry, stranger: User, administrator: User
) -> None:
    [found] = audit.entries_about(stranger)

    assert found == entry
    assert (found.action, found.at, found.after) == ("looked_at", NOW, {"seen": True})
    assert found.actor_key == str(administrator.pseudonym)


@pytest.mark.parametrize(
    "statement",
    ["UPDATE shared_auditentry SET action = 'forged'", "DELETE FROM shared_auditentry"],
)
def test_the_database_refuses_to_change_an_entry(entry: AuditEntry, statement: str) -> None:
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)

    assert AuditEntry.objects.get(pk=entry.pk).action == "looked_at"


@pytest.mark.skipif(connection.vendor != "sqlite", reason="REPLACE is of SQLite")
def test_no_entry_is_written_over_by_replacing_it(entry: AuditEntry) -> None:
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "REPLACE INTO shared_auditentry (id, at, action, object_kind, object_key, actor_key) "
            "VALUES (%s, '2020-01-01', 'forged', 'a', 'b', 'c')",
            [entry.pk],
        )

    assert AuditEntry.objects.get(pk=entry.pk).action == "looked_at"


@pytest.mark.postgres
def test_the_log_is_not_emptied_at_a_stroke_either(entry: AuditEntry) -> None:
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("TRUNCATE shared_auditentry")

    assert AuditEntry.objects.get(pk=entry.pk).action == "looked_at"


def test_the_log_survives_the_erasure_of_a_person(entry: AuditEntry, administrator: User) -> None:
    pseudonym = str(administrator.pseudonym)

    administrator.delete()

    assert AuditEntry.objects.get(pk=entry.pk).actor_key == pseudonym


def test_what_the_site_does_by_itself_is_logged_as_the_site(stranger: User) -> None:
    entry = audit.record("made", stranger, by=None, at=NOW)

    assert entry.actor_key == audit.SITE_KEY


@pytest.mark.django_db(transaction=True)
def test_it_refuses_to_log_outside_the_transaction_of_the_step(stranger: User) -> None:
    with pytest.raises(RuntimeError, match="same transaction"):
        audit.record("looked_at", stranger, by=None, at=NOW)
