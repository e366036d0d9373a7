"""What the stack says to the person who started it, and what that person says by signals."""

import signal
import sys
from collections.abc import Sequence
from types import FrameType

NAME_WIDTH = 14


class StackError(Exception):
    """The stack cannot go on; the message is for the person, the code for the shell."""

    def __init__(self, message: str, code: int = 1) -> None:
        super().__init__(message)
        self.code = code


class Interrupted(Exception):
    """Somebody asked the stack to end."""


class Interrupts:
    """Counts the requests to end, which are met at a time that suits the stack."""

    def __init__(self) -> None:
        self.count = 0
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # nohup
                signal.signal(number, self._note)

    def check(self) -> None:
        """Raise Interrupted once there was a request."""
        if self.count:
            raise Interrupted

    def hurried(self) -> bool:
        """Whether a second request says that the first one takes too long."""
        return self.count > 1

    def _note(self, _number: int, _frame: FrameType | None) -> None:
        self.count += 1


def say(text: str = "") -> None:
    """A line for the person, at once even where the output is a pipe that nobody reads any more."""
    try:
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()
    except OSError:  # the terminal is gone; the stack still has processes to end
        return


def report(name: str, state: str) -> None:
    """One line of progress."""
    say(f"  {name:<{NAME_WIDTH}} {state}")


def table(rows: Sequence[Sequence[str]]) -> None:
    """Rows in aligned columns."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        say("  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)))
