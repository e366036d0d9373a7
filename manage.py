#!/usr/bin/env python
"""Django's command line, with the embedded servers up where no other ones are configured."""

import os
import sys

from django.core.management import execute_from_command_line

from factcheck.core import embedded


def main() -> None:
    """Run one management command; embedded servers live as long as somebody uses them."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
    with embedded.hold_unconfigured():
        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
