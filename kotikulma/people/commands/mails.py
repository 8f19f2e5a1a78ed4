"""The words of our mails, built when a mail leaves; guards say whether it still should."""

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kotikulma.kernel import clock
from kotikulma.kernel.i18n import localise
from kotikulma.kernel.outbox.renderers import Mail, Objects, Renderer
from kotikulma.people import rules
from kotikulma.people.commands.sign_in import code_of
from kotikulma.people.models import Membership, Person, SignInCode

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
    return SignInCode.objects.filter(
        uuid=objects["code"], used_at=None, expires_at__gt=clock.now(), person__is_active=True
    ).exists()


def _code_mail(objects: Objects, language: str) -> Mail:
    row = SignInCode.objects.get(uuid=objects["code"])
    code = code_of(row)
    context = {"code": f"{code[:3]} {code[3:]}", "minutes": rules.CODE_MINUTES}
    return _mail("sign_in_code", _("Kirjautumiskoodisi Kotikulmaan"), language, context)


def _membership_stands(objects: Objects) -> bool:
    return Membership.objects.filter(id=int(str(objects["membership"])), person__is_active=True).exists()


def _invitation_mail(objects: Objects, language: str) -> Mail:
    row = Membership.objects.select_related("organization").get(id=int(str(objects["membership"])))
    context = {
        "organization": str(localise(row.organization.name, language)),
        "role": row.get_role_display(),
        "url": _address("account_login", language),
    }
    return _mail("invitation", _("Sinut on kutsuttu Kotikulmaan"), language, context)


def _person_stands(objects: Objects) -> bool:
    return Person.objects.filter(uuid=objects["person"], is_active=True).exists()


def _notice_mail(objects: Objects, language: str) -> Mail:
    context = {"sentence": _notice_sentence(str(objects["notice"])), "url": _address("people:account", language)}
    return _mail("notice", _("Kirjautumistietosi muuttuivat"), language, context)


def _address(name: str, language: str) -> str:
    with translation.override(language):
        return f"{settings.BASE_URL}{reverse(name)}"


def _mail(template: str, subject: str, language: str, context: dict[str, Any]) -> Mail:
    words = {**context, "subject": subject, "language": language}
    text = render_to_string(f"people/mail/{template}.txt", words).strip() + "\n"
    return Mail(subject, text, render_to_string(f"people/mail/{template}.html", words))


RENDERED = {
    "people.sign_in_code": Renderer(_code_stands, _code_mail, gettext_lazy("Kirjautumiskoodi")),
    "people.invitation": Renderer(_membership_stands, _invitation_mail, gettext_lazy("Kutsu organisaatioon")),
    "people.notice": Renderer(_person_stands, _notice_mail, gettext_lazy("Ilmoitus tilin muutoksesta")),
}
