from django.db import migrations, models

import kotikulma.kernel.clock

MOMENTS = [
    ("channel", "created_at"),
    ("channel", "modified_at"),
    ("place", "created_at"),
    ("place", "modified_at"),
    ("service", "created_at"),
    ("service", "modified_at"),
    ("serviceat", "modified_at"),
]


class Migration(migrations.Migration):
    """Only who fills the columns changes: no table is written."""

    dependencies = [("directory", "0011_title_and_keeper_indexes")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name=model,
                    name=name,
                    field=models.DateTimeField(default=kotikulma.kernel.clock.now, editable=False),
                )
                for model, name in MOMENTS
            ]
        )
    ]
