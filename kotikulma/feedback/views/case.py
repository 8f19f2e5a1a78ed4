"""One feedback in its handlers' hands. GET shows; each button posts to an address of its own."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from kotikulma.feedback import commands
from kotikulma.feedback.forms import case as forms
from kotikulma.feedback.forms.public import uuid_from
from kotikulma.feedback.queries import case as cases
from kotikulma.feedback.queries import templates
from kotikulma.feedback.types import Changed, FeedbackRefused
from kotikulma.kernel.types import Actor
from kotikulma.kernel.ui import links
from kotikulma.kernel.ui.refusals import add_refusal
from kotikulma.kernel.ui.workspace import tell
from kotikulma.people import queries as people

Bound = TypeVar("Bound", bound=Form)
FORMS: dict[str, type[Form]] = {
    "answer": forms.AnswerForm,
    "assign": forms.AssignForm,
    "show": forms.ShowForm,
    "private": forms.PrivateForm,
    "merge": forms.MergeForm,
    "reject": forms.RejectForm,
    "note": forms.NoteForm,
    "link": forms.LinkForm,
}


def deed(name: str, command: Callable[..., object], words: Any) -> Callable[..., HttpResponse]:
    """The view of a button: a command whose arguments are the fields of its form, and what is said when it is done."""

    @never_cache
    @login_required
    @require_POST
    def view(request: HttpRequest, reference: str) -> HttpResponse:
        def act(actor: Actor, data: dict[str, Any]) -> object:
            return command(actor, reference, **data)

        return _do(request, reference, name, act, str(words))

    return view


assign = deed("assign", commands.assign, _lazy("Vastaaja ja määräpäivä on tallennettu."))
show = deed("show", commands.show, _lazy("Palaute näkyy nyt kaikille."))
keep_private = deed("private", commands.keep_private, _lazy("Palaute näkyy vain lähettäjälle ja käsittelijöille."))
reject = deed("reject", commands.reject, _lazy("Palaute on hylätty. Sen tekstit poistetaan 30 päivän kuluttua."))
merge = deed("merge", commands.merge, _lazy("Palaute on yhdistetty. Lähettäjä saa toisen palautteen vastauksen."))
note = deed("note", commands.add_note, _lazy("Muistiinpano on tallennettu."))
link = deed("link", commands.link_consequence, _lazy("Sivu on liitetty."))


@never_cache
@login_required
@require_GET
def case(request: HttpRequest, reference: str) -> HttpResponse:
    return _page(request, reference)


@never_cache
@login_required
@require_POST
def answer(request: HttpRequest, reference: str) -> HttpResponse:
    """Two buttons: one publishes, the other keeps a draft."""
    draft = request.POST.get("act") == "draft"

    def act(actor: Actor, data: dict[str, Any]) -> None:
        if draft:
            del data["public_text"], data["hide_point"]
            commands.save_draft(actor, reference, **data)
        else:
            commands.answer(actor, reference, **data)

    words = (
        _("Luonnos on tallennettu. Sitä ei näe kukaan muu kuin käsittelijä.") if draft else _("Vastaus on julkaistu.")
    )
    return _do(request, reference, "answer", act, words)


@never_cache
@login_required
@require_POST
def unlink(request: HttpRequest, reference: str) -> HttpResponse:
    kind, _colon, thing = request.POST.get("thing", "").partition(":")
    commands.unlink_consequence(
        people.actor_of(request.user), reference, kind=kind, thing=uuid_from(thing) or UUID(int=0)
    )
    tell(request, _("Liitos on poistettu."))
    return redirect(links.to(request, "feedback:case", reference=reference))


@never_cache
@login_required
@require_POST
def contact(request: HttpRequest, reference: str) -> HttpResponse:
    """Shown on pressing and not before; that it was read is in the audit log."""
    found = commands.read_contact(people.actor_of(request.user), reference)
    return render(request, "feedback/contact.html", {"contact": found, "reference": reference})


def _do(
    request: HttpRequest, reference: str, name: str, act: Callable[[Actor, dict[str, Any]], object], words: str
) -> HttpResponse:
    """Check, act, say so; or the page again with the typed words and the reason."""
    actor = people.actor_of(request.user)
    found = cases.case(actor, reference)
    form = _form(name, found, request.POST)
    status = 422
    if form.is_valid():
        try:
            act(actor, dict(form.cleaned_data))
            tell(request, words)
            return redirect(links.to(request, "feedback:case", reference=reference))
        except Changed as collision:
            status = collision.status
            found = cases.case(actor, reference)
            form.seen(found.version)
            form.add_error(None, str(collision.message))
        except FeedbackRefused as refusal:
            add_refusal(form, refusal)
    return _page(request, reference, found, {name: form}, status)


def _page(
    request: HttpRequest,
    reference: str,
    found: cases.Case | None = None,
    bound: Mapping[str, Form] | None = None,
    status: int = 200,
) -> HttpResponse:
    actor = people.actor_of(request.user)
    found = found or cases.case(actor, reference)
    patterns = templates.templates(actor)
    chosen = next((one for one in patterns if str(one.uuid) == request.GET.get("pohja")), None)
    context = {
        "case": found,
        "item": found.item,
        "templates": patterns,
        "forms": {name: _form(name, found, None, chosen) for name in FORMS} | dict(bound or {}),
        "collided": status == Changed.status,
        "open": next(iter(bound or {}), ""),
    }
    return render(request, "feedback/case.html", context, status=status)


def _form(name: str, found: cases.Case, data: Any = None, template: templates.Template | None = None) -> Form:
    more: dict[str, Any] = {"auto_id": f"{name}_%s", "initial": cases.first_words(found, template)}
    if name == "assign":
        more["owners"] = [(str(one.uuid), one.name or one.email) for one in found.members]
        more["units"] = cases.units(found)
    return FORMS[name](data, **more)
