"""Lay what the workspace's boards show: python -m bench.support.fill_boards ENTRIES FEEDBACKS.

Rows go in by bulk inserts, spread over two years; what is read fast is made by the real commands, and pairs that look
alike by the real search. A fifth of the entries belongs to one city with thirty units. Prints one line of JSON:
{seconds, cpu, pairs, pairs_cpu}.
"""

import json
import sys
import time
from datetime import timedelta
from typing import Any

from bench.support import start
from bench.support.fill import Filler

start.django()

from django.contrib.auth.hashers import make_password  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from kotikulma.directory.commands import duplicates  # noqa: E402
from kotikulma.directory.commands.recording import state as state_of  # noqa: E402
from kotikulma.directory.models import DuplicatePair, Place, Report, Service  # noqa: E402
from kotikulma.directory.rules import freshness  # noqa: E402
from kotikulma.directory.types import Status  # noqa: E402
from kotikulma.feedback import rules  # noqa: E402
from kotikulma.feedback.models import Answer, AnswerTemplate, Consequence, Contact, Feedback, Note, Verdict  # noqa: E402
from kotikulma.feedback.types import OPEN_STATES, Kind, Outcome, Reply, State, Topic  # noqa: E402
from kotikulma.kernel import revisions, search  # noqa: E402
from kotikulma.kernel.clock import HELSINKI  # noqa: E402
from kotikulma.kernel.types import system  # noqa: E402
from kotikulma.people import commands as people  # noqa: E402
from kotikulma.people.models import JoinRequest, Membership, Organization, Person  # noqa: E402
from kotikulma.people.types import Role  # noqa: E402
from kotikulma.people.types.joining import RequestKind  # noqa: E402

HOUSE = system("bench")
UNITS = 30
REVISIONS = 500  # of one entry
REQUESTS = 60
WITH_PASSWORD = 40
STATES = {State.IN_HAND: 15, State.ANSWERED: 20, State.DONE: 57, State.REJECTED: 8}
OUTCOMES: dict[State, tuple[Outcome, ...]] = {State.ANSWERED: (Outcome.WILL_DO,), State.DONE: tuple(Outcome)}


class BoardsFiller(Filler):
    """A directory whose entries are of every age, and what residents and colleagues have said of it."""

    def __init__(self, entries: int, feedbacks: int) -> None:
        super().__init__(entries * 59 // 100, entries * 2 // 5, entries * 6 // 5)
        self.organizations = max(entries // 20, UNITS + 10)
        self.feedbacks = feedbacks

    def _entry(self) -> dict[str, Any]:
        """Half verified this year, the others up to two years ago; what is over its time is hidden."""
        days = self.random.choice((self.random.randint(0, 360), self.random.randint(0, 720)))
        verified = self.now - timedelta(days=days)
        day = self.now.astimezone(HELSINKI).date()
        asked = day - timedelta(days=45)
        over = freshness.may_hide(freshness.counted_from(verified, verified), asked, day)
        status = Status.DRAFT if self.random.random() < 0.05 else Status.HIDDEN if over else Status.PUBLISHED
        return {"uuid": self._uuid(), "status": status, "verified_at": verified}

    def lay(self) -> None:
        super().lay()
        keepers = self._city()
        self._twins()
        staff = self._staff(keepers)
        self._requests(keepers)
        self._reports(self.feedbacks * 2 // 5)
        self._about(self._feedback(staff), staff)
        self._history()

    def _city(self) -> list[int]:
        """The first organisation with its units keeps every fifth entry. All ids, the city's first."""
        ids = list(Organization.objects.order_by("id").values_list("id", flat=True))
        city = ids[: UNITS + 1]
        Organization.objects.filter(id__in=city[1:]).update(parent_id=city[0])
        for model, keeper in ((Service, "responsible_id"), (Place, "organization_id")):
            rows = list(model.objects.order_by("id").values_list("id", flat=True))
            for number, unit in enumerate(city):
                model.objects.filter(id__in=rows[number * 5 :: 5 * len(city)]).update(**{keeper: unit})
        return ids

    def _twins(self) -> None:
        """Every fiftieth place has been entered by two organisations."""
        same = ("name", "street_address", "municipality_code", "latitude", "longitude", "contacts")
        rows = list(Place.objects.order_by("id"))
        for one, other in zip(rows[::50], rows[1::50], strict=False):
            for field in same:
                setattr(other, field, getattr(one, field))
        Place.objects.bulk_update(rows[1::50], same)

    def _staff(self, keepers: list[int]) -> list[int]:
        """An editor for two of three organisations, a coordinator and an administrator. Ids of the editors."""
        kept = keepers[:1] + [one for one in keepers[UNITS + 1 :] if self.random.random() < 0.67]
        secret, none = make_password("words nobody guesses here"), make_password(None)
        editors = Person.objects.bulk_create(
            Person(
                email=f"editor{number}@example.org",
                name=f"Muokkaaja {number}",
                password=secret if number < WITH_PASSWORD else none,
            )
            for number in range(len(kept))
        )
        roles = (
            Membership(person=one, organization_id=pk, role=Role.EDITOR) for one, pk in zip(editors, kept, strict=True)
        )
        Membership.objects.bulk_create(roles)
        for role in (Role.COORDINATOR, Role.ADMINISTRATOR):
            person = people.create_person(HOUSE, email=f"{role}@example.org", name=str(role.label))
            people.add_membership(HOUSE, person, Organization.objects.get(id=keepers[0]), role=role)
        return [one.pk for one in editors]

    def _requests(self, keepers: list[int]) -> None:
        """Half claim an organisation, half suggest one whose name is near another's."""
        for number in range(REQUESTS):
            person = people.create_person(HOUSE, email=f"asker{number}@example.org", name=f"Pyytäjä {number}")
            words = {"person": person, "position": "puheenjohtaja", "grounds": "Olen hallituksessa."}
            if number % 2:
                JoinRequest.objects.create(
                    kind=RequestKind.CLAIM, organization_id=keepers[-number % len(keepers)], **words
                )
                continue
            name = {"fi": f"{self.words.district()}n yhdistys ry"}
            proposal = {"name": name, "sector": "association", "municipality_code": "179", "contacts": []}
            JoinRequest.objects.create(kind=RequestKind.SUGGESTION, proposal=proposal, **words)

    def _reports(self, number: int) -> None:
        """Three of five wait."""
        things = [("place", uuid) for uuid in Place.objects.values_list("uuid", flat=True)]
        things += [("service", uuid) for uuid in Service.objects.values_list("uuid", flat=True)]
        rows = []
        for _ in range(number):
            kind, uuid = self.random.choice(things)
            told = self.now - timedelta(hours=self.random.randint(1, 2000))
            done = self.random.random() < 0.4
            rows.append(
                Report(
                    object_kind=kind,
                    object_uuid=uuid,
                    path=f"/{'paikat' if kind == 'place' else 'palvelut'}/{uuid}/",
                    text=self.words.service()["summary"]["fi"],
                    status=Report.Status.DONE if done else Report.Status.NEW,
                    created_at=told,
                    handled_at=told + timedelta(days=2) if done else None,
                )
            )
        self._save(Report, rows)

    def _feedback(self, staff: list[int]) -> list[Feedback]:
        """Of the last 400 days; four of five about one of the places residents speak of most."""
        columns = ("id", "organization_id", "municipality_code")
        places = list(Place.objects.filter(status=Status.PUBLISHED).order_by("id").values_list(*columns))
        known = self.random.sample(places, max(len(places) // 5, 10))
        rows = (self._given(number, known, staff) for number in range(1, self.feedbacks + 1))
        ids = self._save(Feedback, rows)
        shown = list(Feedback.objects.filter(shown_at__isnull=False).values_list("id", flat=True))
        for pk in self.random.sample(ids, len(ids) // 40):
            if pk not in shown:
                Feedback.objects.filter(id=pk).update(
                    state=State.MERGED, merged_into=self.random.choice(shown), outcome="", answered_at=None
                )
        return list(Feedback.objects.order_by("id"))

    def _given(self, number: int, places: list[tuple[int, int, str]], staff: list[int]) -> Feedback:
        age = self.random.randint(60, 400 * 24 * 60)
        received = self.now - timedelta(minutes=age)
        state = self._state(days=age // (24 * 60))
        done = received + timedelta(days=self.random.randint(0, 25)) if state in OUTCOMES else None
        place, keeper, town = self.random.choice(places) if self.random.random() < 0.8 else (None, None, "179")
        public = self.random.random() < 0.85
        shown = public and (state in OUTCOMES or (state in OPEN_STATES and self.random.random() < 0.5))
        text = " ".join(self.words.service()["description"]["fi"] for _ in range(self.random.randint(1, 3)))
        return Feedback(
            uuid=self._uuid(),
            reference=rules.reference(received.year, number),
            kind=self.random.choice(Kind.values),
            topic=self.random.choice(("", *Topic.values)),
            text=text,
            public_text=text if shown else "",
            reply=Reply.PUBLIC if public else Reply.PRIVATE,
            place_id=place,
            municipality_code=town,
            state=state,
            outcome=self.random.choice(OUTCOMES[state]) if state in OUTCOMES else "",
            keeper_id=keeper,
            unit_id=None if state == State.RECEIVED else keeper,
            owner_id=self.random.choice(staff) if self.random.random() < 0.5 else None,
            due_on=rules.local_day(received) + timedelta(days=rules.ANSWER_DAYS),
            supports=self.random.choice((0, 0, 0, 4)),
            received_at=received,
            changed_at=done or received,
            shown_at=received if shown else None,
            answered_at=done,
            first_answered_at=done,
            closed_at=done if state == State.DONE else None,
        )

    def _state(self, *, days: int) -> State:
        """What came lately is open; of the older ones one in seven still is."""
        if days < rules.ANSWER_DAYS:
            return self.random.choice(OPEN_STATES)
        return self.random.choices(list(STATES), list(STATES.values()))[0]

    def _about(self, rows: list[Feedback], staff: list[int]) -> None:
        """Answers, notes, contacts, verdicts, what came of it, and five revisions of each."""
        answered = [row for row in rows if row.state in OUTCOMES]
        ready = [row for row in answered if row.answered_at]
        self._save(Answer, (self._answer(row, staff) for row in ready for _ in range(self.random.choice((1, 1, 2)))))
        self._save(
            Note, (Note(feedback=row, text="Soitettu.", written_at=row.received_at) for row in rows if row.id % 3 == 0)
        )
        self._save(Contact, (Contact(feedback=row, email="a@example.org") for row in rows if row.id % 2))
        verdicts = ((row, device) for row in ready if row.shown_at for device in range(self.random.randint(0, 3)))
        self._save(
            Verdict,
            (
                Verdict(feedback=row, device=f"{device:064}", helped=self.random.random() < 0.7, at=row.answered_at)
                for row, device in verdicts
            ),
        )
        places = list(Place.objects.filter(status=Status.PUBLISHED).values_list("uuid", flat=True)[:200])
        self._save(
            Consequence,
            (
                Consequence(feedback=row, kind="place", thing=self.random.choice(places), at=row.answered_at)
                for row in ready
                if row.outcome == Outcome.DONE
            ),
        )
        for action in ("received", "assigned", "shown", "answered", "closed"):
            changes = (revisions.Change(row.uuid, ["state"], {"state": row.state}) for row in rows)
            revisions.record_many(HOUSE, "feedback", f"feedback.item.{action}", changes)
        self._save(AnswerTemplate, (AnswerTemplate(name=f"Pohja {n}", text={"fi": "Kiitos."}) for n in range(20)))

    def _answer(self, row: Feedback, staff: list[int]) -> Answer:
        return Answer(
            feedback=row,
            text=self.words.service()["description"]["fi"],
            outcome=row.outcome,
            unit_id=row.unit_id,
            person_id=self.random.choice(staff),
            written_at=row.answered_at,
            published_at=row.answered_at,
        )

    def _history(self) -> None:
        """One entry whose text has changed five hundred times."""
        thing = Service.objects.filter(status=Status.PUBLISHED).order_by("id")[0]
        kept = state_of(thing)
        for number in range(REVISIONS):
            kept["description"] = {"fi": f"{thing.description['fi']} Muutos {number}."}
            revisions.record(HOUSE, "service", thing.uuid, "edited", ["description"], kept)


def main() -> None:
    entries, feedbacks = (int(word) for word in sys.argv[1:3])
    began, cpu = time.perf_counter(), time.process_time()
    call_command("migrate", interactive=False, verbosity=0)
    with transaction.atomic():
        BoardsFiller(entries, feedbacks).lay()
    search.reindex()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    filled, looking = time.process_time() - cpu, time.process_time()
    duplicates.find_duplicates()
    print(
        json.dumps(
            {
                "seconds": time.perf_counter() - began,
                "cpu": filled,
                "pairs": DuplicatePair.objects.count(),
                "pairs_cpu": time.process_time() - looking,
            }
        )
    )


if __name__ == "__main__":
    main()
