"""What the bench of events asks, from a filled database: python -m bench.support.event_addresses.

Makes one occurrence scarce (30 seats, 50 in the queue). Prints one line of JSON: reads, open, scarce, form.
"""

import json
from datetime import timedelta
from urllib.parse import quote

from bench.support import start
from bench.support.words import distinct

start.django()

from kotikulma.events.models import Event, Occurrence, RegistrationSetup  # noqa: E402
from kotikulma.kernel import clock, municipalities  # noqa: E402

DAYS = 330
TEXTS = 800
PAGE = 20


def main() -> None:
    today = clock.today()
    days = [(today + timedelta(days=number - DAYS // 2)).isoformat() for number in range(DAYS)]
    later = [(today + timedelta(days=number - DAYS // 2 + 7)).isoformat() for number in range(DAYS)]
    towns = [one.name["fi"] for one in municipalities.in_project()]
    times = [str(uuid) for uuid in Occurrence.objects.order_by("uuid").values_list("uuid", flat=True)[:2000]]
    coming = Occurrence.objects.filter(event__setup__isnull=False, starts_at__gt=clock.now() + timedelta(days=1))
    # In a kept database earlier runs have filled those they made scarce
    roomy = coming.filter(event__setup__waiting_capacity=None)
    untouched = roomy.exclude(intake__registrations__isnull=False).order_by("-uuid")
    scarce, event = untouched.values_list("uuid", "event_id")[0]
    found = list(roomy.exclude(event=event).order_by("uuid").values_list("uuid", "event_id")[:400])
    RegistrationSetup.objects.filter(event=event).update(capacity_in_person=30, waiting_capacity=50)
    places = Occurrence.objects.filter(listed=True).order_by("place_here").values_list("place_here__uuid", flat=True)
    last = Occurrence.objects.filter(listed=True, starts_at__gte=clock.parse(today.isoformat())).count() // PAGE
    texts = [quote(text) for text in distinct(TEXTS)]
    soon = f"start=today&end={(today + timedelta(days=30)).isoformat()}"
    reads = {
        "list": [f"/api/v1/events?from={day}" for day in days],
        "linkedevents": [f"/linkedevents/v1/event/?start=today&page={number}" for number in range(1, 101)],
        "last_page": [f"/linkedevents/v1/event/?start=today&page={max(last - number, 1)}" for number in range(20)],
        "text": [f"/linkedevents/v1/event/?text={text}" for text in texts],
        "text_days": [f"/linkedevents/v1/event/?text={text}&{soon}" for text in texts],
        "detail": [f"/api/v1/occurrences/{uuid}" for uuid in times],
        "days": [f"/linkedevents/v1/event/?start={a}&end={b}" for a, b in zip(days, later, strict=True)],
        "town_days": [
            f"/linkedevents/v1/event/?division={town}&start={a}&end={b}"
            for a, b in zip(days[::10], later[::10], strict=True)
            for town in towns
        ],
        "place_calendar": [f"/kalenteri/paikat/{uuid}.ics" for uuid in places.distinct()[:200]],
    }
    register = "/api/v1/occurrences/{}/registrations"
    opened = [register.format(uuid) for uuid, _event in found]
    form = f"/tapahtumat/{Event.objects.get(pk=event).uuid}/{scarce}/ilmoittaudu/"
    print(json.dumps({"reads": reads, "open": opened, "scarce": register.format(scarce), "form": form}))


if __name__ == "__main__":
    main()
