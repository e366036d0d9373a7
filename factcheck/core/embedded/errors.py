"""What the launchers raise: one class, whose text a person can act on."""


class EmbeddedError(RuntimeError):
    """An embedded server could not be started or stopped; the message says what to do."""
