"""Many at the same moment over HTTP: `python -m tests.support.crowd PORT FILE GO`.

Each line of FILE is [method, path, headers, body]. Everybody has a connection of her own and waits at the door; when
GO appears all send at once. Prints [status, headers, body, milliseconds] of each, in the order of the file.
"""

import json
import subprocess
import sys
import threading
import time
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from uuid import uuid4

Line = tuple[str, str, dict[str, str], str]


def press(house: Any, lines: list[Line], processes: int = 1) -> list[Any]:
    """All lines at once against a served house, dealt to so many processes; the answers in the order of the lines."""
    name, going = uuid4().hex, []
    for number in range(processes):
        file = house.folder / f"{name}-{number}"
        file.write_text("\n".join(json.dumps(line) for line in lines[number::processes]))
        command = [sys.executable, "-m", "tests.support.crowd", str(house.port), str(file), str(house.folder / name)]
        going.append(subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE))
    _wait_for([house.folder / f"{name}-{number}.ready" for number in range(processes)])
    (house.folder / name).touch()
    answers: list[Any] = [None] * len(lines)
    for number, process in enumerate(going):
        out, err = process.communicate(timeout=300)
        assert process.returncode == 0, err.decode()
        answers[number::processes] = json.loads(out)
    return answers


def main(port: str, file: str, go: str) -> None:
    lines: list[Line] = [json.loads(line) for line in Path(file).read_text().splitlines()]
    answers: list[Any] = [None] * len(lines)
    door = threading.Barrier(len(lines) + 1)

    def one(number: int) -> None:
        method, path, headers, body = lines[number]
        connection = HTTPConnection("127.0.0.1", int(port), timeout=120)
        connection.connect()
        door.wait()
        began = time.perf_counter()
        connection.request(method, path, body.encode(), {"Host": f"localhost:{port}", **headers})
        answer = connection.getresponse()
        words = answer.read().decode()
        took = (time.perf_counter() - began) * 1000
        answers[number] = [answer.status, dict(answer.getheaders()), words, took]
        connection.close()

    people = [threading.Thread(target=one, args=(number,)) for number in range(len(lines))]
    for each in people:
        each.start()
    Path(f"{file}.ready").touch()
    _wait_for([Path(go)])
    door.wait()
    for each in people:
        each.join()
    print(json.dumps(answers))


def _wait_for(files: list[Path]) -> None:
    until = time.monotonic() + 120
    while not all(file.exists() for file in files):
        if time.monotonic() > until:
            raise TimeoutError(f"{files} never appeared")
        time.sleep(0.01)


if __name__ == "__main__":
    main(*sys.argv[1:])
