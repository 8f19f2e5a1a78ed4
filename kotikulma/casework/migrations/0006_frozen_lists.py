"""Lists of applicants and the steps of offers are never changed: triggers refuse UPDATE on both databases."""

from typing import Any

from django.db import migrations

TABLES = ("casework_shortlist", "casework_shortlistentry", "casework_offerstep")
SQLITE = """
CREATE TRIGGER {table}_no_UPDATE BEFORE UPDATE ON {table}
BEGIN SELECT RAISE(ABORT, 'the list is frozen'); END
"""
POSTGRESQL = """
CREATE TRIGGER {table}_frozen BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION casework_refuse()
"""


def forbid(apps: Any, schema_editor: Any) -> None:
    for table in TABLES:
        schema_editor.execute((SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL).format(table=table))


def allow(apps: Any, schema_editor: Any) -> None:
    for table in TABLES:
        if schema_editor.connection.vendor == "sqlite":
            schema_editor.execute(f"DROP TRIGGER {table}_no_UPDATE")
        else:
            schema_editor.execute(f"DROP TRIGGER {table}_frozen ON {table}")


class Migration(migrations.Migration):
    dependencies = [("casework", "0005_homes")]

    operations = [migrations.RunPython(forbid, allow)]
