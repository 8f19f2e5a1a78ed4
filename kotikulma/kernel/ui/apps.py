from django.apps import AppConfig
from django.core.checks import register
from django.utils.translation import gettext_lazy as _


class UiConfig(AppConfig):
    name = "kotikulma.kernel.ui"
    label = "ui"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from kotikulma.kernel.ui import checks, menu

        register(checks.menu_pages_exist)
        register(checks.assets_are_built)
        footer = menu.Area.FOOTER
        menu.MENU.register("ui.help", menu.Entry("ui:help", _("Apua"), footer, 10, "circle-help"))
        menu.MENU.register("ui.accessibility", menu.Entry("ui:accessibility", _("Saavutettavuus"), footer, 20))
        menu.MENU.register("ui.privacy", menu.Entry("ui:privacy", _("Tietosuoja"), footer, 30))
