"""What ends a command with one clear line instead of a traceback."""


class DevstackError(Exception):
    """Its text is one line that says what is wrong and what to do about it."""
