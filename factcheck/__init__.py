"""Composition root of the fact-check claim-review API: the only package that knows everyone."""
