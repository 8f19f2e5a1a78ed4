"""Long lists of the workspace: a page at a time, or whole as a file (`?muoto=csv`, `?muoto=xlsx`)."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse

from kotikulma.kernel import clock, sheets


def wanted_form(request: HttpRequest) -> str:
    """ "csv", "xlsx" or "" when a page is asked for."""
    form = request.GET.get("muoto", "")
    return form if form in sheets.MEDIA_TYPES else ""


def table(
    request: HttpRequest, name: str, headings: Sequence[object], rows: Iterable[Sequence[object]]
) -> HttpResponse:
    """The whole list, not only the page shown. `name` becomes the file's, with today's date. Numbers stay numbers."""
    form = wanted_form(request)
    cells = ([cell if type(cell) is int else str(cell) for cell in row] for row in rows)
    response = HttpResponse(
        sheets.write_rows([str(heading) for heading in headings], cells, form), content_type=sheets.MEDIA_TYPES[form]
    )
    response["Content-Disposition"] = f'attachment; filename="{name}-{clock.today().isoformat()}.{form}"'
    return response


def pages(start: int, total: int, size: int) -> dict[str, Any]:
    """Numbers of the lines shown, and where the pages before and after begin ("" when there is none)."""
    return {
        "first": start + 1,
        "last": min(start + size, total),
        "before": str(max(0, start - size)) if start else "",
        "after": str(start + size) if start + size < total else "",
    }
