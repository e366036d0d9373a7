"""Asks a web server as fast as it answers, over connections that stay open, with little of its own.

One process a connection, blocking sockets, requests made beforehand: what the client costs is the
same for every address, and small beside what the server does.
"""

import multiprocessing
import random
import socket
import time
from collections import Counter
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Figures:
    """What a round came to."""

    per_second: float
    statuses: dict[int, int]
    bytes: int


def measure(
    port: int, paths: list[str], *, seconds: float, connections: int, headers: str = ""
) -> Figures:
    """Request the paths at random over so many connections for so long."""
    requests = [
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{headers}\r\n".encode() for path in paths
    ]
    context = multiprocessing.get_context("fork")
    results: Any = context.Queue()
    start = context.Barrier(connections)
    workers = [
        context.Process(target=_ask, args=(port, requests, (seconds, number), start, results))
        for number in range(connections)
    ]
    for worker in workers:
        worker.start()
    found = [results.get(timeout=seconds + 60) for _ in workers]
    for worker in workers:
        worker.join()
    statuses: Counter[int] = Counter()
    for _, told, _ in found:
        statuses.update(told)
    rate = sum(sum(told.values()) / spent for spent, told, _ in found)
    return Figures(rate, dict(statuses), sum(size for _, _, size in found))


def _ask(
    port: int, requests: list[bytes], plan: tuple[float, int], start: Any, results: Any
) -> None:
    seconds, seed = plan
    chosen = random.Random(seed)
    statuses: Counter[int] = Counter()
    size = 0
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        start.wait()
        began = time.perf_counter()
        while time.perf_counter() - began < seconds:
            connection.sendall(requests[int(chosen.random() * len(requests))])
            status, received = _answer(connection)
            statuses[status] += 1
            size += received
        results.put((time.perf_counter() - began, dict(statuses), size))


def _answer(connection: socket.socket) -> tuple[int, int]:
    """Read one answer to its end; return its status and the size of its body."""
    data = connection.recv(262_144)
    while (end := data.find(b"\r\n\r\n")) < 0:
        data += _more(connection)
    head = data[:end].lower()
    at = head.find(b"content-length:")
    length = int(head[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
    held = len(data) - end - 4
    while held < length:
        held += len(_more(connection))
    return int(data[9:12]), length


def _more(connection: socket.socket) -> bytes:
    data = connection.recv(262_144)
    if not data:
        raise ConnectionError("the server has closed the connection")
    return data
