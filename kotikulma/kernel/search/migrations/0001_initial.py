"""The tables of the index, and the inverted index in the way of each database."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

from kotikulma.kernel.search import postgresql, sqlite


def lay_inverted_index(apps: Any, schema_editor: Any) -> None:
    home = sqlite if schema_editor.connection.vendor == "sqlite" else postgresql
    for statement in home.LAY:
        schema_editor.execute(statement)


def lift_inverted_index(apps: Any, schema_editor: Any) -> None:
    home = sqlite if schema_editor.connection.vendor == "sqlite" else postgresql
    for statement in home.LIFT:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    initial = True

    dependencies: list[tuple[str, str]] = []

    operations = [
        migrations.CreateModel(
            name="SearchDocument",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=40)),
                ("object_uuid", models.UUIDField(unique=True)),
                ("latitude", models.FloatField(blank=True, null=True)),
                ("longitude", models.FloatField(blank=True, null=True)),
                ("weight", models.FloatField(default=0.0)),
                ("public", models.BooleanField(default=True)),
                ("tags", models.TextField(blank=True, default="")),
                ("place_tokens", models.TextField(blank=True, default="")),
                ("name_tokens", models.TextField(blank=True, default="")),
                ("url_path", models.CharField(blank=True, default="", max_length=300)),
                ("digest", models.CharField(default="", max_length=32)),
                ("indexed_at", models.DateTimeField()),
                ("names", models.JSONField(default=dict)),
                ("card", models.JSONField(default=dict)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["kind", "id"], name="search_document_kind"),
                    models.Index(
                        fields=["-weight", "id"], condition=models.Q(("public", True)), name="search_document_browse"
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("word", models.CharField(max_length=60, unique=True)),
            ],
        ),
        migrations.CreateModel(
            name="Synonym",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.SlugField(max_length=60, unique=True)),
                ("words", models.JSONField(default=list)),
                ("find", models.JSONField(default=list)),
                ("active", models.BooleanField(default=True)),
            ],
        ),
        migrations.CreateModel(
            name="SearchTag",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("tag", models.CharField(max_length=120)),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="search.searchdocument"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("tag", "document"), name="search_tag_once")],
            },
        ),
        migrations.RunPython(lay_inverted_index, lift_inverted_index),
    ]
