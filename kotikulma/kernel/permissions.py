"""The words of the permission matrix: every module lists its URLs as rows in `access.PERMISSIONS`.

A row says which members of the cast may use which method. A public URL says why it is public.
The matrix test walks the URL list, so that a URL without a row, and a row without a URL, fail it;
docs/reference/permissions.md is `page()` of the same rows.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Audience = Literal["anonymous", "editor", "other editor", "coordinator", "administrator", "caseworker"]
Audiences = frozenset[Audience]
Refusal = Literal["sign-in", "not-found", "forbidden"]

AUDIENCES: tuple[Audience, ...] = ("anonymous", "editor", "other editor", "coordinator", "administrator", "caseworker")
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")

ALL: Audiences = frozenset(AUDIENCES)
ANONYMOUS: Audiences = frozenset({"anonymous"})
SIGNED_IN: Audiences = ALL - ANONYMOUS
EDITORS: Audiences = SIGNED_IN - {"caseworker"}  # of something
EDITORS_OF_IT: Audiences = frozenset({"editor", "coordinator", "administrator"})
COORDINATORS: Audiences = frozenset({"coordinator", "administrator"})
CASEWORKERS: Audiences = frozenset({"caseworker"})
ADMINISTRATORS: Audiences = frozenset({"administrator"})
NOBODY: Audiences = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One URL. None: the method is not served (405). `why` is required when anonymous may use a method.

    "editor" edits the thing the URL names, "other editor" edits something else, "caseworker" works with
    the client it names and is no editor.
    Refused people meet `anonymous_refusal` or `signed_in_refusal`.
    """

    get: Audiences | None = None
    post: Audiences | None = None
    put: Audiences | None = None
    patch: Audiences | None = None
    delete: Audiences | None = None
    why: str = ""
    note: str = ""
    anonymous_refusal: Refusal = "sign-in"
    signed_in_refusal: Refusal = "not-found"

    def __post_init__(self) -> None:
        if not self.why and any("anonymous" in (self.allowed(method) or ()) for method in METHODS):
            raise ValueError("A public URL says why it is public.")

    def allowed(self, method: str) -> Audiences | None:
        found: Audiences | None = getattr(self, method.lower())
        return found

    def refusal(self, audience: Audience) -> Refusal:
        return self.anonymous_refusal if audience == "anonymous" else self.signed_in_refusal


def page(rows: Mapping[str, Row], paths: Mapping[str, str]) -> str:
    """The reference page in Markdown. `paths`: URL name -> path pattern."""
    lines = [
        "# Permissions",
        "",
        "Generated from the URL list and the rows in each module's `access.py`; a test keeps it true.",
        "A method without a cell is not served (405). `—` means that nobody in the cast may use it.",
        "Refused visitors are sent to sign in; refused members get the same 404 as for a wrong address,",
        "unless the last column says otherwise.",
        "",
        "| URL | Name | Method | " + " | ".join(AUDIENCES) + " | Why public, notes |",
        "|---|---|---|" + "---|" * (len(AUDIENCES) + 1),
    ]
    for name in sorted(rows, key=lambda name: (paths[name], name)):
        row = rows[name]
        for method in METHODS:
            allowed = row.allowed(method)
            if allowed is None:
                continue
            cells = " | ".join("yes" if audience in allowed else "—" for audience in AUDIENCES)
            remark = "; ".join(filter(None, (row.why, row.note, _manner(row))))
            lines.append(f"| `{paths[name]}` | `{name}` | {method} | {cells} | {remark} |")
    return "\n".join(lines) + "\n"


def _manner(row: Row) -> str:
    """How people are refused, where it is not the usual way."""
    manners = []
    if row.anonymous_refusal != "sign-in":
        manners.append(f"refused visitors: {row.anonymous_refusal}")
    if row.signed_in_refusal != "not-found":
        manners.append(f"refused members: {row.signed_in_refusal}")
    return "; ".join(manners)
