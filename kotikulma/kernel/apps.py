from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "kotikulma.kernel"
    label = "kernel"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from kotikulma.kernel import logging
        from kotikulma.kernel.db import among

        among.register()
        logging.configure()
