"""Mail about somebody who waits. It never says who, what or where: that is behind the sign-in or the secret link."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_tasks import task

from kotikulma.casework import access
from kotikulma.casework.models import FollowUp, Offer, Referral
from kotikulma.casework.rules import referrals as rules
from kotikulma.casework.rules.referrals import Stage
from kotikulma.casework.types.offers import OfferState
from kotikulma.casework.types.referrals import OPEN, State
from kotikulma.kernel import clock, outbox
from kotikulma.kernel.i18n import localise
from kotikulma.kernel.outbox.renderers import Mail, Objects, Renderer, written
from kotikulma.people import queries as people
from kotikulma.people.types import PersonValue

NOTICE, OUTSIDE = "casework.notice", "casework.outside"
WORDS = {
    "new": gettext_lazy("Yksikköösi on tullut uusi ohjaus"),
    "declined": gettext_lazy("Tekemäsi ohjaus palasi sinulle"),
    "withdrawn": gettext_lazy("Ohjaus on peruttu"),
    "waiting": gettext_lazy("Tekemäsi ohjaus odottaa yhä vastausta"),
    "expired": gettext_lazy("Kodin tarjoukseen ei tullut vastausta"),
    Stage.DUE: gettext_lazy("Joku odottaa yhteydenottoa tänään"),
    Stage.LATE: gettext_lazy("Yhteydenotto on myöhässä"),
    Stage.ESCALATED: gettext_lazy("Yksikössäsi on yhteydenotto, joka on jäänyt tekemättä"),
}


def tell_of_step(row: Referral, before: str) -> None:
    """Whoever must act next, or must stop, hears of it."""
    if row.state == State.SENT and row.receiver_id:
        _post("new", people.case_mail(row.receiver_id), {"referral": str(row.uuid)}, str(row.uuid))
    elif row.state == State.SENT:
        post_outside(row)
    elif row.state == State.DECLINED:
        _post("declined", _one(row.sender_id), {"referral": str(row.uuid)}, str(row.uuid))
    elif row.state == State.WITHDRAWN and row.receiver_id and before != State.OFFERED:
        told = _one(row.worker_id) or people.case_mail(row.receiver_id)
        _post("withdrawn", told, {"referral": str(row.uuid)}, str(row.uuid))


def tell_of_expired(row: Offer) -> None:
    """The home goes to nobody by itself: the unit that offered it decides what follows."""
    _post("expired", people.case_mail(row.unit_id), {"offer": str(row.uuid)}, str(row.uuid))


def post_outside(row: Referral) -> None:
    """The secret link to a service outside; it is made when the mail leaves."""
    until = row.link_until.isoformat() if row.link_until else ""
    ids = {"referral": str(row.uuid)}
    outbox.post(OUTSIDE, row.outside_email, row.language, ids, f"{OUTSIDE}:{row.uuid}:{until}")


def remind() -> int:
    """Mail what is due today, late, or late in spite of that; each once, however often it is asked. How many."""
    today, posted = clock.today(), 0
    open_referral = Referral.objects.filter(follow_up=OuterRef("pk"), state__in=OPEN)
    follow_ups = FollowUp.objects.filter(closed_at__isnull=True, due_on__lte=today).exclude(Exists(open_referral))
    with transaction.atomic():
        for follow_up in follow_ups.order_by("id"):
            what = {"follow_up": str(follow_up.uuid)}
            posted += _remind(what, follow_up.unit_id, follow_up.owner_id, follow_up, today)
        for referral in Referral.objects.filter(state__in=OPEN, due_on__lte=today).order_by("id"):
            at_sender = referral.owner_unit_id == referral.sender_unit_id
            worker = referral.sender_id if at_sender else referral.worker_id
            what = {"referral": str(referral.uuid)}
            posted += _remind(what, referral.owner_unit_id, worker, referral, today)
            if not at_sender and rules.stage(referral.due_on, referral.urgency, today) is Stage.ESCALATED:
                key = f"{referral.uuid}:{referral.due_on}"
                posted += _post("waiting", _one(referral.sender_id), what, key)
    return posted


@task()
def remind_task() -> dict[str, int]:
    return {"posted": remind()}


def _remind(what: dict[str, str], unit: int, worker: int | None, row: FollowUp | Referral, today: date) -> int:
    stage = rules.stage(row.due_on, row.urgency, today)
    if stage is None:
        return 0
    if stage is Stage.ESCALATED:
        told = people.case_mail(unit, leads=True) or people.case_mail(unit)
    else:
        told = _one(worker) or people.case_mail(unit)
    return _post(stage, told or _one(worker), what, f"{row.uuid}:{row.due_on}")


def _one(person: int | None) -> list[PersonValue]:
    found = people.mail_of(person) if person else None
    return [found] if found else []


def _post(about: str, told: Iterable[PersonValue], what: dict[str, str], key: str) -> int:
    """How many of them had not been posted before."""
    letters = [
        outbox.Letter(
            NOTICE, each.email, each.language, {"about": str(about), **what}, f"{NOTICE}:{about}:{key}:{each.id}"
        )
        for each in told
    ]
    known = outbox.states([letter.dedupe_key for letter in letters])
    new = [letter for letter in letters if letter.dedupe_key not in known]
    outbox.post_many(new)
    return len(new)


def _notice_stands(objects: Objects) -> bool:
    """Who has been helped meanwhile needs no reminder."""
    if "offer" in objects:
        return Offer.objects.filter(uuid=objects["offer"], state=OfferState.EXPIRED).exists()
    if "follow_up" in objects:
        return FollowUp.objects.filter(uuid=objects["follow_up"], closed_at__isnull=True).exists()
    rows = Referral.objects.filter(uuid=objects["referral"])
    about = str(objects["about"])
    if about in ("declined", "withdrawn"):
        return rows.filter(state=about).exists()
    return rows.filter(state__in=[State.SENT] if about == "new" else OPEN).exists()


def _notice(objects: Objects, language: str) -> Mail:
    subject = str(WORDS[str(objects["about"])])
    room = "casework:homes" if "offer" in objects else "casework:referrals"
    return written("casework/mail/notice", subject, language, {"url": _address(language, room)})


def _outside_stands(objects: Objects) -> bool:
    rows = Referral.objects.filter(uuid=objects["referral"], receiver=None, link_until__gt=clock.now())
    return rows.filter(state__in=OPEN).exists()


def _outside(objects: Objects, language: str) -> Mail:
    """Names neither the person nor her affairs, nor what the sender does: mail is read over shoulders."""
    row = Referral.objects.select_related("sender_unit").get(uuid=objects["referral"])
    context: dict[str, Any] = {
        "sender": str(localise(row.sender_unit.name, language)),
        "url": _address(language, "casework:outside", token=access.link_token(row, access.OUTSIDE)),
        "until": row.link_until,
    }
    return written("casework/mail/outside", _("Sinulle on luottamuksellinen viesti"), language, context)


def _address(language: str, name: str, **kwargs: Any) -> str:
    with translation.override(language):
        return f"{settings.BASE_URL}{reverse(name, kwargs=kwargs or None)}"


RENDERED = {NOTICE: Renderer(_notice_stands, _notice), OUTSIDE: Renderer(_outside_stands, _outside)}
