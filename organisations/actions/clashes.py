"""Two people who change the same row: the second is refused, and shown both."""

from typing import Any


class Clash(Exception):
    """Somebody else changed the row meanwhile; `row` is how it stands now."""

    def __init__(self, row: Any) -> None:
        super().__init__("This was changed meanwhile.")
        self.row = row
