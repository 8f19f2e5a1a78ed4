"""Demo content of every module, laid by commands in one order, once; dates hang on the Monday of that week."""

from datetime import date, timedelta

from kotikulma.casework import demo as casework
from kotikulma.directory import demo as directory
from kotikulma.directory.demo.content import uuid_of
from kotikulma.events import demo as events
from kotikulma.feedback import demo as feedback
from kotikulma.kernel import clock, facts
from kotikulma.kernel.search.commands import forget_missing
from kotikulma.kernel.types import system
from kotikulma.people import demo as people
from kotikulma.people import queries as people_queries
from kotikulma.people.models import Organization
from kotikulma.people.types import Role

FACT = "demo"
KEEPERS = {Role.EDITOR: "naapurit", Role.COORDINATOR: "jkl-osallisuus", Role.ADMINISTRATOR: "jkl"}


def lay(*, reset: bool = False) -> None:
    """Lay what is missing. A crash half way leaves the fact unset, and the next start goes on."""
    if facts.get(FACT) and not reset:
        return
    monday = this_monday()
    directory.lay(system("demo"), monday)
    people.lay_people({role.value: _organization(key) for role, key in KEEPERS.items()})
    people.lay_requests(_organization("ruokajakoon"), _organization("surevat"))
    feedback.lay(system("demo"), monday)
    events.lay(system("demo"), monday)
    casework.lay(
        _organization("hva-nopsajalka"),
        monday,
        social=_organization("hva-aikuiset"),
        volunteers=_organization("ruokajakoon"),
        city=_organization("jkl-asuminen"),
    )
    forget_missing()
    facts.put(FACT, {"monday": monday.isoformat()})


def this_monday() -> date:
    today = clock.today()
    return today - timedelta(days=today.weekday())


def roles() -> list[str]:
    return [role.key for role in people_queries.demo_roles() if role.signs_in]


def _organization(key: str) -> Organization:
    organization: Organization = Organization.objects.get(uuid=uuid_of("organization", key))
    return organization
