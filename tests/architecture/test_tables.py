"""Tables keep to their module and declare what they know of people."""

from typing import Any

from django.db import models
from django.test.utils import isolate_apps

from kotikulma.people.models import Person
from tests.architecture import tables


def test_foreign_keys_between_modules_point_down_and_cannot_be_read_back() -> None:
    assert tables.foreign_keys_between_modules(tables.own_models()) == []


def test_every_table_declares_its_personal_data() -> None:
    assert tables.personal_data(tables.own_models()) == []


def test_a_readable_or_rising_foreign_key_is_seen() -> None:
    with isolate_apps("kotikulma.directory", "kotikulma.people", "kotikulma.kernel"):
        down = _model("Visit", "directory", person=models.ForeignKey(Person, models.CASCADE))
        up = _model("Note", "kernel", person=models.ForeignKey(Person, models.CASCADE, related_name="+"))

    assert tables.foreign_keys_between_modules([down, up]) == [
        'directory.Visit.person crosses to people without related_name="+"',
        "kernel.Note.person points up to people",
    ]


def test_a_missing_or_wrong_declaration_is_seen() -> None:
    with isolate_apps("kotikulma.directory"):
        silent = _model("Silent", "directory")
        wrong = _model("Wrong", "directory", personal_data={"shoe_size": "", "id": "who"})

    assert tables.personal_data([silent, wrong]) == [
        "directory.Silent declares no personal_data (a dictionary, or None)",
        "directory.Wrong.personal_data names shoe_size, which is no field",
        "directory.Wrong.personal_data says nothing of shoe_size",
    ]


def _model(name: str, label: str, **attributes: Any) -> Any:
    meta = type("Meta", (), {"app_label": label})
    return type(name, (models.Model,), {"__module__": __name__, "Meta": meta, **attributes})
