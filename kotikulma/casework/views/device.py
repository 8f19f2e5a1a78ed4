"""Work without network: what the device keeps of the pages, what it is told, and what it sends afterwards.

Pages the device keeps have no person in them; they are fetched without cookies. Everything of people goes by the
addresses that answer with JSON, for the one who is signed in.
"""

import json
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from kotikulma.casework.commands import checks as commands
from kotikulma.casework.commands import plans
from kotikulma.casework.forms.checks import CheckForm
from kotikulma.casework.forms.device import KeptContactForm
from kotikulma.casework.queries import checks, device
from kotikulma.casework.types.checks import CheckRefused, Urgency
from kotikulma.casework.types.device import OtherPerson
from kotikulma.casework.types.plans import PlanRefused
from kotikulma.kernel import clock, problems
from kotikulma.kernel.ui import links
from kotikulma.kernel.ui.refusals import add_refusal
from kotikulma.people import queries as people

OURS = Path(__file__).resolve().parent.parent
WORKER = "".join((OURS / part).read_text() for part in ("static/casework/kept.js", "data/worker.js"))
FAMILY = "kotikulma-laite"
FILES = (
    *(
        f"ui/build/{name}"
        for name in ("kotikulma.css", "workspace.css", "casework.css", "icons.svg", "fonts/latin.woff2")
    ),
    "ui/mark.svg",
    *(f"casework/{name}.js" for name in ("kept", "leaving", "sending", "checking", "carrying")),
)
SHELL = {"shell": True, "person": ""}
SHELLS = {"casework:check": "casework:check_shell", "casework:carried": "casework:carried"}


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker of this language, named by all it keeps: another style sheet or word, another name."""
    files = [static(name) for name in FILES]
    pages = {links.to(None, name): links.to(None, shell) for name, shell in SHELLS.items()}
    family = f"{FAMILY}-{get_language()}-"
    digest = sha256(WORKER.encode() + json.dumps([files, pages]).encode() + check_shell(request).content)
    digest.update(carried(request).content)
    shell = {"name": family + digest.hexdigest()[:16], "family": family, "pages": pages, "files": files}
    script = f"const SHELL = {json.dumps(shell)};\n{WORKER}"
    headers = {"Cache-Control": "no-cache", "Service-Worker-Allowed": links.to(None, "people:today")}
    return HttpResponse(script, content_type="text/javascript; charset=utf-8", headers=headers)


@require_safe
def check_shell(request: HttpRequest) -> HttpResponse:
    """The empty check as the device keeps it: no person, no unit, no day, no token."""
    form = CheckForm(units=[], initial={"key": "", "met_on": "", "unit": ""})
    context = {"form": form, "urgencies": Urgency, "notes": device.notes_for_tonight(), "device": SHELL}
    return render(request, "casework/check_shell.html", context)


@require_safe
def carried(request: HttpRequest) -> HttpResponse:
    """The day on the phone: an empty page that the device fills with what it holds."""
    form = KeptContactForm(initial={"key": ""})
    return render(request, "casework/carried.html", {"form": form, "device": SHELL})


@never_cache
@login_required
@require_safe
def state(request: HttpRequest) -> HttpResponse:
    """Who is signed in (a digest), the time of the house, a fresh token, and what the check asks and says."""
    return JsonResponse({**device.device_state(people.actor_of(request.user)), "token": get_token(request)})


@never_cache
@login_required
@require_POST
def send_check(request: HttpRequest) -> HttpResponse:
    """A check that was kept on a device. The same one again gives the first one's address."""
    actor = people.actor_of(request.user)
    form = CheckForm(request.POST, units=checks.units_of(actor))
    try:
        device.check_same_person(actor, request.POST.get("person", ""))
        if form.is_valid():
            made = commands.make_check(actor, form.new(get_language() or "fi"))
            return JsonResponse({"url": links.to(request, "casework:check_result", uuid=made.uuid)})
    except OtherPerson as refusal:
        return problems.response(refusal)
    except CheckRefused as refusal:
        add_refusal(form, refusal)
    return _refused(form)


@never_cache
@login_required
@require_POST
def carry_day(request: HttpRequest) -> HttpResponse:
    """Today's own visits for the device; each download is in the log."""
    actor = people.actor_of(request.user)
    try:
        return JsonResponse(asdict(device.carried_day(actor, clock.today(), request.POST.get("person", ""))))
    except OtherPerson as refusal:
        return problems.response(refusal)


@never_cache
@login_required
@require_POST
def send_contact(request: HttpRequest) -> HttpResponse:
    """A contact that was kept on a device. The same one again is the same contact."""
    actor, form = people.actor_of(request.user), KeptContactForm(request.POST)
    try:
        device.check_same_person(actor, request.POST.get("person", ""))
        if form.is_valid():
            plans.record_contact(actor, form.cleaned_data["client"], form.new())
            return JsonResponse({"visit": form.cleaned_data["visit"]})
    except OtherPerson as refusal:
        return problems.response(refusal)
    except PlanRefused as refusal:
        add_refusal(form, refusal)
    return _refused(form)


def _refused(form: Any) -> HttpResponse:
    fields = {name: errors[0] for name, errors in form.errors.items() if name != "__all__"}
    detail = next(iter(form.non_field_errors()), _("Korjaa nämä kohdat"))
    return problems.respond(problems.describe(422, CheckRefused.code, str(detail), fields=fields))
