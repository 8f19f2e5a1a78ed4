from collections.abc import Callable

from django.apps import AppConfig
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

ACTIONS = {
    "people.organization.created": _("Lisäsi organisaation"),
    "people.organization.edited": _("Muokkasi organisaatiota"),
    "people.organization.archived": _("Arkistoi organisaation"),
    "people.organization.imported": _("Toi organisaation tiedot"),
    "people.membership.added": _("Antoi henkilölle roolin"),
    "people.membership.removed": _("Poisti henkilöltä roolin"),
    "people.invitation.sent": _("Kutsui rooliin"),
    "people.invitation.sent_again": _("Lähetti kutsun uudelleen"),
    "people.invitation.withdrawn": _("Perui kutsun"),
    "people.invitation.accepted": _("Otti kutsun vastaan"),
    "people.invitation.declined": _("Ei ottanut kutsua vastaan"),
    "people.request.sent": _("Pyysi saada hoitaa organisaatiota"),
    "people.request.withdrawn": _("Perui pyynnön hoitaa organisaatiota"),
    "people.request.approved": _("Hyväksyi pyynnön hoitaa organisaatiota"),
    "people.request.declined": _("Vastasi kieltävästi pyyntöön hoitaa organisaatiota"),
    "people.request.expired": _("Pyyntö hoitaa organisaatiota vanheni"),
    "people.person.created": _("Lisäsi henkilön"),
    "people.person.edited": _("Muutti omia tietojaan"),
    "people.person.erased": _("Poisti henkilön tiedot"),
    "people.person.signed_in": _("Kirjautui sisään"),
    "people.code.requested": _("Pyysi kirjautumiskoodin"),
    "people.code.spent": _("Käytti kirjautumiskoodin"),
    "people.password.set": _("Vaihtoi salasanan"),
    "people.api_key.created": _("Antoi ohjelmalle avaimen"),
    "people.api_key.revoked": _("Mitätöi ohjelman avaimen"),
    "people.sessions.ended": _("Kirjasi henkilön ulos kaikkialta"),
}


class PeopleConfig(AppConfig):
    name = "kotikulma.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from allauth.mfa.signals import authenticator_added

        from kotikulma.kernel.audit import actions
        from kotikulma.kernel.outbox.renderers import RENDERERS
        from kotikulma.kernel.ui import menu, workspace
        from kotikulma.people.commands import mails
        from kotikulma.people.demo import RESIDENT, ROLES
        from kotikulma.people.queries import DEMO_ROLES
        from kotikulma.people.views import gate
        from kotikulma.people.views.upkeep import tasks as upkeep_tasks
        from kotikulma.people.views.workspace import ROOMS, tasks, who

        actions.register(ACTIONS)
        for kind, renderer in mails.RENDERED.items():
            RENDERERS.register(kind, renderer)
        for role in (RESIDENT, *ROLES):
            DEMO_ROLES.register(role.key, role)
        # Public pages are the same for everybody, so the entry goes by the path and never by who is signed in
        for key, label, icon, inside in (
            ("people.sign_in", _("Kirjaudu"), "log-in", False),
            ("people.account", _("Oma tili"), "circle-user", True),
        ):
            menu.MENU.register(
                key,
                menu.Entry(
                    "people:account", label, menu.Area.ACCOUNT, 10, icon, section="/tili/", shown=_on_account(inside)
                ),
            )
        workspace.WHO.register("people", who)
        for key, room in ROOMS.items():
            workspace.ROOMS.register(f"people.{key}", room)
        workspace.TODAY.register("people.upkeep", upkeep_tasks)
        workspace.TODAY.register("people", tasks)
        menu.MENU.register(
            "people.join", menu.Entry("people:join", _("Liitä organisaatiosi"), menu.Area.FOOTER, 50, section="/liity/")
        )
        authenticator_added.connect(gate.count_new_factor)


def _on_account(inside: bool) -> Callable[[HttpRequest], bool]:
    return lambda request: ("/tili/" in request.path) is inside
