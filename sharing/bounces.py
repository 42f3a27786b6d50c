"""Reading what a mail server sends back (RFC 3464). Pure."""

from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from email.policy import default
from email.utils import getaddresses

_LONG = 300


@dataclass(frozen=True)
class Returned:
    """What came back: to which addresses of ours, whether for good, and the server's words."""

    to: tuple[str, ...]
    hard: bool
    words: str


def returned(raw: bytes) -> Returned | None:
    """The report in a message; None for one that is none, as an answer or an out-of-office note is.

    Only the machine's own part is believed (message/delivery-status), never the sentences about it. A status that
    begins with 5 is for good, one with 4 for now; that of an action "delayed" is no report yet.
    """
    message = message_from_bytes(raw, policy=default)
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status":
            return _report(message, part)
    return None


def _report(message: Message, part: Message) -> Returned | None:
    for fields in part.get_payload():
        if not isinstance(fields, Message) or not fields.get("Status"):
            continue
        status, action = str(fields["Status"]).strip(), str(fields.get("Action", "")).strip().lower()
        if action != "failed" or status[:2] not in ("4.", "5."):
            return None
        words = " ".join(f"{status} {str(fields.get('Diagnostic-Code', '')).partition(';')[2]}".split())
        return Returned(_addresses(message), status.startswith("5."), words[:_LONG])
    return None


def _addresses(message: Message) -> tuple[str, ...]:
    """Where the message was delivered to, as the server of ours that took it in says."""
    named = [str(value) for name in ("Delivered-To", "X-Original-To", "To") for value in message.get_all(name, [])]
    return tuple(address for _, address in getaddresses(named) if address)
