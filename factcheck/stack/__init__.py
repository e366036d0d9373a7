"""The whole system on one machine: `python -m factcheck.stack demo|serve [--once]`."""
