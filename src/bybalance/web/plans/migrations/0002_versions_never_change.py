from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

REFUSAL = "a published version of a plan never changes"

SQLITE_ON = [
    f"""
    CREATE TRIGGER plan_version_refuses_update BEFORE UPDATE ON plans_planversion
    BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END
    """
]
SQLITE_OFF = ["DROP TRIGGER plan_version_refuses_update"]

POSTGRES_ON = [
    f"""
    CREATE FUNCTION plan_version_refuses() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$
    """,
    """
    CREATE TRIGGER plan_version_refuses_update BEFORE UPDATE ON plans_planversion
    FOR EACH ROW EXECUTE FUNCTION plan_version_refuses()
    """,
]
POSTGRES_OFF = [
    "DROP TRIGGER plan_version_refuses_update ON plans_planversion",
    "DROP FUNCTION plan_version_refuses()",
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
    dependencies = [("plans", "0001_plans_and_parts")]
    operations = [migrations.RunPython(refuse_changes, allow_changes)]
