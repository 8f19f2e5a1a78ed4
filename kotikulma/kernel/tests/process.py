"""A process of its own for the tests of jobs: `python -m kotikulma.kernel.tests.process COMMAND …`.

put TASK ARGUMENT… · put-one-long-and-notes FILE FILE COUNT · work · work-until-idle ·
states (JSON list of [task, state, attempts])
"""

import json
import sys

import django

django.setup()

from django.conf import settings  # noqa: E402

from kotikulma.kernel.jobs import worker  # noqa: E402
from kotikulma.kernel.jobs.models import Job  # noqa: E402
from kotikulma.kernel.tests import tasks  # noqa: E402

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
            print(json.dumps(worker.run(until_idle=True)))
        case "states":
            rows = Job.objects.order_by("id").values_list("task", "state", "attempts")
            print(json.dumps([[task.rpartition(".")[2], state, attempts] for task, state, attempts in rows]))


main(*sys.argv[1:])
