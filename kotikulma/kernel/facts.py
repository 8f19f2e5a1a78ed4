"""Named facts about this installation, such as whether the demo content has been laid."""

from typing import Any

from kotikulma.kernel.models import Fact


def get(name: str, default: Any = None) -> Any:
    """The JSON value of a fact, else `default`."""
    value = Fact.objects.filter(name=name).values_list("value", flat=True).first()
    return default if value is None else value


def put(name: str, value: Any) -> None:
    """Set a fact; `value` is anything JSON can hold but null."""
    Fact.objects.update_or_create(name=name, defaults={"value": value})


def remove(name: str) -> None:
    Fact.objects.filter(name=name).delete()
