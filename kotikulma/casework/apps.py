from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "kotikulma.casework"
    label = "casework"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Plug into the slots of the modules below. Nothing of casework is searched, fed or counted elsewhere."""

        from kotikulma.casework.commands.mails import RENDERED
        from kotikulma.casework.demo import ROLES
        from kotikulma.casework.views import (
            checks,
            days,
            fidelity,
            handovers,
            homes,
            offers,
            pilots,
            referrals,
            releases,
            statistics,
            visits,
        )
        from kotikulma.casework.views.clients import ROOM, tasks
        from kotikulma.kernel.outbox.renderers import RENDERERS
        from kotikulma.kernel.ui import workspace
        from kotikulma.people.queries import DEMO_ROLES

        workspace.ROOMS.register("casework.clients", ROOM)
        workspace.ROOMS.register("casework.figures", statistics.ROOM)
        workspace.TODAY.register("casework", tasks)
        workspace.TODAY.register("casework.handovers", handovers.tasks)
        workspace.ROOMS.register("casework.day", days.ROOM)
        workspace.TODAY.register("casework.day", days.tasks)
        workspace.TODAY.register("casework.releases", releases.tasks)
        workspace.ROOMS.register("casework.pilots", pilots.ROOM)
        workspace.ROOMS.register("casework.visits", visits.ROOM)
        workspace.ROOMS.register("casework.check", checks.ROOM)
        workspace.ROOMS.register("casework.referrals", referrals.ROOM)
        workspace.TODAY.register("casework.referrals", referrals.tasks)
        workspace.LEAVING.register("casework", "casework/_leaving.html")
        workspace.ROOMS.register("casework.homes", homes.ROOM)
        workspace.ROOMS.register("casework.fidelity", fidelity.ROOM)
        workspace.TODAY.register("casework.homes", offers.tasks)
        for kind, renderer in RENDERED.items():
            RENDERERS.register(kind, renderer)
        for role in ROLES:
            DEMO_ROLES.register(role.key, role)
