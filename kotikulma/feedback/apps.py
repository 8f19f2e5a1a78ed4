from django.apps import AppConfig


class FeedbackConfig(AppConfig):
    name = "kotikulma.feedback"
    label = "feedback"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Plug into the slots of the modules below."""
        from kotikulma.directory.queries import names
        from kotikulma.feedback.commands import mails
        from kotikulma.feedback.queries.consequences import TARGETS, Target
        from kotikulma.kernel.outbox.renderers import RENDERERS

        for kind, renderer in mails.RENDERED.items():
            RENDERERS.register(kind, renderer)
        TARGETS.register("place", Target("directory:place", names.place_names))
        TARGETS.register("service", Target("directory:service", names.service_names))
