from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# PostgreSQL fires no trigger of rows for TRUNCATE; SQLite has no such statement.
POSTGRES_ON = """
    CREATE TRIGGER audit_refuses_truncate BEFORE TRUNCATE ON shared_auditentry
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuses()
"""
POSTGRES_OFF = "DROP TRIGGER audit_refuses_truncate ON shared_auditentry"


def refuse_truncation(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRES_ON)


def allow_truncation(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRES_OFF)


class Migration(migrations.Migration):
    dependencies = [("shared", "0004_audit_refuses_replacement")]
    operations = [migrations.RunPython(refuse_truncation, allow_truncation)]
