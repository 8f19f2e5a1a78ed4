"""Checking the chain, a quarter of a million rows a second: plain rows, the canonical text put together from parts
most rows share, the key's two blocks hashed once.

What is put together here can only be too strict: a row it does not recognise is read again as a model and sealed as
it was when it was written, so that one path says what the canonical form is.
"""

import hashlib
import hmac
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import orjson
from django.conf import settings
from django.db import connection

from kotikulma.kernel import garbage
from kotikulma.kernel.audit.log import encoded, seal
from kotikulma.kernel.audit.models import AuditEvent, ChainHead

ROWS = 5000  # in one statement
MOST_KEPT = 50_000  # of the texts that come again
_BLOCK = 64  # bytes of SHA-256
_SHARED = "actor_kind, actor_label, action, object_kind, purpose, role, basis"
_SQL = f"""
SELECT {{array}}({_SHARED}){{text}}, seq, {{at}}, {{ids}}, {{texts}}, prev_hmac, hmac
FROM audit_auditevent WHERE chain = %s AND seq > %s ORDER BY seq LIMIT {ROWS}
"""  # noqa: S608 — our own words
_IDS = ("actor_id", "object_uuid", "unit")
_TEXTS = ("changed", "subjects")
_AS_TEXT = {
    "sqlite": {"array": "json_array", "at": "at || ''", "text": ""},
    "postgresql": {
        "array": "json_build_array",
        "at": "to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')",
        "text": "::text",
    },
}


class Broken(NamedTuple):
    """The first row that does not fit its chain: `reason` is gap, link, content, cut (rows missing at the end)."""

    chain: str
    seq: int
    reason: str


class _Kept(dict[Any, Any]):
    """What was made of a value before."""

    def __init__(self, make: Callable[[Any], Any]) -> None:
        self._make = make

    def __missing__(self, value: Any) -> Any:
        if len(self) >= MOST_KEPT:
            self.clear()
        made = self[value] = self._make(value)
        return made


def verify(chain: str | None = None, progress: Callable[[int], None] | None = None) -> Broken | None:
    """The first broken row of `chain` (default: of any), or None. `progress` is told the rows read so far."""
    heads, rows = ChainHead.objects.all(), AuditEvent.objects.all()
    if chain:
        heads, rows = heads.filter(chain=chain), rows.filter(chain=chain)
    named = rows.order_by().values_list("chain", flat=True).distinct()
    done = 0
    for name in sorted({*heads.values_list("chain", flat=True), *named}):
        with garbage.kept_still():  # nothing here leaves cycles behind
            for found in _chain(name):
                if isinstance(found, Broken):
                    return found
                done += found
                if progress:
                    progress(done)
    return None


def count(chain: str | None = None) -> int:
    """Rows there are to verify."""
    return (AuditEvent.objects.filter(chain=chain) if chain else AuditEvent.objects).count()


def _chain(name: str) -> Iterator[int | Broken]:
    """How many rows more are whole, and at last what is broken."""
    seals, seq, last, head = _sealer(name), 0, "", None
    while True:
        rows = _rows(name, seq)
        for row, own in zip(rows, seals(rows), strict=False):
            number, previous, kept = row[1], row[8], row[9]
            if number != seq + 1:
                yield Broken(name, seq + 1, "gap")
                return
            if previous != last or (own != kept and not _as_written(name, number)):
                yield Broken(name, number, "link" if previous != last else "content")
                return
            seq, last = number, kept
        if rows:
            yield len(rows)
            continue
        before, head = head, ChainHead.objects.filter(chain=name).values_list("seq", "hmac").first()
        if head == (seq, last):
            return
        # Somebody may have written between the rows and the head: then there are rows to read
        if head is None or head[0] <= seq or head == before:
            yield Broken(name, seq + 1, "cut")
            return


def _rows(chain: str, after: int) -> Sequence[Any]:
    words = _AS_TEXT[connection.vendor]
    ids, texts = (", ".join(f"{name}{words['text']}" for name in names) for names in (_IDS, _TEXTS))
    sql = _SQL.format(ids=ids, texts=texts, **words)
    with connection.cursor() as cursor:
        cursor.execute(sql, [chain, after])
        return cursor.fetchall()


def _sealer(chain: str) -> Callable[[Sequence[Any]], Iterator[str]]:
    """What the rows' seals ought to be; "" for a row that nothing of ours wrote."""
    inner, outer = _blocks(settings.AUDIT_KEY.encode())
    shared, dashed, compact = _Kept(_shared), _Kept(_dashed), _Kept(_compact)
    begin = f"[{encoded(chain)},"

    def seals(rows: Sequence[Any]) -> Iterator[str]:
        for same, number, at, actor, thing, unit, changed, subjects, previous, _ in rows:
            try:
                kind, what, why, where, stands = shared[same]
                text = (
                    f'{begin}{number},"{at.replace(" ", "T")}{"Z" if len(at) == 26 else ".000000Z"}",{kind},'
                    f'"{dashed[actor]}",{what},"{_dashed(thing)}",{compact[changed]},{why},"{previous}"'
                )
                if where or unit or subjects not in (None, "null"):
                    listed = compact[subjects] if subjects is None or " " in subjects else subjects
                    text = f'{text},"{dashed[unit]}",{stands},{listed}'
                one, other = inner(), outer()
                one.update(f"{text}]".encode())
                other.update(one.digest())
                yield other.hexdigest()
            except (AttributeError, TypeError, ValueError):
                yield ""

    return seals


def _blocks(key: bytes) -> tuple[Callable[[], Any], Callable[[], Any]]:
    """HMAC-SHA256 with the key's two blocks already hashed (RFC 2104): copies of these go on from there."""
    whole = (hashlib.sha256(key).digest() if len(key) > _BLOCK else key).ljust(_BLOCK, b"\0")
    inner, outer = (hashlib.sha256(bytes(byte ^ pad for byte in whole)) for pad in (0x36, 0x5C))
    return inner.copy, outer.copy


def _shared(values: str) -> tuple[str, str, str, bool, str]:
    kind, label, action, thing, purpose, role, basis = orjson.loads(values)
    what = f"{encoded(label)},{encoded(action)},{encoded(thing)}"
    return encoded(kind), what, encoded(purpose), bool(role or basis), f"{encoded(role)},{encoded(basis)}"


def _dashed(value: str | None) -> str:
    if not value or "-" in value:
        return value or ""
    return f"{value[:8]}-{value[8:12]}-{value[12:16]}-{value[16:20]}-{value[20:]}"


def _compact(value: str | None) -> str:
    return "null" if value is None else orjson.dumps(orjson.loads(value)).decode()


def _as_written(chain: str, seq: int) -> bool:
    try:
        event = AuditEvent.objects.get(chain=chain, seq=seq)
        return hmac.compare_digest(event.hmac, seal(event))
    except (AttributeError, TypeError, ValueError):
        return False
