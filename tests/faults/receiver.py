"""A site that receives webhooks: checks each signature with a library of others, and remembers."""

import threading
from collections import Counter, defaultdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from standardwebhooks.webhooks import Webhook, WebhookVerificationError


class Receiver:
    """What came: how often each message id, and which message ids each event came under."""

    def __init__(self) -> None:
        self.secret = ""
        self.times: Counter[str] = Counter()
        self.ids_of: defaultdict[int, set[str]] = defaultdict(set)
        self.refused = 0
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self._server.server_port}/hook"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()

    def take(self, body: bytes, headers: dict[str, str]) -> int:
        try:
            said = Webhook(self.secret).verify(body, headers)
        except WebhookVerificationError:
            self.refused += 1
            return 401
        with self._lock:
            self.times[headers["webhook-id"]] += 1
            self.ids_of[said["data"]["id"]].add(headers["webhook-id"])
        return 204

    def _handler(receiver) -> type[BaseHTTPRequestHandler]:
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                headers = {name.lower(): value for name, value in self.headers.items()}
                self.send_response(receiver.take(body, headers))
                self.end_headers()

            def log_message(self, *args: object) -> None:
                """Say nothing."""

        return Handler
