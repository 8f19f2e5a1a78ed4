from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "kotikulma.events"
    label = "events"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Plug into the slots of the modules below."""

        from kotikulma.events.commands.mails.words import RENDERED
        from kotikulma.events.commands.reminders import look_around
        from kotikulma.events.views.organising import ROOM
        from kotikulma.events.views.today import tasks
        from kotikulma.kernel.jobs.worker import ROUNDS
        from kotikulma.kernel.outbox.renderers import RENDERERS
        from kotikulma.kernel.ui import workspace

        for kind, renderer in RENDERED.items():
            RENDERERS.register(kind, renderer)
        ROUNDS.register("events", look_around)
        workspace.ROOMS.register("events.own", ROOM)
        workspace.TODAY.register("events", tasks)
