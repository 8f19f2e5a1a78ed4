"""The words of what is over lie in a table of their own: small rows, since all of them are looked through."""

import django.db.models.deletion
from django.db import migrations, models

KEEP = """
INSERT INTO events_eventwords (event_id, words) SELECT event_id, words FROM events_eventdocument WHERE words <> ''
"""


class Migration(migrations.Migration):
    dependencies = [("events", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name="EventWords",
            fields=[
                (
                    "event",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="words",
                        serialize=False,
                        to="events.event",
                    ),
                ),
                ("words", models.TextField()),
            ],
        ),
        migrations.RunSQL(KEEP, migrations.RunSQL.noop),
        migrations.RemoveField(model_name="eventdocument", name="words"),
    ]
