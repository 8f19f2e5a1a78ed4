from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "kotikulma.kernel.outbox"
    label = "outbox"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from kotikulma.kernel.jobs.worker import ROUNDS
        from kotikulma.kernel.outbox import sender

        ROUNDS.register("outbox", sender.queue_due)
