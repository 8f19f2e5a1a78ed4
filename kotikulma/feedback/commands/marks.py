"""One press of a visitor: this is my wish too; this answer helped, or did not."""

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from kotikulma.feedback import access, rules
from kotikulma.feedback.models import Feedback, Support, Verdict
from kotikulma.feedback.types import SUBJECT, FeedbackRefused
from kotikulma.kernel import clock, data_version
from kotikulma.kernel.sources import network_of
from kotikulma.kernel.types import Actor
from kotikulma.people import commands as people


def support(actor: Actor, reference: str, *, device: str, source: str) -> int:
    """Stand behind it, once per device; how many do now. `device`: what the press left in a cookie."""
    feedback = access.get_shown(reference)
    people.take(rules.PRESSES_PER_SOURCE, network_of(source))

    with transaction.atomic():
        locked = Feedback.objects.select_for_update().get(pk=feedback.pk)
        if locked.shown_at is None:
            raise FeedbackRefused(_("Tätä palautetta ei voi enää tukea. Se on yhdistetty toiseen."))
        made = Support.objects.get_or_create(feedback=locked, device=_hashed(device), defaults={"at": clock.now()})[1]
        if made:
            Feedback.objects.filter(pk=locked.pk).update(supports=F("supports") + 1)
            data_version.bump(SUBJECT)
        return locked.supports + made


def judge(actor: Actor, reference: str, *, device: str, source: str, helped: bool) -> None:
    """Say whether the answer helped; the same device may change its mind."""
    feedback = access.get_shown(reference)
    people.take(rules.PRESSES_PER_SOURCE, network_of(source))

    with transaction.atomic():
        if feedback.answered_at is None:
            raise FeedbackRefused(_("Palautteeseen ei ole vielä vastattu."))
        Verdict.objects.update_or_create(
            feedback=feedback, device=_hashed(device), defaults={"helped": helped, "at": clock.now()}
        )


def _hashed(device: str) -> str:
    return salted_hmac("kotikulma.feedback.device", device, secret=settings.SECRET_KEY, algorithm="sha256").hexdigest()
