"""Code lists as rows: PTV's target groups, service classes and life events, and our own special groups."""

import json
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.db import transaction

from kotikulma.directory.models import Term

SOURCE = Path(__file__).resolve().parent.parent / "data" / "terms.json"
FIELDS = ["scheme", "uri", "old_uri", "code", "labels", "parent"]


def load_terms() -> int:
    """Add and mend the bundled terms; returns how many were written. Again writes nothing, and nothing is deleted."""
    rows = bundled_terms()
    with transaction.atomic():
        known = {term.uri: term for term in Term.objects.filter(uri__in=[row["uri"] for row in rows])}
        written = 0
        roots = [row for row in rows if not row.get("parent")]
        for level in (roots, [row for row in rows if row.get("parent")]):
            written += _save(level, known)
    return written


@lru_cache(maxsize=1)
def bundled_terms() -> Sequence[dict[str, Any]]:
    """Rows of data/terms.json: scheme, code, uri, old_uri, labels and, below a root, parent (a uri)."""
    rows: list[dict[str, Any]] = json.loads(SOURCE.read_text(encoding="utf-8"))["terms"]
    return rows


def _save(rows: Sequence[dict[str, Any]], known: dict[str, Term]) -> int:
    """One level of the tree; its parents are already in `known`."""
    changed: list[Term] = []
    for row in rows:
        parent = known.get(row.get("parent", ""))
        wanted = {field: row[field] for field in ("scheme", "uri", "old_uri", "code", "labels")} | {
            "parent_id": parent.id if parent else None
        }
        term = known.get(row["uri"]) or Term(uuid=uuid5(NAMESPACE_URL, row["uri"]))
        if term.pk and all(getattr(term, field) == value for field, value in wanted.items()):
            continue
        for field, value in wanted.items():
            setattr(term, field, value)
        changed.append(term)
    Term.objects.bulk_create(changed, update_conflicts=True, unique_fields=["uuid"], update_fields=FIELDS)
    if changed:
        uris = [term.uri for term in changed]
        known.update({term.uri: term for term in Term.objects.filter(uri__in=uris)})
    return len(changed)
