"""What the mails say. Built when a mail leaves, in the person's language; a row of the outbox holds ids alone."""

from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import Any
from uuid import UUID

from django.db.models import UUIDField
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kotikulma.events import access
from kotikulma.events.commands.mails import calendars, kinds
from kotikulma.events.commands.mails.kinds import KINDS
from kotikulma.events.formats import moments
from kotikulma.events.models import Intake, JoinInfo, Message, Occurrence, Registration
from kotikulma.events.queries import intakes, joining, places
from kotikulma.events.rules import allocation, messages
from kotikulma.events.types import EventState, OccurrenceState, RegistrationState
from kotikulma.events.types.registration import WayIn
from kotikulma.kernel import clock
from kotikulma.kernel.db.prepared import Given, Prepared
from kotikulma.kernel.i18n import localise
from kotikulma.kernel.outbox.renderers import Mail, Objects, Renderer


@dataclass(frozen=True, slots=True)
class Words:
    """A subject, sentences, and what stands below them."""

    subject: str
    sentences: tuple[str, ...]
    link: str = ""
    link_label: str = ""
    way_in: WayIn | None = None
    about: bool = True
    links: tuple[tuple[str, str], ...] = field(default=())


@dataclass(frozen=True)
class Told:
    """What a mail is about: one registration and the time it tells of."""

    registration: Registration
    intake: Intake
    occurrence: Occurrence
    objects: Objects
    title: str
    when: str
    url: str

    def named(self, sentence: str) -> str:
        return sentence % {"title": self.title}

    @cached_property
    def where(self) -> str:
        return places.where(self.occurrence)

    @cached_property
    def join_info(self) -> JoinInfo | None:
        return joining.info_of(self.occurrence)


def mail(kind: str, objects: Objects, language: str) -> Mail | None:
    """What leaves now; None when its reason has gone, hours or days after it was posted. Everything is read once."""
    told = _loaded(objects)
    return _written(kind, told, language) if told and _stands(kind, told) else None


def render(kind: str, objects: Objects, language: str) -> Mail:
    """Its words, whether or not it would leave."""
    told = _loaded(objects)
    if told is None:
        raise LookupError("The registration has gone.")
    return _written(kind, told, language)


def _written(kind: str, told: Told, language: str) -> Mail:
    words = _WORDS[kind](told)
    if "way_in" in told.objects:
        words = replace(words, way_in=_way_in(told))
    context = {
        "words": words,
        "told": told,
        "name": told.registration.contact_name,
        "language": language,
        "subject": words.subject,
        "contact": _contact(told.intake),
    }
    text = render_to_string("events/mail/mail.txt", context).strip() + "\n"
    html = render_to_string("events/mail/mail.html", context)
    entry = calendars.part(kind, told.registration, told.occurrence, title=told.title, where=told.where, url=told.url)
    return Mail(words.subject, text, html, entry)


def _stands(kind: str, told: Told) -> bool:
    """Is there still a reason?"""
    rule, now = KINDS[kind], clock.now()
    if told.registration.state not in rule.states:
        return False
    off = told.intake.event.state != EventState.PUBLISHED or told.occurrence.state == OccurrenceState.CANCELLED
    if rule.held and off:
        return False
    if kind in (kinds.JOIN_LINK, kinds.LINK_CHANGED):
        return _link_stands(told)
    if kind == kinds.REMINDER and str(told.objects["starts"]) != str(int(told.occurrence.starts_at.timestamp())):
        return False
    limit = {"start": told.occurrence.starts_at, "end": told.occurrence.ends_at}.get(rule.until)
    return limit is None or now < limit


def _loaded(objects: Objects) -> Told | None:
    found = _TOLD.things(registration=UUID(str(objects["registration"])))
    if not found:
        return None
    (registration,) = found
    intake = registration.intake
    times = intakes.occurrences(intake)
    named = str(objects.get("occurrence", ""))
    now = clock.now()
    coming = [one for one in times if one.ends_at > now and one.state == OccurrenceState.PLANNED]
    chosen = next((one for one in times if str(one.uuid) == named), (coming or times)[0])
    return Told(
        registration,
        intake,
        chosen,
        objects,
        str(localise(intake.event.title)),
        moments.when(chosen.starts_at, chosen.ends_at),
        access.manage_url(registration),
    )


def _link_stands(told: Told) -> bool:
    """Released, of the latest version, not over: an older one has a newer mail behind it."""
    info = told.join_info
    latest = info is not None and str(info.version) == str(told.objects["version"])
    return latest and info is not None and joining.is_open(info, told.occurrence, clock.now())


def _way_in(told: Told) -> WayIn | None:
    info = told.join_info
    if info is None or not joining.is_open(info, told.occurrence, clock.now()):
        return None
    return joining.opened(info, told.occurrence)


def _contact(intake: Intake) -> str:
    """Whom to ask: the first contact of the event."""
    for contact in intake.event.contacts:
        return ", ".join(filter(None, [str(localise(contact["role"])), contact.get("phone"), contact.get("email")]))
    return ""


def _party(told: Told) -> str:
    size = told.registration.party_size
    return ngettext("Ilmoitit %(count)d hengen.", "Ilmoitit %(count)d henkeä.", size) % {"count": size}


def _own(told: Told, subject: str, *sentences: str, **more: Any) -> Words:
    label = _("Katso, muuta tai peru ilmoittautumisesi:")
    return Words(told.named(subject), tuple(filter(None, sentences)), told.url, label, **more)


def _later(told: Told) -> str:
    """When the link comes, for who has not got it yet."""
    info = told.join_info
    if info is None or "way_in" in told.objects:
        return ""
    at = joining.release_at(info, told.occurrence)
    return _("Lähetämme osallistumislinkin %(when)s.") % {"when": moments.moment(at)} if at > clock.now() else ""


def _confirmed(told: Told) -> Words:
    instructions = str(localise(told.intake.event.setup.instructions))
    return _own(
        told, _("Olet mukana: %(title)s"), _("Ilmoittautumisesi on voimassa."), _party(told), _later(told), instructions
    )


def _promoted(told: Told) -> Words:
    return _own(
        told, _("Sait paikan: %(title)s"), _("Jonosta vapautui paikka, ja se on sinun."), _party(told), _later(told)
    )


def _waiting(told: Told) -> Words:
    place = allocation.place_of(intakes.situation(told.intake, clock.now()), told.registration.number)
    return _own(
        told,
        _("Olet jonossa: %(title)s"),
        _("Tapahtuma on täynnä. Olet jonossa sijalla %(place)d.") % {"place": place} if place else "",
        _(
            "Paikan saa ensimmäinen jonottaja, jonka seurue mahtuu. Kukaan ei menetä sijaansa, "
            "vaikka pienempi seurue pääsisi ensin."
        ),
        _("Uusi tulija saa paikan vasta, kun se ei sovi kenellekään jonossa."),
        _("Kerromme heti, kun saat paikan."),
    )


def _pending(told: Told) -> Words:
    return _own(
        told,
        _("Ilmoittautumisesi odottaa: %(title)s"),
        _("Järjestäjä käy ilmoittautumiset läpi. Kerromme, kun hän on vastannut."),
        _party(told),
    )


def _until(told: Told) -> str:
    until = told.registration.offer_expires_at
    return moments.moment(until) if until else ""


def _offered(told: Told) -> Words:
    return Words(
        told.named(_("Vahvista paikkasi: %(title)s")),
        (
            _("Jonosta vapautui sinulle paikka. Vahvista se viimeistään %(until)s.") % {"until": _until(told)},
            _("Jos et vahvista, paikka menee seuraavalle. Jos et pääse, kerro siitä samalla sivulla."),
        ),
        told.url,
        _("Vahvista tai luovu:"),
    )


def _called(told: Told) -> Words:
    return Words(
        told.named(_("Paikka vapautui: %(title)s")),
        (_("Paikan saa jonottajista se, joka vahvistaa ensin. Säilytät sijasi jonossa, vaikka et ehtisi."),),
        told.url,
        _("Vahvista tästä:"),
    )


def _lapsed(told: Told) -> Words:
    return _own(
        told,
        _("Tarjous umpeutui: %(title)s"),
        _("Et vahvistanut paikkaa ajoissa, joten se meni seuraavalle. Voit ilmoittautua uudelleen."),
    )


def _declined(told: Told) -> Words:
    return Words(
        told.named(_("Ilmoittautumistasi ei hyväksytty: %(title)s")),
        (_("Järjestäjä ei voi tällä kertaa ottaa sinua mukaan. Kysy häneltä, jos jokin jäi epäselväksi."),),
    )


def _changed(told: Told) -> Words:
    return _own(
        told, _("Ilmoittautumisesi muuttui: %(title)s"), _("Muutokset on tallennettu."), _party(told), _later(told)
    )


def _moved(told: Told) -> Words:
    return _own(
        told,
        _("Siirtyi: %(title)s"),
        _("Tapahtuman aika tai paikka muuttui. Tässä ovat uudet tiedot."),
        _("Ilmoittautumisesi on voimassa. Jos et pääse, peru se, niin joku muu saa paikan."),
        _later(told) if told.registration.state == RegistrationState.ATTENDING else "",
    )


def _cancelled(told: Told) -> Words:
    return Words(
        told.named(_("Peruit ilmoittautumisesi: %(title)s")), (_("Kiitos, että kerroit. Paikka on nyt vapaa muille."),)
    )


def _cancelled_by_staff(told: Told) -> Words:
    return Words(
        told.named(_("Ilmoittautumisesi on peruttu: %(title)s")),
        (_("Järjestäjä perui ilmoittautumisesi. Kysy häneltä, jos et tiedä miksi."),),
    )


def _event_cancelled(told: Told) -> Words:
    reason = localise(told.occurrence.cancel_reason) if told.occurrence.cancel_reason else None
    reason = reason or localise(told.intake.event.state_reason)
    return Words(
        told.named(_("Peruttu: %(title)s")), tuple(filter(None, [_("Tapahtumaa ei järjestetä."), str(reason)]))
    )


def _runs(told: Told) -> Words:
    return _own(told, _("Toteutuu: %(title)s"), _("Tapahtuma järjestetään. Nähdään siellä."), _later(told))


def _join_link(told: Told) -> Words:
    return replace(
        _own(told, _("Osallistumislinkki: %(title)s"), _("Tässä on linkki tapahtumaan. Se on vain sinulle.")),
        way_in=_way_in(told),
    )


def _link_changed(told: Told) -> Words:
    return replace(
        _own(told, _("Linkki vaihtui: %(title)s"), _("Käytä tätä linkkiä. Aiempi ei enää toimi.")), way_in=_way_in(told)
    )


def _already(told: Told) -> Words:
    return _own(
        told,
        _("Olet jo ilmoittautunut: %(title)s"),
        _("Lähetit lomakkeen uudelleen. Aiempi ilmoittautumisesi on voimassa, eikä mitään tarvitse tehdä."),
    )


def _my_links(told: Told) -> Words:
    uuids = [str(uuid) for uuid in _listed(told.objects["registrations"])]
    rows = Registration.objects.filter(uuid__in=uuids, purged_at__isnull=True).select_related(
        "intake__event__setup", "intake__occurrence"
    )
    links = []
    for row in rows.order_by("joined_at", "id"):
        start = intakes.span(row.intake)[0]
        links.append((f"{localise(row.intake.event.title)}, {moments.moment(start)}", access.manage_url(row)))
    return Words(
        _("Omat ilmoittautumisesi"),
        (_("Pyysit linkkejä ilmoittautumisiisi. Aiemmin saamasi linkit eivät enää toimi."),),
        about=False,
        links=tuple(links),
    )


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _reminder(told: Told) -> Words:
    return _own(
        told,
        _("Muistutus: %(title)s"),
        _("Olet ilmoittautunut tähän. Jos et pääse, peru, niin joku muu saa paikan."),
        _later(told),
        str(localise(told.intake.event.setup.instructions)),
    )


def _feedback(told: Told) -> Words:
    return Words(
        told.named(_("Miten meni? %(title)s")),
        (_("Kiitos, että tulit. Kerro järjestäjälle, mikä oli hyvää ja mitä voisi tehdä toisin."),),
        access.feedback_url(),
        _("Anna palautetta:"),
    )


def _message(told: Told) -> Words:
    message = Message.objects.get(uuid=str(told.objects["message"]))
    values = {
        "nimi": told.registration.contact_name,
        "tapahtuma": told.title,
        "aika": told.when,
        "paikka": told.where,
        "linkki": told.url,
    }
    text = messages.filled(message.text, values)
    subject = messages.filled(message.subject, values)
    return Words(subject, tuple(text.split("\n\n")), told.url, _("Katso, muuta tai peru ilmoittautumisesi:"))


_TOLD = Prepared(
    lambda: Registration.objects.filter(uuid=Given("registration", UUIDField()), purged_at__isnull=True).select_related(
        "intake__event__setup", "intake__occurrence"
    )
)
_WORDS = {
    kinds.CONFIRMED: _confirmed,
    kinds.WAITING: _waiting,
    kinds.PENDING: _pending,
    kinds.PROMOTED: _promoted,
    kinds.OFFERED: _offered,
    kinds.CALLED: _called,
    kinds.LAPSED: _lapsed,
    kinds.DECLINED: _declined,
    kinds.CHANGED: _changed,
    kinds.MOVED: _moved,
    kinds.CANCELLED: _cancelled,
    kinds.CANCELLED_BY_STAFF: _cancelled_by_staff,
    kinds.EVENT_CANCELLED: _event_cancelled,
    kinds.RUNS: _runs,
    kinds.JOIN_LINK: _join_link,
    kinds.LINK_CHANGED: _link_changed,
    kinds.ALREADY: _already,
    kinds.MY_LINKS: _my_links,
    kinds.REMINDER: _reminder,
    kinds.FEEDBACK: _feedback,
    kinds.MESSAGE: _message,
}
RENDERED = {
    kind: Renderer(None, partial(mail, kind), label=one.label, urgent=one.urgent) for kind, one in KINDS.items()
}
