"""A PTV open API on this machine: answers from a dictionary, remembers what was asked, stumbles when told to."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit


@dataclass
class Double:
    """`pages`: path -> list of pages, each a list of objects. `stumbles`: answers given first, as (status, headers)."""

    pages: dict[str, list[list[dict[str, Any]]]]
    objects: dict[str, dict[str, Any]] = field(default_factory=dict)
    stumbles: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)
    url: str = ""

    def answer(self, path: str, params: dict[str, str]) -> dict[str, Any] | list[Any] | None:
        if "guids" in params:
            return [self.objects[guid] for guid in params["guids"].split(",") if guid in self.objects]
        pages = self.pages.get(path)
        if pages is None:
            return None
        number = int(params.get("page", 1))
        items = pages[number - 1] if number <= len(pages) else []
        return {"pageNumber": number, "pageSize": 100, "pageCount": len(pages), "itemList": items}


@contextmanager
def running(double: Double) -> Iterator[Double]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            path, params = parts.path.removeprefix("/api/v11/"), dict(parse_qsl(parts.query))
            double.asked.append((path, params))
            double.agents.add(self.headers["User-Agent"])
            if double.stumbles:
                status, headers = double.stumbles.pop(0)
                return self.send(status, headers, b"{}")
            found = double.answer(path, params)
            body = json.dumps(found if found is not None else {"error": "not found"}).encode()
            return self.send(200 if found is not None else 404, {}, body)

        def send(self, status: int, headers: dict[str, str], body: bytes) -> None:
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    double.url = f"http://127.0.0.1:{server.server_port}/api/v11"
    try:
        yield double
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
