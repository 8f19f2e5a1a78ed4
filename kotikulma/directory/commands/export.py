"""HSDS as files, from the stored documents: what the interface serves, all of it at once."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import IO, Literal
from zipfile import ZIP_DEFLATED, ZipFile

from kotikulma.directory.formats import hsds as formats
from kotikulma.directory.formats.public import dumps
from kotikulma.directory.queries import documents
from kotikulma.directory.queries import hsds as queries
from kotikulma.directory.queries.hsds import Wanted
from kotikulma.kernel.types import Progress

Rows = Callable[[], Iterator[str]]
KINDS = {"services": "service", "organizations": "organization", "service_at_locations": "service_at_location"}


def export_hsds(
    out: Path, *, format: Literal["json", "ndjson", "zip"] = "json", progress: Progress | None = None
) -> int:
    """Write `out` and return how many things it holds; an older file stays whole until the new one is.

    json: one object with a list for each kind. ndjson: full services, one a line. zip: one ndjson file for each kind.
    """
    version = documents.version()
    numbers = {name: queries.matching(Wanted(kind), version) for name, kind in KINDS.items()}
    chosen = {"services": numbers["services"]} if format == "ndjson" else numbers
    parts: dict[str, Rows] = {name: partial(_full, found, progress) for name, found in chosen.items()}
    if format != "ndjson":
        terms = queries.terms(version)
        used = {one.taxonomy_id for one in terms}
        lists = [dumps(formats.taxonomy(one)) for one in formats.TAXONOMIES.values() if str(one.uuid) in used]
        parts |= {"taxonomies": partial(iter, lists), "taxonomy_terms": partial(iter, [one.text for one in terms])}
    total = sum(len(found) for found in chosen.values())
    if progress:
        progress.start(total, "HSDS")
    with _whole(out) as file:
        WRITERS[format](file, parts)
    if progress:
        progress.done()
    return total


def _full(numbers: Sequence[int], progress: Progress | None) -> Iterator[str]:
    for text in queries.stream(numbers, partial(queries.texts, full=True)):
        yield text
        if progress:
            progress.step()


@contextmanager
def _whole(out: Path) -> Iterator[IO[bytes]]:
    """A file that takes its place when it is complete. A pipe, device or link is written straight, never replaced."""
    if out.is_symlink() or (out.exists() and not out.is_file()):
        with out.open("wb") as file:
            yield file
        return
    unfinished = out.with_name(f".{out.name}.part")
    with unfinished.open("wb") as file:
        yield file
    os.replace(unfinished, out)


def _write_json(file: IO[bytes], parts: dict[str, Rows]) -> None:
    file.write(b'{"version":"3.1"')
    for name, rows in parts.items():
        file.write(f',\n"{name}":[\n'.encode())
        for number, row in enumerate(rows()):
            file.write(f"{',' if number else ''}{row}\n".encode())
        file.write(b"]")
    file.write(b"}\n")


def _write_lines(file: IO[bytes], parts: dict[str, Rows]) -> None:
    for rows in parts.values():
        _lines(file, rows)


def _write_zip(file: IO[bytes], parts: dict[str, Rows]) -> None:
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for name, rows in parts.items():
            with archive.open(f"{name}.ndjson", "w", force_zip64=True) as entry:
                _lines(entry, rows)


def _lines(file: IO[bytes], rows: Rows) -> None:
    for row in rows():
        file.write(row.encode() + b"\n")


WRITERS = {"json": _write_json, "ndjson": _write_lines, "zip": _write_zip}
