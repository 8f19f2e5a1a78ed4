"""The words of our mails, built when a mail leaves; guards say whether it still should."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kotikulma.kernel import clock
from kotikulma.kernel.i18n import localise
from kotikulma.kernel.outbox.renderers import Mail, Objects, Renderer, written
from kotikulma.kernel.types import Actor, ActorKind
from kotikulma.people import access, rules
from kotikulma.people.commands.sign_in import code_of
from kotikulma.people.models import Invitation, JoinRequest, Organization, Person, SignInCode
from kotikulma.people.types.joining import RequestState

NOTICES = (
    "password_set",
    "totp_activated",
    "totp_deactivated",
    "webauthn_added",
    "webauthn_removed",
    "recovery_codes_generated",
)


def _notice_sentence(notice: str) -> str:
    """What was changed. Called with the reader's language active."""
    return {
        "password_set": _("Salasanasi on vaihdettu. Muut kirjautumisesi päättyivät."),
        "totp_activated": _("Otit käyttöön todennussovelluksen."),
        "totp_deactivated": _("Poistit todennussovelluksen käytöstä."),
        "webauthn_added": _("Lisäsit tilillesi turva-avaimen."),
        "webauthn_removed": _("Poistit tililtäsi turva-avaimen."),
        "recovery_codes_generated": _("Loit uudet varakoodit. Vanhat eivät enää kelpaa."),
    }[notice]


def _code_stands(objects: Objects) -> bool:
    rows = SignInCode.objects.filter(uuid=objects["code"], used_at=None, expires_at__gt=clock.now())
    return rows.filter(Q(person__is_active=True) | (Q(person=None) & ~Q(email=""))).exists()


def _code_mail(objects: Objects, language: str) -> Mail:
    row = SignInCode.objects.get(uuid=objects["code"])
    code = code_of(row)
    context = {"code": f"{code[:3]} {code[3:]}", "minutes": rules.CODE_MINUTES}
    return written("people/mail/sign_in_code", _("Kirjautumiskoodisi Kotikulmaan"), language, context)


def _invitation_stands(objects: Objects) -> bool:
    return Invitation.objects.filter(uuid=objects["invitation"], expires_at__gt=clock.now()).exists()


def _invitation_mail(objects: Objects, language: str) -> Mail:
    rows = Invitation.objects.select_related("organization", "invited_by", "replaces__person")
    row = rows.get(uuid=objects["invitation"])
    context = {
        "organization": str(localise(row.organization.name, language)),
        "role": row.get_role_display(),
        "inviter": row.invited_by.get_full_name() if row.invited_by else "",
        "leaver": row.replaces.person.get_full_name() if row.replaces else "",
        "until": date_format(row.expires_at.astimezone(clock.HELSINKI), "DATE_FORMAT"),
        "url": _address("account_login", language),
    }
    return written("people/mail/invitation", _("Sinut on kutsuttu Kotikulmaan"), language, context)


def _request_stands(objects: Objects) -> bool:
    return JoinRequest.objects.filter(uuid=objects["request"], person__is_active=True).exists()


def _request_received(objects: Objects, language: str) -> Mail:
    row = JoinRequest.objects.select_related("organization").get(uuid=objects["request"])
    sentences = [
        _("saimme pyyntösi. Organisaatio: %(name)s.") % {"name": _request_name(row, language)},
        _("Koordinaattori lukee sen yleensä muutaman arkipäivän kuluessa. Saat vastauksen sähköpostiisi."),
        _("Voit seurata pyyntöä tai perua sen täällä:"),
    ]
    return _letter(_("Pyyntösi on perillä"), sentences, language, "people:join_request", uuid=row.uuid)


def _request_waits_still(objects: Objects) -> bool:
    actor = Actor(ActorKind.PERSON, UUID(str(objects["person"])))
    waiting = JoinRequest.objects.filter(uuid=objects["request"], state=RequestState.WAITING)
    return access.is_coordinator(actor) and waiting.exists()


def _request_waits(objects: Objects, language: str) -> Mail:
    row = JoinRequest.objects.select_related("organization").get(uuid=objects["request"])
    sentences = [
        _("joku haluaa hoitaa organisaation tietoja: %(name)s.") % {"name": _request_name(row, language)},
        _("Lue pyyntö ja vastaa siihen. Ennen sitä hän ei pääse aloittamaan:"),
    ]
    return _letter(_("Pyyntö odottaa hyväksyntää"), sentences, language, "people:request", uuid=row.uuid)


def _request_answered(objects: Objects, language: str) -> Mail:
    row = JoinRequest.objects.select_related("organization").get(uuid=objects["request"])
    name = {"name": _request_name(row, language)}
    if row.state == RequestState.APPROVED and row.organization:
        sentences = [
            _("pyyntösi on hyväksytty. Voit nyt hoitaa organisaation tietoja: %(name)s.") % name,
            _("Aloita työtilasta: tarkista, että ajat ja tekstit ovat oikein. Voit myös kutsua muita muokkaajia."),
        ]
        return _letter(_("Pyyntösi on hyväksytty"), sentences, language, "people:today")
    if row.state == RequestState.DECLINED:
        sentences = [
            _("emme voineet hyväksyä pyyntöäsi. Organisaatio: %(name)s.") % name,
            _("Koordinaattori kirjoitti: %(answer)s") % {"answer": row.answer},
            _("Voit lähettää uuden pyynnön, jos asia on muuttunut:"),
        ]
        return _letter(_("Vastaus pyyntöösi"), sentences, language, "people:join")
    sentences = [
        _("pyyntösi ehti vanhentua ennen kuin siihen vastattiin. Olemme pahoillamme. Organisaatio: %(name)s.") % name,
        _("Poistimme viestisi. Voit lähettää uuden pyynnön:"),
    ]
    return _letter(_("Pyyntösi vanheni"), sentences, language, "people:join")


def _request_name(row: JoinRequest, language: str) -> str:
    return str(localise(row.organization.name if row.organization else row.proposal.get("name"), language))


def _organization_stands(objects: Objects) -> bool:
    return _person_stands(objects) and Organization.objects.filter(uuid=objects["organization"]).exists()


def _nobody_edits(objects: Objects, language: str) -> Mail:
    row = Organization.objects.get(uuid=objects["organization"])
    sentences = [
        _("organisaatiolla ei ole enää muokkaajaa: %(name)s.") % {"name": localise(row.name, language)},
        _("Kutsu sille uusi muokkaaja, tai pidä tiedot itse ajan tasalla:"),
    ]
    return _letter(_("Organisaatio jäi ilman muokkaajaa"), sentences, language, "people:members", uuid=row.uuid)


def _handed_over(objects: Objects, language: str) -> Mail:
    row = Organization.objects.get(uuid=objects["organization"])
    sentences = [
        _("seuraajasi otti tehtävän vastaan. Organisaatio: %(name)s.") % {"name": localise(row.name, language)},
        _("Roolisi siinä on nyt päättynyt. Kiitos työstäsi! Tilisi löydät täältä:"),
    ]
    return _letter(_("Tehtäväsi on luovutettu"), sentences, language, "people:account")


def _person_stands(objects: Objects) -> bool:
    return Person.objects.filter(uuid=objects["person"], is_active=True).exists()


def _notice_mail(objects: Objects, language: str) -> Mail:
    context = {"sentence": _notice_sentence(str(objects["notice"])), "url": _address("people:account", language)}
    return written("people/mail/notice", _("Kirjautumistietosi muuttuivat"), language, context)


def _address(name: str, language: str, **kwargs: Any) -> str:
    with translation.override(language):
        return f"{settings.BASE_URL}{reverse(name, kwargs=kwargs or None)}"


def _letter(subject: str, sentences: list[str], language: str, name: str, **kwargs: Any) -> Mail:
    """A greeting, a few sentences and one address."""
    return written(
        "people/mail/letter", subject, language, {"sentences": sentences, "url": _address(name, language, **kwargs)}
    )


RENDERED = {
    "people.sign_in_code": Renderer(_code_stands, _code_mail, gettext_lazy("Kirjautumiskoodi"), urgent=True),
    "people.invitation": Renderer(_invitation_stands, _invitation_mail, gettext_lazy("Kutsu organisaatioon")),
    "people.request_received": Renderer(_request_stands, _request_received, gettext_lazy("Pyyntö on perillä")),
    "people.request_waits": Renderer(_request_waits_still, _request_waits, gettext_lazy("Pyyntö odottaa hyväksyntää")),
    "people.request_answered": Renderer(_request_stands, _request_answered, gettext_lazy("Vastaus pyyntöön")),
    "people.nobody_edits": Renderer(_organization_stands, _nobody_edits, gettext_lazy("Organisaatio ilman muokkaajaa")),
    "people.handed_over": Renderer(_organization_stands, _handed_over, gettext_lazy("Tehtävä on luovutettu")),
    "people.notice": Renderer(_person_stands, _notice_mail, gettext_lazy("Ilmoitus tilin muutoksesta")),
}
