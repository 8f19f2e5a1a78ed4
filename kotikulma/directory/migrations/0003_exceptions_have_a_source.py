from typing import Any

from django.db import migrations, models


def told_by_ptv(apps: Any, schema_editor: Any) -> None:
    """Until now every exception of what comes from PTV was PTV's."""
    rows = apps.get_model("directory", "HoursException").objects
    for owner in ("place", "channel", "connection"):
        rows.filter(**{f"{owner}__source": "ptv"}).update(source="ptv")


class Migration(migrations.Migration):
    dependencies = [("directory", "0002_interval_indexes")]

    operations = [
        migrations.AddField(
            model_name="hoursexception",
            name="source",
            field=models.CharField(
                default="local", help_text="local or ptv; an import touches its own only", max_length=12
            ),
        ),
        migrations.RunPython(told_by_ptv, migrations.RunPython.noop),
    ]
