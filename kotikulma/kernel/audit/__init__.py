"""Who did what: an append-only table whose rows are chained by HMAC.

    from kotikulma.kernel import audit
    audit.record(actor, "directory.service.published", kind="service", uuid=service.uuid, changed=["status"])

The functions live in `log` and `checking`; they are handed out on first use because tables cannot be
imported while Django is still loading its applications.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kotikulma.kernel.audit.checking import Broken, verify
    from kotikulma.kernel.audit.log import Circumstances, about, record, record_many

__all__ = ["Broken", "Circumstances", "about", "record", "record_many", "verify"]


def __getattr__(name: str) -> Any:
    if name in __all__:
        return getattr(import_module(f"{__name__}.{'checking' if name in ('Broken', 'verify') else 'log'}"), name)
    raise AttributeError(f"module {__name__} has no attribute {name}")
