"""The command line: `python -m factcheck.stack demo|serve [--once]`; PORT and FACTCHECK_HOME."""

import argparse
import os
import sys

from factcheck.core import embedded
from factcheck.stack.console import Interrupts, StackError
from factcheck.stack.stack import Options, run

EXIT_USAGE = 2


def main() -> int:
    """Run the stack; 0, or 1 a failure, 2 a wrong call, 3 it runs already, 4 no port."""
    interrupts = Interrupts()
    try:
        return run(_options(), interrupts)
    except (StackError, embedded.EmbeddedError) as error:
        sys.stderr.write(f"\n{error}\n")
        return error.code if isinstance(error, StackError) else 1


def _options() -> Options:
    parser = argparse.ArgumentParser(prog="python -m factcheck.stack")
    parser.add_argument("what", choices=["demo", "serve"], help="with the sample data, or without")
    parser.add_argument("--once", action="store_true", help="request each address, then end")
    chosen = parser.parse_args()
    home = embedded.prepare(embedded.default_home())
    return Options(home, _port(), sample=chosen.what == "demo", once=chosen.once)


def _port() -> int:
    text = os.environ.get("PORT") or "8000"
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise StackError(f"PORT={text} is not a port: give a number from 1 to 65535", EXIT_USAGE)
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
