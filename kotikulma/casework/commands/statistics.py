"""Figures others published, kept as they were published then."""

from django.db import transaction
from django.utils.translation import gettext as _

from kotikulma.casework import access
from kotikulma.casework.models import CountVintage
from kotikulma.casework.types.statistics import FiguresRefused, Vintage
from kotikulma.kernel import audit, clock
from kotikulma.kernel.types import Actor, ActorKind


def keep_vintage(actor: Actor, vintage: Vintage) -> bool:
    """Beside all that was published before, never in its place. False: it was kept already."""
    if actor.kind is not ActorKind.SYSTEM:
        access.standing_of(actor)
    if not (vintage.area.strip() and vintage.category.strip() and vintage.source.strip()):
        raise FiguresRefused(_("Kerro alue, mitä luku tarkoittaa ja mistä se on."))
    if vintage.published > clock.today() or vintage.year > clock.today().year or vintage.value < 0:
        raise FiguresRefused(_("Luku, vuosi tai julkaisupäivä ei kelpaa. Tarkista ne."))
    with transaction.atomic():
        row, made = CountVintage.objects.get_or_create(
            area=vintage.area,
            year=vintage.year,
            category=vintage.category,
            published_on=vintage.published,
            source=vintage.source,
            defaults={"value": vintage.value},
        )
        if not made and row.value != vintage.value:
            raise FiguresRefused(_("Samalla julkaisulla on jo toinen luku. Tarkista lähde ja päivä."))
        if made:
            audit.record(actor, "casework.vintage.kept", kind="count_vintage", changed=[vintage.category])
    return made
