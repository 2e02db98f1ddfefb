from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

REFUSAL = "a run is kept as it was found"

SQLITE_ON = [
    f"""
    CREATE TRIGGER run_refuses_update BEFORE UPDATE ON selection_selectionrun
    BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END
    """,
    # SQLite fires no update trigger for REPLACE.
    """
    CREATE TRIGGER run_refuses_replacement BEFORE INSERT ON selection_selectionrun
    WHEN EXISTS (SELECT 1 FROM selection_selectionrun WHERE id = NEW.id)
    BEGIN SELECT RAISE(ABORT, 'a run is kept as it was found'); END
    """,
]
SQLITE_OFF = ["DROP TRIGGER run_refuses_update", "DROP TRIGGER run_refuses_replacement"]

POSTGRES_ON = [
    f"""
    CREATE FUNCTION selection_run_refuses() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$
    """,
    """
    CREATE TRIGGER run_refuses_update BEFORE UPDATE ON selection_selectionrun
    FOR EACH ROW EXECUTE FUNCTION selection_run_refuses()
    """,
]
POSTGRES_OFF = [
    "DROP TRIGGER run_refuses_update ON selection_selectionrun",
    "DROP FUNCTION selection_run_refuses()",
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
    dependencies = [("selection", "0001_first_tables")]
    operations = [migrations.RunPython(refuse_changes, allow_changes)]
