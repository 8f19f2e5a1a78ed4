"""What a member needs who writes down what somebody said."""

from kotikulma.directory.queries import names
from kotikulma.feedback import access
from kotikulma.kernel.i18n import localise
from kotikulma.kernel.types import Actor
from kotikulma.people import queries as people


def may_handle_anything(viewer: Actor) -> bool:
    return access.may_handle_anything(viewer)


def places(viewer: Actor) -> list[tuple[str, str]]:
    """Places of the viewer's own organisations by name: what people call and come about."""
    own = {one.id for one in people.my_organizations(viewer)}
    named = ((str(one.uuid), str(localise(one.name))) for one in names.places_kept_by(own))
    return sorted(named, key=lambda pair: pair[1].casefold())
