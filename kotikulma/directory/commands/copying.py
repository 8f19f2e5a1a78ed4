"""Making the next one from the last one."""

from django.db import transaction

from kotikulma.directory import access
from kotikulma.directory.commands import entries, recording
from kotikulma.directory.commands.hours import write_hours
from kotikulma.directory.commands.recording import Entry, keeper_of
from kotikulma.directory.models import Place, Service, ServiceProducer
from kotikulma.kernel.types import Actor

# What belongs to the original alone: who it is, where it came from, who has looked at it
LEFT = frozenset("id uuid created_at modified_at verified_at status source locked_fields merged_into_id".split())
COPY = {"fi": "kopio", "sv": "kopia", "en": "copy"}
LONGEST_NAME = 100


def copy_entry(actor: Actor, entry: Entry) -> Entry:
    """A draft with the same words, terms, producers and hours; without external identifiers and verification.

    Connections are not copied: where the new one is given is told anew.
    """
    with transaction.atomic():
        access.check_may_edit(actor, keeper_of(entry))
        fields = {name: value for name, value in recording.columns(entry).items() if name not in LEFT}
        fields["name"] = {language: _copied(text, language) for language, text in entry.name.items()}
        if isinstance(entry, Service):
            service = entries.create_service(actor, terms=list(entry.terms.all()), **fields)
            rows = entry.producers.order_by("id").values_list("organization_id", "provision")
            ServiceProducer.objects.bulk_create(
                ServiceProducer(service=service, organization_id=organization, provision=provision)
                for organization, provision in rows
            )
            return service
        make = entries.create_place if isinstance(entry, Place) else entries.create_channel
        copied = make(actor, **fields)
        write_hours(copied, *recording.hours_from(recording.hours_state(entry)))
        return copied


def _copied(name: str, language: str) -> str:
    tail = f" ({COPY.get(language, COPY['en'])})"
    return name[: LONGEST_NAME - len(tail)] + tail
