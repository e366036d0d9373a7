"""Other people's web sites: pages that are served from a port of their own, to embed ours."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest


@dataclass
class Host:
    """A site at 127.0.0.1, or at any name that the browser takes for it; `asked` are requests."""

    port: int = 0
    pages: dict[str, tuple[str, dict[str, str]]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def put(self, body: str, *, lang: str = "en", at: str = "127.0.0.1", **headers: str) -> str:
        """Put a page up and return its address; headers are named with underscores."""
        path = f"/{len(self.pages)}"
        html = (
            f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>Host</title>'
            '<meta name="viewport" content="width=device-width, initial-scale=1"></head>'
            f"<body>{body}</body></html>"
        )
        self.pages[path] = (html, {name.replace("_", "-"): v for name, v in headers.items()})
        return f"http://{at}:{self.port}{path}"


@pytest.fixture
def host() -> Iterator[Host]:
    """A web site of somebody else."""
    found = Host()

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found.asked.append(self.path)
            html, headers = found.pages.get(self.path, ("", {}))
            body = html.encode()
            self.send_response(200 if html else 204)  # browsers ask for an icon too
            for name, value in {"Content-Type": "text/html; charset=utf-8", **headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    found.port = server.server_port
    Thread(target=server.serve_forever, daemon=True).start()
    yield found
    server.shutdown()
    server.server_close()
