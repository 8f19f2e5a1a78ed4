"""Decisions on the order of classes; triggers refuse to change one on both databases."""

import uuid
from typing import Any

from django.db import migrations, models

import kotikulma.kernel.clock

TABLE = "casework_needorder"
SQLITE = f"CREATE TRIGGER {TABLE}_no_UPDATE BEFORE UPDATE ON {TABLE} BEGIN SELECT RAISE(ABORT, 'decided'); END"
POSTGRESQL = (
    f"CREATE TRIGGER {TABLE}_frozen BEFORE UPDATE OR DELETE ON {TABLE} FOR EACH ROW EXECUTE FUNCTION casework_refuse()"
)


def forbid(apps: Any, schema_editor: Any) -> None:
    schema_editor.execute(SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL)


def allow(apps: Any, schema_editor: Any) -> None:
    sqlite = schema_editor.connection.vendor == "sqlite"
    schema_editor.execute(f"DROP TRIGGER {TABLE}_no_UPDATE" if sqlite else f"DROP TRIGGER {TABLE}_frozen ON {TABLE}")


class Migration(migrations.Migration):

    dependencies = [
        ("casework", "0009_corrections"),
    ]

    operations = [
        migrations.CreateModel(
            name='NeedOrder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('number', models.PositiveIntegerField(unique=True)),
                ('version', models.CharField(max_length=12, unique=True)),
                ('places', models.JSONField(help_text='Pairs of a NeedClass and its place')),
                ('deadline_days', models.PositiveSmallIntegerField()),
                ('effective_from', models.DateField()),
                ('decided_by', models.CharField(max_length=120)),
                ('decided_on', models.DateField()),
                ('grounds', models.CharField(max_length=600)),
                ('recorded_at', models.DateTimeField(default=kotikulma.kernel.clock.now)),
                ('recorder_id', models.UUIDField(blank=True, null=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('decided_on__lte', models.F('effective_from'))), name='order_decided_first'), models.CheckConstraint(condition=models.Q(('deadline_days__gte', 7), ('deadline_days__lte', 90)), name='order_days_known')],
            },
        ),
        migrations.RunPython(forbid, allow),
    ]
