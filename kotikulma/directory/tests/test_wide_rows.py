"""An entry as wide as any may be is kept: the indexes of lists hold names and municipalities, and have a limit."""

import random
import string

import pytest

from kotikulma.directory.models import Place, Service
from kotikulma.directory.tests.make_entries import make_place, make_service

pytestmark = pytest.mark.django_db
LANGUAGES = ("fi", "sv", "en", "se", "so", "ar", "ru", "uk", "et", "fa")


def test_a_service_of_every_municipality_with_long_names_in_ten_languages_is_kept() -> None:
    drawn = random.Random(7)
    letters = "äöåž" + string.ascii_letters + string.digits
    name = {language: "".join(drawn.choices(letters, k=100)) for language in LANGUAGES}
    codes = [f"{number:03}" for number in range(5, 932, 3)]  # 309, as in Finland
    service, place = make_service(), make_place()
    Service.objects.filter(pk=service.pk).update(area_type="municipalities", municipalities=codes, name=name)
    Place.objects.filter(pk=place.pk).update(name=name)
    service.refresh_from_db()
    assert (service.name, service.municipalities) == (name, codes)
