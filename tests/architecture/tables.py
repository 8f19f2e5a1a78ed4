"""The rules about tables: they look at the models Django knows, because string foreign keys hide from import checks."""

from typing import Any

from django.apps import apps

from tests.architecture.rules import STACK


def own_models() -> list[Any]:
    return [model for model in apps.get_models() if model.__module__.startswith("kotikulma.")]


def _module(model: Any) -> str | None:
    """directory, people, kernel …; None for a table of somebody else."""
    parts = apps.get_app_config(model._meta.app_label).name.split(".")
    return parts[1] if parts[0] == "kotikulma" else None


def foreign_keys_between_modules(models: list[Any]) -> list[str]:
    """Faults of relations that cross a module's border: upwards, or readable from below."""
    found = []
    for model in models:
        for field in [*model._meta.local_fields, *model._meta.local_many_to_many]:
            own, other = _module(model), field.related_model and _module(field.related_model)
            if not other or own == other or own is None:
                continue
            name = f"{model._meta.label}.{field.name}"
            if STACK.index(other) < STACK.index(own):
                found.append(f"{name} points up to {other}")
            if field.remote_field.related_name != "+":
                found.append(f'{name} crosses to {other} without related_name="+"')
    return found


def personal_data(models: list[Any]) -> list[str]:
    """Faults of the declarations: each table has its own, and it names fields that exist."""
    found = []
    for model in models:
        if "personal_data" not in vars(model):
            found.append(f"{model._meta.label} declares no personal_data (a dictionary, or None)")
            continue
        columns = {name for field in model._meta.get_fields() for name in (field.name, getattr(field, "attname", ""))}
        for name, meaning in (model.personal_data or {}).items():
            if name not in columns:
                found.append(f"{model._meta.label}.personal_data names {name}, which is no field")
            if not meaning:
                found.append(f"{model._meta.label}.personal_data says nothing of {name}")
    return found
