"""A process of its own for the tests of jobs: `python -m kotikulma.kernel.tests.process COMMAND …`.

put TASK ARGUMENT… · put-one-long-and-notes FILE FILE COUNT · work · work-until-idle
"""

import sys

import django

from kotikulma.kernel import garbage

with garbage.kept_still():
    django.setup()

from django.conf import settings

from kotikulma.kernel.jobs import worker
from kotikulma.kernel.tests import tasks

settings.SCHEDULES = "kotikulma.kernel.tests.tasks.SCHEDULES"


def main(command: str, *arguments: str) -> None:
    match command:
        case "put":
            getattr(tasks, arguments[0]).enqueue(*arguments[1:])
        case "put-one-long-and-notes":
            tasks.longer_than_its_lease.enqueue(arguments[0])
            for number in range(int(arguments[2])):
                tasks.note.enqueue(arguments[1], str(number))
        case "work":
            worker.run()
        case "work-until-idle":
            worker.run(until_idle=True)


main(*sys.argv[1:])
