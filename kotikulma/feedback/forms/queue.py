"""What narrows the queue."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kotikulma.feedback.types import Kind


class QueueForm(forms.Form):
    """What narrows the queue, from its address; what it does not know is ignored."""

    laji = forms.ChoiceField(label=_("Laji"), choices=[("", _("Kaikki")), *Kind.choices], required=False)
    q = forms.CharField(label=_("Sana tai numero"), required=False, max_length=60)
