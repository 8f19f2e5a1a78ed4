"""Who may open a client: somebody with a working relationship, or somebody with a reason, for some hours.

Reading is an act here. `open_client` looks for the ground, writes who, in which unit, as what, which data, why and
when to the chained log, and only then gives the key. Whoever has no ground meets the 404 of a wrong address, and
the log says that she tried. Nothing of a client is read anywhere else.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from kotikulma.casework.models import BreakGlass, Client, ClientKey, Relationship
from kotikulma.casework.types.clients import Basis, ClientNotFound, DataClass, Identity
from kotikulma.kernel import audit, clock, own_keys, sealing
from kotikulma.kernel.permissions import CASEWORKERS, NOBODY, Row
from kotikulma.kernel.types import Actor, ActorKind
from kotikulma.people import queries as people
from kotikulma.people.types import CaseStanding

PLAN, VISIT, CONTACT, TODO = "casework.plan", "casework.visit", "casework.contact", "casework.todo"
EARLIER = "casework.contact.earlier"
MEMBER_TOLD, MEMBER_NAMED, PUT_AWAY = "casework.network", "casework.network.named", "casework.network.put_away"
IDENTITY, REASON, SUBJECT = "casework.identity", "casework.break_glass", "casework.subject"
LEAD, WORKER, MEMBER = "case_lead", "caseworker", "member"
VIEWED, LISTED = "casework.client.viewed", "casework.client.listed"


@dataclass(frozen=True, slots=True)
class Ground:
    """Why one may: the unit one works in, as what, on what task and basis."""

    standing: CaseStanding
    unit_id: int
    unit: UUID
    basis: str
    task: str

    @property
    def role(self) -> str:
        if self.unit_id in self.standing.led:
            return LEAD
        return WORKER if self.unit_id in self.standing.units else MEMBER


@dataclass(frozen=True, slots=True)
class Opened:
    """A client in the hands of somebody who may. `key` opens what is sealed of this client, nothing else."""

    client: Client
    key: bytes
    ground: Ground

    @property
    def identity(self) -> Identity:
        return identity_of(self.client, self.key)

    @property
    def subject(self) -> UUID | None:
        """The statistical person of the client. None: she has not been on the list."""
        sealed = self.client.subject
        return UUID(self.unseal(SUBJECT, self.client.uuid, sealed)) if sealed else None

    def seal(self, purpose: str, row: UUID, text: str) -> bytes:
        return sealing.seal_with(self.key, purpose, row, text)

    def unseal(self, purpose: str, row: UUID, sealed: bytes) -> str:
        return sealing.unseal_with(self.key, purpose, row, sealed) if sealed else ""


def open_client(actor: Actor, uuid: UUID, *data: DataClass, deed: str = VIEWED) -> Opened:
    """The client, opened and logged; ClientNotFound, and a row in the log, for everybody without a ground.

    Call it outside of other transactions: what it writes stays when the deed that follows fails.
    """
    now = clock.now()
    standing = people.case_standing(actor)
    ground = _ground(standing, uuid, now) if standing else None
    if standing is None or ground is None:
        log_refusal(actor, standing, uuid)
        raise ClientNotFound
    client = Client.objects.get(uuid=uuid)
    with transaction.atomic():
        log(actor, ground, deed, subjects=[uuid], uuid=uuid, data=data)
    return Opened(client, own_keys.unwrap(client.wrapped_key), ground)


def log(
    actor: Actor,
    ground: Ground,
    deed: str,
    *,
    subjects: Iterable[UUID],
    uuid: UUID | None = None,
    data: Iterable[str] = (),
    kind: str = "client",
) -> None:
    """One row of the unit's chain in the caller's transaction; `data` are DataClass values or names of fields."""
    audit.record(
        actor,
        deed,
        kind=kind,
        uuid=uuid,
        changed=[str(each) for each in data],
        chain=f"case:{ground.unit.hex}",
        purpose=ground.task,
        where=audit.Circumstances(ground.unit, ground.role, ground.basis, tuple(dict.fromkeys(subjects))),
    )


def standing_of(actor: Actor) -> CaseStanding:
    """What the actor is to casework; ClientNotFound for everybody else."""
    found = people.case_standing(actor)
    if found is None:
        raise ClientNotFound
    return found


def ground_in_unit(standing: CaseStanding, unit_id: int | None, *, basis: str, task: str = "") -> Ground:
    """For what is done in a unit with no client open yet: listing, searching, beginning. None: any unit of hers."""
    chosen = unit_id if unit_id in standing.units else None
    if unit_id is not None and chosen is None:
        raise ClientNotFound
    chosen = chosen if chosen is not None else min(standing.units)
    return Ground(standing, chosen, people.organization_uuids([chosen])[0], basis, task)


def active(now: datetime) -> Q:
    return Q(starts_at__lte=now) & (Q(ends_at__isnull=True) | Q(ends_at__gt=now))


def own_relationships(standing: CaseStanding, now: datetime) -> QuerySet[Relationship]:
    """Hers now, in units she still works in."""
    mine = Relationship.objects.filter(active(now), worker=standing.person_id, unit__in=standing.units)
    return mine.filter(client__closed_at__isnull=True)


def registers_of(standing: CaseStanding) -> set[int]:
    """The controllers in whose registers she works."""
    return {people.root_of(unit) for unit in standing.units}


def findable(standing: CaseStanding, kind: str, digests: list[str], now: datetime) -> QuerySet[Client]:
    """Clients of her registers with this key. Those under non-disclosure only when she works with them."""
    mine = own_relationships(standing, now).values("client")
    keyed = ClientKey.objects.filter(kind=kind, digest__in=digests).values("client")
    found = Client.objects.filter(id__in=keyed, register__in=registers_of(standing))
    return found.filter(Q(protected=False) | Q(id__in=mine)).order_by("id")


def breakable(standing: CaseStanding, uuid: UUID) -> tuple[Client, int]:
    """The client and the unit in which she may open it for a reason: same register, open, no non-disclosure."""
    client = Client.objects.filter(uuid=uuid, protected=False, closed_at__isnull=True).first()
    units = sorted(standing.units) if client else []
    unit = next((each for each in units if client and people.root_of(each) == client.register_id), None)
    if client is None or unit is None:
        raise ClientNotFound
    return client, unit


def led_openings(standing: CaseStanding) -> QuerySet[BreakGlass]:
    """Exceptional openings in the units she answers for, but her own."""
    rows = BreakGlass.objects.filter(unit__in=standing.led, finding="")
    return rows.exclude(worker=standing.person_id).select_related("client", "worker", "unit").order_by("opened_at")


def identity_of(client: Client, key: bytes) -> Identity:
    stored = json.loads(sealing.unseal_with(key, IDENTITY, client.uuid, client.identity))
    born = stored.pop("birth_date", None)
    return Identity(**stored, birth_date=date.fromisoformat(born) if born else None)


def sealed_identity(identity: Identity, uuid: UUID, key: bytes) -> bytes:
    values = {name: value for name, value in asdict(identity).items() if value}
    if identity.birth_date:
        values["birth_date"] = identity.birth_date.isoformat()
    return sealing.seal_with(key, IDENTITY, uuid, json.dumps(values, ensure_ascii=False))


def _ground(standing: CaseStanding, uuid: UUID, now: datetime) -> Ground | None:
    """Her relationship, or an exceptional opening that has not run out. Two statements at most."""
    rows = own_relationships(standing, now).filter(client__uuid=uuid)
    found = rows.order_by("id").values_list("unit_id", "unit__uuid", "basis", "task").first()
    if found:
        return Ground(standing, *found)
    glass = BreakGlass.objects.filter(worker=standing.person_id, unit__in=standing.units, client__uuid=uuid)
    row = glass.filter(until__gt=now, client__protected=False).values_list("unit_id", "unit__uuid").first()
    return Ground(standing, row[0], row[1], Basis.BREAK_GLASS, "") if row else None


def log_refusal(actor: Actor, standing: CaseStanding | None, uuid: UUID) -> None:
    """Somebody tried to open a client that is not hers. A wrong address leaves nothing."""
    if actor.kind is not ActorKind.PERSON or not Client.objects.filter(uuid=uuid).exists():
        return
    unit = people.organization_uuids([min(standing.units)])[0] if standing else None
    with transaction.atomic():
        audit.record(
            actor,
            "casework.client.refused",
            kind="client",
            uuid=uuid,
            chain=f"case:{unit.hex}" if unit else "case:strangers",
            where=audit.Circumstances(unit, WORKER if standing else "", "", (uuid,)),
        )


_HERS = "Only a worker with a relationship to this client; everybody else meets 404, and the log says so"
_WRITTEN_ON = (
    "plan_edit goal visit visit_change contact contact_correct todo listing listing_mend"
    " role near near_service near_one"
).split()
_LEADS = "Only for those who answer for a unit; a worker without units to answer for sees an empty list"

PERMISSIONS: Mapping[str, Row] = {
    "casework:clients": Row(get=CASEWORKERS, post=CASEWORKERS, note="One's own clients; a search by a whole key"),
    "casework:new": Row(get=CASEWORKERS, post=CASEWORKERS),
    "casework:client": Row(get=CASEWORKERS, note=_HERS),
    "casework:edit": Row(get=CASEWORKERS, post=CASEWORKERS, note=_HERS),
    "casework:workers": Row(get=CASEWORKERS, post=CASEWORKERS, note=_HERS),
    "casework:end_work": Row(post=CASEWORKERS, note=_HERS),
    "casework:close": Row(get=CASEWORKERS, post=CASEWORKERS, note=_HERS),
    "casework:open_anyway": Row(get=CASEWORKERS, post=CASEWORKERS, note="Only of the same register; a reason is asked"),
    "casework:log": Row(get=CASEWORKERS, note=_HERS),
    **{
        f"casework:{name}": Row(get=CASEWORKERS, note=_HERS)
        for name in ("plan", "plan_version", "plan_paper", "meetings", "network")
    },
    **{f"casework:{name}": Row(get=CASEWORKERS, post=CASEWORKERS, note=_HERS) for name in _WRITTEN_ON},
    "casework:visit_cancel": Row(post=CASEWORKERS, note=_HERS),
    "casework:todo_tick": Row(post=CASEWORKERS, note=_HERS),
    "casework:listed": Row(get=CASEWORKERS, note="One's own clients who are on the by-name list today"),
    "casework:day": Row(get=CASEWORKERS, note="One's own visits and tasks, of clients one works with now"),
    "casework:reviews": Row(get=CASEWORKERS, note=_LEADS),
    "casework:review": Row(post=NOBODY, note=_LEADS),
}
