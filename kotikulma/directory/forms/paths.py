"""Kinds of things in addresses: /tyotila/tiedot/palvelu/…"""

from kotikulma.directory.forms.own import KINDS


class EntryKind:
    """Path converter: `palvelu` is a service, `paikka` a place, `kanava` a channel."""

    words = KINDS
    regex = "|".join(KINDS)

    def to_python(self, value: str) -> str:
        return self.words[value]

    def to_url(self, value: str) -> str:
        found = next((word for word, kind in self.words.items() if kind == value), "")
        if not found:
            raise ValueError(value)
        return found


class ThingKind(EntryKind):
    """The same, and `liitos`: a service at a place."""

    words = KINDS | {"liitos": "connection"}
    regex = "|".join(words)
