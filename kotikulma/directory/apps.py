from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "kotikulma.directory"
    label = "directory"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Plug into the slots of the modules below."""
        from django.utils.translation import gettext_lazy as _

        from kotikulma.directory.commands import publishing
        from kotikulma.kernel.search.types import SOURCES
        from kotikulma.kernel.ui.menu import MENU, Area, Entry
        from kotikulma.people.commands.organizations import organization_changed

        organization_changed.register("directory", publishing.renew_organizations)
        for source in publishing.search_sources():
            SOURCES.register(source.kind, source)
        MENU.register("directory.results", Entry("directory:results", _("Palvelut"), order=10, section="/haku/"))
        MENU.register(
            "directory.meeting_places",
            Entry("directory:meeting_places", _("Kohtaamispaikat"), order=20, section="/kohtaamispaikat/"),
        )
        MENU.register("directory.open_data", Entry("directory:open_data", _("Avoin data"), Area.FOOTER, order=40))
        MENU.register("directory.report", Entry("directory:report", _("Kerro virheestä"), Area.REPORT))
