"""Feedback in our own JSON API: kinds, outcomes, steps, supporters and what came of it. Reading only, without a key."""

from functools import lru_cache
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router

from kotikulma.feedback import rules
from kotikulma.feedback.api import shapes
from kotikulma.feedback.formats import public as formats
from kotikulma.feedback.queries import board, listing
from kotikulma.feedback.queries.listing import Wanted
from kotikulma.feedback.types import Item
from kotikulma.kernel import clock
from kotikulma.kernel.shapes import JSON, listed, number
from kotikulma.kernel.ui import caching
from kotikulma.kernel.ui.caching import Freshness

router = Router(tags=["feedback"])


def fresh(request: HttpRequest, *args: Any, **kwargs: Any) -> Freshness:
    return Freshness(version=listing.version())


@router.get(
    "/feedback", response=shapes.FeedbackPage, url_name="feedback_list", summary="Public feedback, newest first"
)
@caching.public(fresh)
def feedback_list(request: HttpRequest, query: Query[shapes.FeedbackQuery]) -> HttpResponse:
    wanted = Wanted(
        kinds=(query.kind,) if query.kind else (),
        states=(query.state,) if query.state else (),
        outcome=query.outcome or "",
        topic=query.topic or "",
        municipality=query.municipality or "",
        place=query.place,
    )
    found, after = listing.page(wanted, before=number(query.cursor), limit=query.limit)
    rows = [formats.dumps(formats.item(one, late=_late(one))) for one in found]
    return listed(rows, after, *listing.count(wanted))


@router.get(
    "/feedback/{reference}", response=shapes.FeedbackDetail, url_name="feedback", summary="One feedback and its answer"
)
@caching.public(fresh)
def feedback(request: HttpRequest, reference: Path[shapes.Reference]) -> HttpResponse:
    one = board.public_item(reference)
    body = formats.detail(
        one,
        late=_late(one),
        steps=_steps(one),
        helped=board.helped(reference),
        merged_into=board.points_to(reference),
    )
    return HttpResponse(orjson.dumps(body), content_type=JSON)


@router.get("/feedback-codes", response=shapes.CodePage, url_name="feedback_codes", summary="Words of its codes")
def feedback_codes(request: HttpRequest) -> HttpResponse:
    return HttpResponse(_codes(), content_type=JSON, headers={"Cache-Control": "public, max-age=3600"})


@lru_cache(maxsize=1)
def _codes() -> bytes:
    """They change with the code alone."""
    rows = formats.codes()
    return orjson.dumps({"items": rows, "count": len(rows), "count_exact": True})


def _late(one: Item) -> bool:
    return rules.is_late(one.state, one.due_on, clock.today())


def _steps(one: Item) -> list[Any]:
    days = [rules.local_day(moment) if moment else None for moment in (one.answered_at, one.closed_at)]
    return rules.steps(one.state, rules.local_day(one.received_at), one.due_on, days[0], days[1], clock.today())
