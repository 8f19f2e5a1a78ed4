from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FeedbackConfig(AppConfig):
    name = "kotikulma.feedback"
    label = "feedback"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Plug into the slots of the modules below."""
        from kotikulma.directory.queries import names
        from kotikulma.feedback.commands import mails
        from kotikulma.feedback.queries.consequences import TARGETS, Target
        from kotikulma.feedback.types import SCOPE_GIVE
        from kotikulma.kernel.outbox.renderers import RENDERERS
        from kotikulma.people.commands.api_keys import SCOPES

        SCOPES.register(SCOPE_GIVE, _("Antaa palautetta Open311-rajapinnassa"))
        for kind, renderer in mails.RENDERED.items():
            RENDERERS.register(kind, renderer)
        TARGETS.register("place", Target("directory:place", names.place_names))
        TARGETS.register("service", Target("directory:service", names.service_names))
