from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FeedbackConfig(AppConfig):
    name = "kotikulma.feedback"
    label = "feedback"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Plug into the slots of the modules below."""

        from kotikulma.directory.queries import changes, names, panels, region
        from kotikulma.feedback.commands import mails
        from kotikulma.feedback.queries import board
        from kotikulma.feedback.queries.consequences import TARGETS, Target
        from kotikulma.feedback.types import SCOPE_GIVE, SUBJECT
        from kotikulma.feedback.views.queue import ROOM, messages, tasks
        from kotikulma.kernel.outbox.renderers import RENDERERS
        from kotikulma.kernel.ui import menu, workspace
        from kotikulma.people.commands.api_keys import SCOPES

        SCOPES.register(SCOPE_GIVE, _("Antaa palautetta Open311-rajapinnassa"))
        for kind, renderer in mails.RENDERED.items():
            RENDERERS.register(kind, renderer)
        TARGETS.register("place", Target("directory:place", names.place_names))
        TARGETS.register("service", Target("directory:service", names.service_names))
        panels.PLACE_PANELS.register(
            "feedback", panels.Panel("feedback/_place_panel.html", SUBJECT, board.answered_at_place)
        )
        panels.SERVICE_PANELS.register("feedback", panels.Panel("feedback/_service_panel.html", SUBJECT))
        panels.DOOR_CODES.register("feedback", panels.Panel("feedback/_door_code.html", SUBJECT))
        changes.MORE_ADDRESSES.register("palaute", changes.MoreAddresses(SUBJECT, board.addresses))
        region.MESSAGES.register("feedback", messages)
        workspace.ROOMS.register("feedback.queue", ROOM)
        workspace.TODAY.register("feedback", tasks)
        menu.MENU.register(
            "feedback.board",
            menu.Entry("feedback:board", _("Toiveet ja vastaukset"), order=40, section="/palaute/"),
        )
        menu.MENU.register(
            "feedback.give", menu.Entry("feedback:give", _("Anna palautetta"), menu.Area.FOOTER, order=10)
        )
