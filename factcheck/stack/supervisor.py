"""Keeps programs running: each in a session of its own, started again when it dies."""

import contextlib
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from factcheck.stack import groups
from factcheck.stack.console import Interrupts, StackError, report
from factcheck.stack.guard import Guard

PROJECT = Path(__file__).resolve().parents[2]
LOG_BYTES = 10_000_000
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.5, 30.0
# A program that dies of itself at its start does so within this.
STEADY_SECONDS = 10.0
POLL_SECONDS = 0.1

# The program starts on a word from the supervisor, given when the guard knows of it. A supervisor
# that is killed between the two leaves a shell that reads the end of its input, and ends.
_GATE = 'read -r go && exec "$@" </dev/null'


@dataclass(frozen=True)
class Program:
    """What to run, and under which name its log and its reports go."""

    name: str
    command: Sequence[str]


@dataclass
class _Life:
    program: Program
    process: subprocess.Popen[bytes] | None = None
    deaths: int = 0
    changed_at: float = field(default_factory=time.monotonic)

    def pause(self) -> float:
        """How long to wait before the next start: longer each time it dies young."""
        return min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2.0 ** min(self.deaths - 1, 10))


class Supervisor:
    """Starts programs, restarts those that die, and ends them all."""

    def __init__(
        self, guard: Guard, interrupts: Interrupts, logs: Path, environment: Mapping[str, str]
    ) -> None:
        logs.mkdir(mode=0o700, exist_ok=True)
        self._guard = guard
        self._interrupts = interrupts
        self._logs = logs
        self._environment = environment
        self._lives: list[_Life] = []

    def start(self, program: Program) -> None:
        """Have the program run until `stop`."""
        life = _Life(program)
        self._lives.append(life)
        life.process = self._spawn(program)

    def complete(self, program: Program) -> None:
        """Run a program to its end. Raises StackError if it fails, Interrupted if asked to end."""
        life = _Life(program, self._spawn(program))
        self._lives.append(life)
        while (code := life.process and life.process.poll()) is None:
            self._interrupts.check()
            time.sleep(POLL_SECONDS)
        self._lives.remove(life)
        self._bury(life)
        if code:
            raise StackError(f"{program.name} failed ({code}):\n{self.last_words(program.name)}")

    def tend(self) -> None:
        """Start again what has died. Raises Interrupted if asked to end."""
        self._interrupts.check()
        if self._guard.revive():
            report("guard", "had died; started again")
        for life in self._lives:
            self._tend_one(life)

    def deaths(self, name: str) -> int:
        """How often a program has died in a row."""
        return sum(life.deaths for life in self._lives if life.program.name == name)

    def last_words(self, name: str) -> str:
        """The end of a program's log, and where the rest is."""
        path = self._logs / f"{name}.log"
        return f"{path.read_text(errors='replace')[-3000:]}\n({path})"

    def stop(self) -> None:
        """End every program, with all that it started."""
        running = {life.process.pid: life.process for life in self._lives if life.process}
        groups.end(
            running,
            lambda group: running[group].poll() is None,
            self._interrupts.hurried,
        )
        for group in running:
            self._guard.forget(group)
        self._lives.clear()

    def _tend_one(self, life: _Life) -> None:
        now = time.monotonic()
        if life.process is None:
            if now - life.changed_at >= life.pause():
                life.process, life.changed_at = self._spawn(life.program), now
        elif (code := life.process.poll()) is not None:
            life.deaths = 1 if now - life.changed_at > STEADY_SECONDS else life.deaths + 1
            self._bury(life)
            report(life.program.name, f"ended ({code}); starts again in {life.pause():g} s")
            life.process, life.changed_at = None, now

    def _bury(self, life: _Life) -> None:
        """What a dead leader has left of its group would hold its port or its tasks."""
        if life.process:
            groups.kill(life.process.pid)
            self._guard.forget(life.process.pid)

    def _spawn(self, program: Program) -> subprocess.Popen[bytes]:
        path = self._logs / f"{program.name}.log"
        _rotate(path)
        with path.open("ab") as log:
            process = subprocess.Popen(
                ["/bin/sh", "-c", _GATE, "sh", *program.command],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=PROJECT,
                env=self._environment,
                start_new_session=True,
            )
        self._guard.watch(process.pid)
        if process.stdin:
            with contextlib.suppress(BrokenPipeError), process.stdin as gate:
                gate.write(b"go\n")
        return process


def _rotate(path: Path) -> None:
    with contextlib.suppress(FileNotFoundError):
        if path.stat().st_size > LOG_BYTES:
            path.replace(path.with_name(f"{path.name}.1"))
