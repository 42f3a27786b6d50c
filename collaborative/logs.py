"""What must not stand in a log: the token in a link that we mailed opens it to whoever reads it."""

import logging
import re

# As a path, and as a path inside an address's query.
_PLACES = "|".join(
    (
        "invitations",
        "calendar",
        "join(?:/|%2F)confirm",
        "digest(?:/|%2F)off",
        "newsletters(?:/|%2F)[-\\w]+(?:/|%2F)(?:confirm|stop)",
    )
)
_LINK = re.compile(rf"(/|%2F)({_PLACES})(/|%2F)[^/\s\"'?&%<>]+", re.IGNORECASE)


def redacted(text: str) -> str:
    """The text with every mailed link's token replaced by an ellipsis."""
    return _LINK.sub(r"\1\2\3…", text)


class RedactInvitations(logging.Filter):
    """Lets every line through, without mailed links' tokens."""

    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage()
        told = redacted(said)
        if told != said:
            record.msg, record.args = told, None
        return True
