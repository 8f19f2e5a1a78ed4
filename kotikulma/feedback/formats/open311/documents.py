"""A tree as the bytes of an answer: JSON as it stands, XML with the names GeoReport v2 gives to elements."""

from collections.abc import Iterator
from typing import Any, Literal
from xml.sax.saxutils import escape

import orjson

Form = Literal["json", "xml"]
CONTENT_TYPES: dict[str, str] = {"json": "application/json", "xml": "text/xml; charset=utf-8"}
HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'
# The name of one of many
ONE_OF = {
    "services": "service",
    "attributes": "attribute",
    "values": "value",
    "service_requests": "request",
    "endpoints": "endpoint",
    "formats": "format",
    "errors": "error",
}


def write(form: str, root: str, tree: Any) -> bytes:
    """The document in the form asked for; `root` is the name of its XML element."""
    if form == "json":
        return orjson.dumps(tree)
    return (HEAD + "".join(_element(root, tree))).encode()


def _element(name: str, value: Any) -> Iterator[str]:
    if value is None:
        yield f"<{name}/>"
        return
    yield f"<{name}>"
    if isinstance(value, dict):
        for key, part in value.items():
            yield from _element(key, part)
    elif isinstance(value, list):
        for part in value:
            yield from _element(ONE_OF[name], part)
    else:
        yield str(value).lower() if isinstance(value, bool) else escape(str(value))
    yield f"</{name}>"
