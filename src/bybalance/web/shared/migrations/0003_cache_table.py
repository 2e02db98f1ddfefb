from django.apps.registry import Apps
from django.conf import settings
from django.core.management import call_command
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

#: On SQLite the cache lies in the second file; on PostgreSQL there is one database.
HOME = "operations" if "operations" in settings.DATABASES else "default"


def make_cache_table(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


def drop_cache_table(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    schema_editor.execute("DROP TABLE site_cache")


class Migration(migrations.Migration):
    dependencies = [("shared", "0002_audit_is_append_only")]
    operations = [
        migrations.RunPython(make_cache_table, drop_cache_table, hints={"database": HOME})
    ]
