"""A member writes down what came by telephone, at the desk, on paper or by e-mail."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from kotikulma.feedback import commands
from kotikulma.feedback.forms.recording import RecordForm
from kotikulma.feedback.queries import case, recording
from kotikulma.feedback.types import FeedbackNotFound, FeedbackRefused, Kind
from kotikulma.kernel.ui.refusals import add_refusal
from kotikulma.people import queries as people
from kotikulma.people.types import TooMany


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def record(request: HttpRequest) -> HttpResponse:
    """The answer to the form is the number, to be read aloud; the same form sent again shows the same number."""
    actor = people.actor_of(request.user)
    if not recording.may_handle_anything(actor):
        raise FeedbackNotFound
    start = {"kind": Kind.WISH, "language": get_language()}
    form = RecordForm(request.POST or None, places=recording.places(actor), initial=start)
    status = 422 if form.errors else 200
    if form.is_valid():
        try:
            given = commands.give(actor, form.given())
            context = {"given": given, "own": case.may_handle(actor, given.reference), "form": form}
            return render(request, "feedback/recorded.html", context)
        except (FeedbackRefused, TooMany) as refusal:
            status = refusal.status
            add_refusal(form, refusal)
    return render(request, "feedback/record.html", {"form": form}, status=status)
