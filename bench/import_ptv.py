"""How fast PTV objects come in: 1,000 places and 1,000 services that are joined to them, then all of it again.

    .venv/bin/python -m bench.import_ptv [--objects 2000]

Prints rows per second of both runs, all renewal (search, public documents, open hours) included, and the share of
processor time that was the import's own. Uses a database of its own in a temporary folder.
"""

import argparse
import os
import random
import tempfile
import time

WORDS = (
    "asumisneuvonta vuokra häätö perhe lapsi nuori työ koulutus velka terveys mieli ryhmä tuki ohjaus kerho "
    "kohtaamispaikka muutto kotoutuminen eläke arki liikunta ruoka apu neuvonta palvelu"
).split()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--objects", type=int, default=2000)
    count = parser.parse_args().objects
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "kotikulma.config.settings",
            "KOTIKULMA_MODE": "test",
            "KOTIKULMA_VAR": folder,
            "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3",
        }
        _run(count)


def _run(count: int) -> None:
    import django

    django.setup()
    from django.core.management import call_command

    from kotikulma.directory.commands import publishing
    from kotikulma.directory.commands.imports import import_ptv
    from kotikulma.kernel.types import system

    call_command("migrate", verbosity=0)
    renewing, renew = [0.0], publishing._renew_now

    def timed(*args: object) -> None:
        start = time.process_time()
        renew(*args)  # type: ignore[arg-type]
        renewing[0] += time.process_time() - start

    publishing._renew_now = timed  # type: ignore[assignment]
    rows = _rows(count)
    for label in ("first run", "second run"):
        renewing[0], wall, spent = 0.0, time.perf_counter(), time.process_time()
        report = import_ptv(system("bench"), rows)
        wall, spent = time.perf_counter() - wall, time.process_time() - spent
        own = (spent - renewing[0]) / spent
        print(f"{label}: {count / wall:.0f}/s wall, {count / spent:.0f}/s of processor time, own share {own:.0%}")
        print(f"    {dict(report.counts)}, {report.connected} connections")


def _rows(count: int) -> list:  # type: ignore[type-arg]
    from kotikulma.directory.tests import make_ptv as make

    chance, objects = random.Random(1), []

    def say(words: int) -> str:
        return " ".join(chance.choice(WORDS) for _ in range(words)).capitalize() + "."

    def texts(length: int) -> list[dict[str, object]]:
        return [make.text(say(8), "Summary"), make.text(say(length), "Description")]

    drop_in = make.hours(openingHour=[make.opening("Tuesday", "09:00", "11:00")])
    for number in range(count // 2):
        place = f"Paikka {number} {say(2)}"
        told = make.told_channel(place, serviceHours=[drop_in])
        objects.append(make.place(place, serviceChannelDescriptions=texts(30)))
        objects.append(
            make.service(f"Palvelu {number} {say(2)}", serviceDescriptions=texts(60), serviceChannels=[told])
        )
    return make.rows(*objects)


if __name__ == "__main__":
    main()
