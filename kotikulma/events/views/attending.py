"""Who comes to one time: the list, the queue, check-in, registering for somebody, messages, files."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kotikulma.events.commands import attending as commands
from kotikulma.events.commands import messages, registration
from kotikulma.events.forms.intake import MessageForm, RegisterForm
from kotikulma.events.queries import attending, organising
from kotikulma.events.queries.attending import People
from kotikulma.events.queries.messages import count_recipients
from kotikulma.events.rules import messages as rules
from kotikulma.events.types import ACTIVE, TAKES_A_SEAT, EventRefused, Mode, NewRegistration, RegistrationState
from kotikulma.kernel import clock
from kotikulma.kernel.errors import DomainError
from kotikulma.kernel.i18n import localise
from kotikulma.kernel.sheets import MEDIA_TYPES, write_rows
from kotikulma.kernel.types import Actor
from kotikulma.kernel.ui import links, workspace
from kotikulma.people.queries import actor_of

OPENED = "events_names"
OPEN_FOR = 4 * 3600  # seconds: an evening at the door
TO = {"all": ACTIVE, "seated": TAKES_A_SEAT, "waiting": (RegistrationState.WAITING,)}
DEEDS: dict[str, tuple[Callable[[Actor, UUID], Any], Any]] = {
    "hyvaksy": (registration.approve, gettext_lazy("Hyväksytty. Hän saa vahvistuksen.")),
    "hylkaa": (registration.decline_registration, gettext_lazy("Ei hyväksytty. Hän saa tiedon.")),
    "peru": (registration.cancel_for, gettext_lazy("Ilmoittautuminen on peruttu. Hän saa tiedon.")),
    "ohi-jonon": (registration.override, gettext_lazy("Hän sai paikan ohi jonon.")),
    "tuli": (partial(registration.mark_attendance, attended=True), gettext_lazy("Merkitty: paikalla.")),
    "ei-tullut": (partial(registration.mark_attendance, attended=False), gettext_lazy("Merkitty: ei tullut.")),
    "kumoa": (partial(registration.mark_attendance, attended=None), gettext_lazy("Merkintä on poistettu.")),
    "laheta": (commands.send_links_again, gettext_lazy("Hänen oma linkkinsä lähti uudelleen.")),
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def attendees(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """POST opens the names, for an evening: who did is in the audit log."""
    actor = workspace.viewer(request).actor
    if request.method == "POST":
        commands.open_names(actor, uuid)
        _opened(request)[str(uuid)] = clock.now().timestamp()
        request.session.modified = True
        return redirect(links.to(request, "events:attendees", uuid=uuid))
    found = attending.people(actor, uuid, names=_is_open(request, uuid))
    desk = organising.desk(actor, found.time.event.uuid, clock.now())
    context = {"found": found, "desk": desk, "here": "people", "now": clock.now()}
    return render(request, "events/workspace/attendees.html", context)


@never_cache
@require_POST
@login_required
def attendee_deed(request: HttpRequest, uuid: UUID, deed: str) -> HttpResponse:
    """One press about one registration."""
    actor = workspace.viewer(request).actor
    time, _email = attending.person(actor, uuid)
    if deed in DEEDS:
        command, told = DEEDS[deed]
        try:
            command(actor, uuid)
            workspace.tell(request, str(told))
        except DomainError as refusal:
            workspace.tell(request, str(refusal.message))
    return redirect(links.to(request, "events:attendees", uuid=time) + f"#i{uuid}")


@never_cache
@require_safe
@login_required
def attendee_list(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """To print, or as a file. Names must be open."""
    actor, form = workspace.viewer(request).actor, request.GET.get("muoto", "")
    attending.people(actor, uuid, names=False)
    if not _is_open(request, uuid):
        return redirect(links.to(request, "events:attendees", uuid=uuid))
    if form in MEDIA_TYPES:
        return _file(commands.export_people(actor, uuid), form)
    context = {"found": attending.people(actor, uuid, names=True)}
    return render(request, "events/workspace/attendee_list.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def register_for(request: HttpRequest, uuid: UUID) -> HttpResponse:
    actor = workspace.viewer(request).actor
    found = attending.people(actor, uuid, names=False)
    hybrid = found.time.mode == Mode.HYBRID
    form = RegisterForm(request.POST or None, questions=found.questions, hybrid=hybrid, initial={"form_key": uuid4()})
    if request.method == "POST" and form.is_valid():
        try:
            state = registration.register(actor, uuid, _new(form, found)).state
            told = _("Hän on jonossa.") if state == RegistrationState.WAITING else _("Hän on ilmoittautunut.")
            workspace.tell(request, told)
            return redirect(links.to(request, "events:attendees", uuid=uuid))
        except DomainError as refusal:
            form.refuse(refusal.fields, refusal.message)
    context = {"form": form, "found": found}
    return render(request, "events/workspace/register_for.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def message(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Written, looked at with its number of recipients, sent."""
    actor, deed = workspace.viewer(request).actor, request.POST.get("teko", "")
    found = attending.people(actor, uuid, names=False)
    form = MessageForm(request.POST or None)
    seen: dict[str, Any] = {}
    if deed and form.is_valid():
        try:
            seen = _look(actor, found, form)
            if deed == "laheta":
                _send(request, actor, found, form)
                return redirect(links.to(request, "events:attendees", uuid=uuid))
        except EventRefused as refusal:
            for name, sentence in (refusal.fields or {"": refusal.message}).items():
                form.add_error(name or None, str(sentence))
    context = {"form": form, "found": found, "seen": seen}
    return render(request, "events/workspace/message.html", context, status=422 if form.errors else 200)


@never_cache
@require_POST
@login_required
def hold_anyway(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Too few, and held all the same."""
    try:
        registration.hold_all_the_same(workspace.viewer(request).actor, uuid)
        workspace.tell(request, _("Tapahtuma järjestetään. Osallistujat saavat tiedon."))
    except EventRefused as refusal:
        workspace.tell(request, str(refusal.message))
    return redirect(links.to(request, "events:attendees", uuid=uuid))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def failed(request: HttpRequest) -> HttpResponse:
    """Mails of own events that did not leave."""
    actor = actor_of(request.user)
    if request.method == "POST":
        try:
            commands.send_failed_again(actor, UUID(request.POST.get("viesti", "")))
            workspace.tell(request, _("Viesti lähtee uudelleen."))
        except ValueError:
            workspace.tell(request, _("Viesti on jo lähtenyt tai poistettu."))
        except DomainError as refusal:
            workspace.tell(request, str(refusal.message))
        return redirect(links.to(request, "events:failed"))
    return render(request, "events/workspace/failed.html", {"rows": attending.failed_rows(actor)})


@never_cache
@require_safe
@login_required
def leaving(request: HttpRequest) -> HttpResponse:
    """What will leave, and when."""
    actor = actor_of(request.user)
    context = {"rows": attending.leaving(actor), "latest": attending.latest_purge()}
    return render(request, "events/workspace/leaving.html", context)


def _opened(request: HttpRequest) -> dict[str, float]:
    found: dict[str, float] = request.session.setdefault(OPENED, {})
    return found


def _is_open(request: HttpRequest, uuid: UUID) -> bool:
    at = request.session.get(OPENED, {}).get(str(uuid), 0)
    return bool(0 <= clock.now().timestamp() - at < OPEN_FOR)


def _new(form: RegisterForm, found: People) -> NewRegistration:
    data = form.cleaned_data
    only = Mode.ONLINE if found.time.mode == Mode.ONLINE else Mode.IN_PERSON
    return NewRegistration(
        contact_name=data["contact_name"],
        email=data["email"],
        phone=data["phone"],
        party_size=data["party_size"],
        channel=data.get("channel") or only,
        answers=form.answers(),
        language=get_language() or "fi",
        source=data["source"],
        form_key=data["form_key"],
    )


def _look(actor: Actor, found: People, form: MessageForm) -> dict[str, Any]:
    """The words as the first reader meets them, and how many readers there are."""
    data = form.cleaned_data
    subject, text = rules.check_message(data["subject"], data["text"])
    reached, without = count_recipients(actor, found.time.event.uuid, TO[data["to"]], found.time.uuid)
    title = localise(found.time.event.title).text
    values = {"nimi": _("Etunimi Sukunimi"), "tapahtuma": title, "aika": "…", "paikka": "…", "linkki": "…"}
    shown = {"subject": rules.filled(subject, values), "text": rules.filled(text, values)}
    return {**shown, "n": reached, "without": without}


def _send(request: HttpRequest, actor: Actor, found: People, form: MessageForm) -> None:
    data = form.cleaned_data
    sent = messages.send_message(
        actor,
        found.time.event.uuid,
        subject=data["subject"],
        text=data["text"],
        recipients=data["recipients"] or 0,
        states=TO[data["to"]],
        occurrence=found.time.uuid,
    )
    workspace.tell(request, _("Viesti lähtee %(count)d vastaanottajalle.") % {"count": sent.recipients})


def _file(found: People, form: str) -> HttpResponse:
    headings = [_("Nimi"), _("Henkilöitä"), _("Tila"), _("Osallistuminen")]
    headings += [_("Sähköposti"), _("Puhelin"), _("Muut nimet")]
    headings += [localise(one.text).text for one in found.questions]
    rows = []
    for one in found.people:
        given = {question.key: answer for question, answer in one.answers}
        row = [one.name, str(one.party_size), str(RegistrationState(one.state).label), str(Mode(one.channel).label)]
        row += [one.email, one.phone, ", ".join(one.names)]
        rows.append(
            [*row, *(attending.answer_words(question, given.get(question.key)) for question in found.questions)]
        )
    response = HttpResponse(write_rows(headings, rows, form), content_type=MEDIA_TYPES[form])
    day = found.time.starts_at.astimezone(clock.HELSINKI).date()
    response["Content-Disposition"] = f'attachment; filename="osallistujat-{day.isoformat()}.{form}"'
    return response
