"""The words of what is over lie in a table of their own: small rows, with an index beside them."""

import django.db.models.deletion
from django.db import migrations, models

from kotikulma.kernel.search.beside import WordsBeside

KEEP = """
INSERT INTO events_eventwords (event_id, words) SELECT event_id, trim(words) FROM events_eventdocument WHERE words <> ''
"""


OVER = WordsBeside("events_eventwords", "event_id")


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
        migrations.RunPython(OVER.lay, OVER.lift),
        migrations.RunSQL(KEEP, migrations.RunSQL.noop),
        migrations.RemoveField(model_name="eventdocument", name="words"),
    ]
