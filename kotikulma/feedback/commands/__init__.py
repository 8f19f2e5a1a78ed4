"""Writes of feedback, one plain function per intention; the actor comes first.

Split by capability: giving (the sender's), triage, answering, marks (support and verdicts), templates, erasing,
reminding, mails.
"""

from django.utils.translation import gettext_lazy as _

from kotikulma.feedback.commands.answering import add_note, answer, link_consequence, save_draft, unlink_consequence
from kotikulma.feedback.commands.erasing import erase_old
from kotikulma.feedback.commands.giving import forget_contact, give, reopen
from kotikulma.feedback.commands.marks import judge, support
from kotikulma.feedback.commands.templates import remove_template, save_template
from kotikulma.feedback.commands.triage import assign, keep_private, merge, read_contact, reject, show
from kotikulma.kernel.audit import actions

__all__ = [
    "add_note",
    "answer",
    "assign",
    "erase_old",
    "forget_contact",
    "give",
    "judge",
    "keep_private",
    "link_consequence",
    "merge",
    "read_contact",
    "reject",
    "remove_template",
    "reopen",
    "save_draft",
    "save_template",
    "show",
    "support",
    "unlink_consequence",
]

actions.register(
    {
        "feedback.item.received": _("Vastaanotti palautteen"),
        "feedback.item.shown": _("Näytti palautteen kaikille"),
        "feedback.item.kept_private": _("Piti palautteen vain lähettäjän ja käsittelijöiden tietona"),
        "feedback.item.rejected": _("Hylkäsi palautteen"),
        "feedback.item.assigned": _("Otti palautteen käsittelyyn"),
        "feedback.item.merged": _("Yhdisti palautteen toiseen"),
        "feedback.item.reopened": _("Avasi palautteen uudelleen"),
        "feedback.item.linked": _("Liitti palautteeseen sen, mitä siitä seurasi"),
        "feedback.item.unlinked": _("Poisti liitoksen palautteesta"),
        "feedback.item.erased": _("Poisti vanhan palautteen henkilötietoja"),
        "feedback.answer.drafted": _("Tallensi vastauksen luonnoksen"),
        "feedback.answer.published": _("Julkaisi vastauksen"),
        "feedback.note.added": _("Kirjoitti muistiinpanon palautteeseen"),
        "feedback.contact.read": _("Katsoi lähettäjän yhteystietoja"),
        "feedback.contact.erased": _("Poisti lähettäjän yhteystiedot"),
        "feedback.template.saved": _("Tallensi vastauspohjan"),
        "feedback.template.removed": _("Poisti vastauspohjan"),
    }
)
