"""Any list of the workspace as a file: `?muoto=csv` or `?muoto=xlsx` of the page's own address."""

from collections.abc import Iterable, Sequence

from django.http import HttpRequest, HttpResponse

from kotikulma.directory.formats import tables
from kotikulma.kernel import clock


def wanted_form(request: HttpRequest) -> str:
    """ "csv", "xlsx" or "" when a page is asked for."""
    form = request.GET.get("muoto", "")
    return form if form in tables.MEDIA_TYPES else ""


def table(
    request: HttpRequest, name: str, headings: Sequence[object], rows: Iterable[Sequence[object]]
) -> HttpResponse:
    """The whole list, not only the page shown. `name` becomes the file's, with today's date."""
    form = wanted_form(request)
    cells = ([str(cell) for cell in row] for row in rows)
    response = HttpResponse(
        tables.write_rows([str(heading) for heading in headings], cells, form), content_type=tables.MEDIA_TYPES[form]
    )
    response["Content-Disposition"] = f'attachment; filename="{name}-{clock.today().isoformat()}.{form}"'
    return response
