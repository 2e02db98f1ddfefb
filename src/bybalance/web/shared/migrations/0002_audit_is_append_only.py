from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

REFUSAL = "the audit log is append-only"

SQLITE_ON = [
    f"""
    CREATE TRIGGER audit_refuses_{event.lower()} BEFORE {event} ON shared_auditentry
    BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END
    """
    for event in ("UPDATE", "DELETE")
]
SQLITE_OFF = [f"DROP TRIGGER audit_refuses_{event}" for event in ("update", "delete")]

POSTGRES_ON = [
    f"""
    CREATE FUNCTION audit_refuses() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$
    """,
    """
    CREATE TRIGGER audit_refuses_change BEFORE UPDATE OR DELETE ON shared_auditentry
    FOR EACH ROW EXECUTE FUNCTION audit_refuses()
    """,
]
POSTGRES_OFF = [
    "DROP TRIGGER audit_refuses_change ON shared_auditentry",
    "DROP FUNCTION audit_refuses()",
]


def refuse_changes(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    on_sqlite = schema_editor.connection.vendor == "sqlite"
    for statement in SQLITE_ON if on_sqlite else POSTGRES_ON:
        schema_editor.execute(statement)


def allow_changes(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    on_sqlite = schema_editor.connection.vendor == "sqlite"
    for statement in SQLITE_OFF if on_sqlite else POSTGRES_OFF:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("shared", "0001_first_tables")]
    operations = [migrations.RunPython(refuse_changes, allow_changes)]
