"""Words that every module's part of the own JSON API shares: lists by cursor, texts by language, problems."""

from collections.abc import Sequence
from typing import Annotated

from django.http import HttpResponse
from ninja import Field, Schema
from pydantic import BeforeValidator, ConfigDict

JSON = "application/json"
Texts = Annotated[dict[str, str], Field(description="One text per language code; fi, sv and en are the common ones.")]
Day = Annotated[str, Field(json_schema_extra={"format": "date"})]
Moment = Annotated[str, Field(json_schema_extra={"format": "date-time"})]


def _truth(value: object) -> object:
    """Only the two words, so that the document tells all there is."""
    if value in ("true", "false"):
        return value == "true"
    raise ValueError("Use true or false.")


Truth = Annotated[bool, BeforeValidator(_truth)]
Municipality = Annotated[str, Field(pattern=r"^[0-9]{3}$", description="Three-digit code, such as 179")]
Limit = Annotated[int, Field(ge=1, le=100, description="Rows on a page")]
Cursor = Annotated[str, Field(pattern=r"^c[0-9]{1,17}$", description="`next` of the page before, as it stood")]


class Strict(Schema):
    """Nothing but what is said here."""

    model_config = ConfigDict(extra="forbid")


class PageQuery(Schema):
    limit: Limit = 20
    cursor: Cursor | None = None


class Page(Strict):
    next: str | None = Field(None, description="Cursor of the next page; absent on the last")
    count: int = Field(description="All rows that match; at least this many when `count_exact` is false")
    count_exact: bool


class Problem(Schema):
    """An error (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    fields: dict[str, str] = {}


def listed(items: Sequence[str], after: int | None, total: int, exact: bool) -> HttpResponse:
    """A page of ready JSON texts; `after` is the row number of the last one when more follow."""
    following = f'"next":"{cursor(after)}",' if after else ""
    tail = f'"count":{total},"count_exact":{"true" if exact else "false"}'
    return HttpResponse(f'{{"items":[{",".join(items)}],{following}{tail}}}', content_type=JSON)


def cursor(number: int | None) -> str | None:
    return f"c{number}" if number else None


def number(cursor: str | None) -> int:
    return int(cursor[1:]) if cursor else 0
