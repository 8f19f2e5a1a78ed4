"""Mail that leaves in the same transaction as its reason, or not at all.

    outbox.post("people.sign_in_code", person.email, person.language, {"code": code.id}, f"sign-in-code:{code.id}")

A row holds what and to whom, never the text: the owner of the kind registers a renderer and a guard
in `renderers.RENDERERS`, and the body is built when the message leaves.

The functions live in `box`; they are handed out on first use because tables cannot be
imported while Django is still loading its applications.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kotikulma.kernel.outbox.box import (
        Letter,
        Unsent,
        latest,
        post,
        post_many,
        rendered,
        send_again,
        states,
        unsent,
    )

__all__ = ["Letter", "Unsent", "latest", "post", "post_many", "rendered", "send_again", "states", "unsent"]


def __getattr__(name: str) -> Any:
    if name in __all__:
        return getattr(import_module(f"{__name__}.box"), name)
    raise AttributeError(f"module {__name__} has no attribute {name}")
