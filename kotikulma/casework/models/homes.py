"""Landlords, their homes, and homes that are free. The address is sealed: a client may live there tomorrow."""

import uuid

from django.db import models
from django.db.models import Q

from kotikulma.casework.types.homes import VacancyState
from kotikulma.kernel import clock


class Landlord(models.Model):
    """Who lets homes, known to one register."""

    personal_data = {
        "name": "a private landlord's name; erased with the register's agreement with it",
        "email": "the landlord's address; erased with the row",
    }

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    register = models.ForeignKey("people.Organization", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    email = models.EmailField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["register", "name"], name="landlord_once")]


class Home(models.Model):
    """One dwelling. `label` is what lists say; it never tells the number of the door."""

    personal_data = {"address": "where a client may live; sealed under the key of the house, erased with the row"}

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    landlord = models.ForeignKey(Landlord, on_delete=models.PROTECT, related_name="homes")
    label = models.CharField(max_length=80)
    address = models.BinaryField(max_length=400)
    area = models.CharField(max_length=5, help_text="Postal code")
    rooms = models.PositiveSmallIntegerField(default=1)
    persons_max = models.PositiveSmallIntegerField()
    rent = models.PositiveIntegerField(help_text="Euros a month")
    step_free = models.BooleanField(default=False)


class Vacancy(models.Model):
    """A home that is free. `seed`: draws the lots of all its lists, so that a list made again is the same."""

    personal_data = None

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    home = models.ForeignKey(Home, on_delete=models.PROTECT, related_name="vacancies")
    unit = models.ForeignKey("people.Organization", on_delete=models.PROTECT, related_name="+")
    register = models.ForeignKey("people.Organization", on_delete=models.PROTECT, related_name="+")
    seed = models.CharField(max_length=32)
    requirements = models.JSONField(default=list, blank=True, help_text="Codes of a closed list")
    words = models.CharField(max_length=300, blank=True)
    available_on = models.DateField()
    opened_at = models.DateTimeField(default=clock.now)
    state = models.CharField(max_length=9, choices=VacancyState.choices, default=VacancyState.OPEN)

    class Meta:
        constraints = [
            models.CheckConstraint(name="vacancy_state_known", condition=Q(state__in=VacancyState.values)),
            models.UniqueConstraint(
                fields=["home"], condition=Q(state=VacancyState.OPEN), name="vacancy_one_open_of_a_home"
            ),
        ]
        indexes = [models.Index(fields=["register", "state", "available_on"], name="vacancy_of_register")]
