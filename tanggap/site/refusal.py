"""What the command line says when it cannot go on. No Django needed to say it."""


class CommandError(Exception):
    """What went wrong, in one line that says what to do."""
