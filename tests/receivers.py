"""Real HTTP servers on this machine, which keep what they were sent and answer as they are told."""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest


@dataclass(frozen=True)
class Request:
    """What was received."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """A server; `answers` are given in turn, the last one again and again.

    An answer is a status, or (status, headers, body), or a function of the handler.
    """

    url: str
    answers: list[Any] = field(default_factory=lambda: [200])
    got: list[Request] = field(default_factory=list)


@pytest.fixture
def receive() -> Iterator[Callable[..., Receiver]]:
    """Start servers."""
    with ExitStack() as stack:

        def start(*answers: Any, host: str = "127.0.0.1") -> Receiver:
            receiver = Receiver("", list(answers) or [200])
            server = ThreadingHTTPServer((host, 0), _handler(receiver))
            server.daemon_threads = True
            threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
            stack.callback(server.server_close)
            stack.callback(server.shutdown)
            receiver.url = f"http://{host}:{server.server_address[1]}"
            return receiver

        yield start


def _handler(receiver: Receiver) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            receiver.got.append(Request(self.command, self.path, headers, body))
            answers = receiver.answers
            given = answers.pop(0) if len(answers) > 1 else answers[0]
            if callable(given):
                given(self)
                return
            status, extra, content = given if isinstance(given, tuple) else (given, {}, b"")
            self.send_response(status)
            for name, value in {"Content-Length": str(len(content)), **extra}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_HEAD = answer

        def log_message(self, *args: Any) -> None:
            pass

    return Handler
