from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "kotikulma.directory"
    label = "directory"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Plug into the slots of the modules below."""
        from django.utils.translation import gettext_lazy as _

        from kotikulma.directory.commands import forgetting, publishing, reminders, reports
        from kotikulma.directory.views import today
        from kotikulma.kernel.outbox.renderers import RENDERERS
        from kotikulma.kernel.permissions import COORDINATORS
        from kotikulma.kernel.search.types import SOURCES
        from kotikulma.kernel.ui.menu import MENU, Area, Entry
        from kotikulma.kernel.ui.workspace import ROOMS, TODAY, Room
        from kotikulma.people.commands import person_erased
        from kotikulma.people.commands.organizations import organization_changed

        organization_changed.register("directory", publishing.renew_organizations)
        person_erased.register("directory", forgetting.forget_person)
        for kind, renderer in {**reminders.RENDERED, **reports.RENDERED}.items():
            RENDERERS.register(kind, renderer)
        for source in publishing.search_sources():
            SOURCES.register(source.kind, source)
        MENU.register("directory.results", Entry("directory:results", _("Palvelut"), order=10, section="/haku/"))
        MENU.register(
            "directory.meeting_places",
            Entry("directory:meeting_places", _("Kohtaamispaikat"), order=20, section="/kohtaamispaikat/"),
        )
        ROOMS.register(
            "directory.own",
            Room("directory:own", _("Omat tiedot"), "pencil-line", order=20, section="/tyotila/tiedot/"),
        )
        MENU.register("directory.open_data", Entry("directory:open_data", _("Avoin data"), Area.FOOTER, order=40))
        MENU.register("directory.report", Entry("directory:report", _("Kerro virheestä"), Area.REPORT))
        ROOMS.register(
            "directory.freshness",
            Room("directory:freshness", _("Ajantasaisuus"), "shield-check", 30, "/tyotila/ajantasaisuus/"),
        )
        TODAY.register("directory.unconfirmed", today.unconfirmed)
        TODAY.register("directory.unkept", today.unkept)
        ROOMS.register(
            "directory.reports", Room("directory:reports", _("Virheilmoitukset"), "flag", 32, "/tyotila/ilmoitukset/")
        )
        TODAY.register("directory.reports", today.reports)
        TODAY.register("directory.duplicates", today.look_alikes)
        ROOMS.register(
            "directory.region",
            Room("directory:region", _("Alue"), "map-pinned", 40, "/tyotila/alue/", seen_by=COORDINATORS),
        )
        ROOMS.register(
            "directory.duplicates",
            Room(
                "directory:duplicates",
                _("Kaksoiskappaleet"),
                "files",
                34,
                "/tyotila/kaksoiskappaleet/",
                seen_by=COORDINATORS,
            ),
        )
