from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    name = "kotikulma.events"
    label = "events"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Plug into the slots of the modules below."""

        from kotikulma.directory.queries import changes, panels
        from kotikulma.events.commands import finding
        from kotikulma.events.commands.mails.words import RENDERED
        from kotikulma.events.commands.reminders import look_around
        from kotikulma.events.queries import at_place, listing, next_times
        from kotikulma.events.types import SUBJECT
        from kotikulma.events.views.organising import ROOM
        from kotikulma.events.views.today import tasks
        from kotikulma.kernel.jobs.worker import ROUNDS
        from kotikulma.kernel.outbox.renderers import RENDERERS
        from kotikulma.kernel.search.types import SOURCES
        from kotikulma.kernel.ui import menu, workspace

        for kind, renderer in RENDERED.items():
            RENDERERS.register(kind, renderer)
        ROUNDS.register("events", look_around)
        workspace.ROOMS.register("events.own", ROOM)
        workspace.TODAY.register("events", tasks)
        panels.WEEKS.register("events", panels.Week(SUBJECT, at_place.week))
        panels.RESULTS.register(
            finding.KIND,
            panels.Beside(SUBJECT, _("Tapahtumia"), "events:calendar", _("Näytä tapahtumat"), next_times.words),
        )
        panels.PLACE_PANELS.register("events", panels.Panel("events/_place_panel.html", SUBJECT, at_place.coming))
        changes.MORE_ADDRESSES.register("tapahtumat", changes.MoreAddresses(SUBJECT, listing.addresses))
        SOURCES.register(finding.KIND, finding.search_source())
        menu.MENU.register(
            "events.calendar", menu.Entry("events:calendar", _("Tapahtumat"), order=15, section="/tapahtumat/")
        )
