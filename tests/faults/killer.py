"""Kills parts of a running system at random, as often as it is told, while a stream goes on."""

import os
import random
import signal
import threading
import time
from collections import Counter
from contextlib import suppress

from tests.acceptance.live import Live
from tests.faults.stream import Stream

# Words of the command lines of what dies; the supervisor starts each again.
VICTIMS = {
    "worker": ("celery", "worker"),
    "beat": ("celery", "beat"),
    "web": ("granian",),
    "broker": ("valkey-server",),
    "postgres": ("postgres",),
}


class Killer(threading.Thread):
    """Kills as the stream goes forward, so that there are deaths from its beginning to its end."""

    def __init__(self, live: Live, stream: Stream, kills: int, victims: list[str], seed: int):
        super().__init__(daemon=True)
        self.live, self.stream, self.kills, self.victims = live, stream, kills, victims
        self.rng = random.Random(seed)
        self.killed: Counter[str] = Counter()
        self.steps = stream.left
        self.finished = threading.Event()
        stream.outrun = self.is_behind

    def is_behind(self) -> bool:
        """Say whether the next but one should have been killed by now."""
        due = self.stream.done * (self.kills + 1) // self.steps
        return self.is_alive() and self.killed.total() < min(due, self.kills) - 1

    def run(self) -> None:
        for number in range(1, self.kills + 1):
            while self.stream.done < number * self.steps // (self.kills + 1):
                if self.finished.wait(0.05):
                    return
            time.sleep(self.rng.uniform(0, 0.5))
            self.kill(self.rng.choice(self.victims))

    def kill(self, name: str) -> None:
        """Kill it, as soon as it lives again."""
        while not self.finished.wait(0.05):
            if pids := self.live.pids(*VICTIMS[name]):
                for pid in pids:
                    with suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)
                self.killed[name] += 1
                return
