"""The base direction of text in a language; the kernel has it, for the desk needs it too."""

from factcheck.core.directions import Direction, direction

__all__ = ["Direction", "direction"]
