"""A command that needs Django: load it first, and end with a sentence instead of a traceback."""

import os
from collections.abc import Callable
from functools import wraps
from typing import Any

import click

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kotikulma.config.settings")


def with_django(command: Callable[..., Any]) -> Callable[..., Any]:
    """Exit code 1 with a sentence for a bad environment, a refusal or a database that does not answer."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        import django
        from django.core.exceptions import ImproperlyConfigured
        from django.db import OperationalError, ProgrammingError

        from kotikulma.kernel import garbage
        from kotikulma.kernel.errors import DomainError

        try:
            with garbage.kept_still():  # what is loaded stays
                django.setup()
            return command(*args, **kwargs)
        except (ImproperlyConfigured, DomainError) as error:
            raise click.ClickException(str(error)) from error
        except (OperationalError, ProgrammingError) as error:
            raise click.ClickException(
                f"The database does not answer as it should: {error}. Is it up, and was `kotikulma migrate` run?"
            ) from error

    return run
