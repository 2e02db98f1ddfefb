from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABLES = {
    "atlas_build": "a build is kept as it was registered",
    "atlas_releasestep": "a step of a release is only ever added",
}


def _sqlite(table: str, refusal: str) -> list[str]:
    return [
        f"""
        CREATE TRIGGER {table}_refuses_{event.lower()} BEFORE {event} ON {table}
        BEGIN SELECT RAISE(ABORT, '{refusal}'); END
        """
        for event in ("UPDATE", "DELETE")
    ] + [
        # SQLite fires neither for REPLACE.
        f"""
        CREATE TRIGGER {table}_refuses_replacement BEFORE INSERT ON {table}
        WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id)
        BEGIN SELECT RAISE(ABORT, '{refusal}'); END
        """  # noqa: S608 - names of our own
    ]


def _postgres(table: str, refusal: str) -> list[str]:
    return [
        f"""
        CREATE FUNCTION {table}_refuses() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN
        RAISE EXCEPTION '{refusal}' USING ERRCODE = 'integrity_constraint_violation';
        END $$
        """,
        f"""
        CREATE TRIGGER {table}_refuses_change BEFORE UPDATE OR DELETE ON {table}
        FOR EACH ROW EXECUTE FUNCTION {table}_refuses()
        """,
    ]


def refuse_changes(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    write = _sqlite if schema_editor.connection.vendor == "sqlite" else _postgres
    for table, refusal in TABLES.items():
        for statement in write(table, refusal):
            schema_editor.execute(statement)


def allow_changes(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for table in TABLES:
        if schema_editor.connection.vendor == "sqlite":
            for event in ("update", "delete", "replacement"):
                schema_editor.execute(f"DROP TRIGGER {table}_refuses_{event}")
        else:
            schema_editor.execute(f"DROP TRIGGER {table}_refuses_change ON {table}")
            schema_editor.execute(f"DROP FUNCTION {table}_refuses()")


class Migration(migrations.Migration):
    dependencies = [("atlas", "0001_first_tables")]
    operations = [migrations.RunPython(refuse_changes, allow_changes)]
