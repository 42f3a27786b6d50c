"""The rule by which an organisation is called stalled, and why one is. Pure."""

from coaching.stalled import Signs
from collaborative.nhsuk.filters import date_long, plural


def rule_in_words(weeks: int) -> str:
    """The rule as it is shown wherever it is applied."""
    return (
        f"Stalled: for {plural(weeks, 'week')} no number for a new period, no test planned, begun or moved on, and no "
        "contact with a coach. Days of a pause do not count."
    )


def why(signs: Signs) -> str:
    """What was last heard of an organisation."""
    said = [
        f"numbers up to {date_long(signs.number)}" if signs.number else "no numbers yet",
        f"last test moved on {date_long(signs.test)}" if signs.test else "no test yet",
        f"last contact {date_long(signs.contact)}" if signs.contact else "no contact yet",
    ]
    words = "; ".join(said)
    return f"{words[0].upper()}{words[1:]}"
