"""Demo content of every module, laid by commands in one order, once; dates hang on the Monday of that week."""

from datetime import date, timedelta

from kotikulma.directory import demo as directory
from kotikulma.kernel import clock, facts
from kotikulma.kernel.types import system
from kotikulma.people.types import Role

FACT = "demo"


def lay(*, reset: bool = False) -> None:
    """Lay what is missing. A crash half way leaves the fact unset, and the next start goes on."""
    known = facts.get(FACT)
    if known and not reset:
        return
    monday = this_monday()
    directory.lay(system("demo"), monday)
    facts.put(FACT, {"monday": monday.isoformat()})


def this_monday() -> date:
    today = clock.today()
    return today - timedelta(days=today.weekday())


def roles() -> list[str]:
    return [role.value for role in Role]
