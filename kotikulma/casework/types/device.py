"""What a phone holds of casework while it has no network, and how the house answers it."""

from django.utils.translation import gettext_lazy as _

from kotikulma.kernel.errors import Conflict

HOURS = 24  # nothing stays on the device for longer
WARNED_AT = 20  # hours; from here on the page says when it goes


class OtherPerson(Conflict):
    """Kept by one person, sent by another who signed in since."""

    code = "casework.other_person"

    def __init__(self) -> None:
        super().__init__(_("Laitteessa on nyt kirjautuneena toinen henkilö. Tallessa oleva odottaa omistajaansa."))
