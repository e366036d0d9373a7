"""The base direction of text in a language; the kernel holds it, for the desk reads the same texts."""

from factcheck.core.directions import Direction, direction

__all__ = ["Direction", "direction"]
