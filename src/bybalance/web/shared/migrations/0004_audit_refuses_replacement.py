from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# SQLite fires no delete trigger for REPLACE, so that a row could be written over.
SQLITE_ON = """
    CREATE TRIGGER audit_refuses_replacement BEFORE INSERT ON shared_auditentry
    WHEN EXISTS (SELECT 1 FROM shared_auditentry WHERE id = NEW.id)
    BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END
"""
SQLITE_OFF = "DROP TRIGGER audit_refuses_replacement"


def refuse_replacement(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(SQLITE_ON)


def allow_replacement(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(SQLITE_OFF)


class Migration(migrations.Migration):
    dependencies = [("shared", "0003_cache_table")]
    operations = [migrations.RunPython(refuse_replacement, allow_replacement)]
