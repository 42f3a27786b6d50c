"""Where newsletters are handed in: the settings' mail server over a connection of our own, or Django's backend."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from email.message import Message
from email.utils import make_msgid, parseaddr
from typing import Any, Protocol

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from sharing.letters import Envelope, Letter, message_of, on_the_wire
from sharing.smtp import Post, Server

_SMTP = "django.core.mail.backends.smtp.EmailBackend"


class Postbox(Protocol):
    """Takes a message in two steps; see sharing.smtp."""

    def offer(self, sender: str, to: str, message: Message) -> None:
        """Everything but the last dot. Raises smtp.Refused, and OSError where nobody can be spoken to."""

    def finish(self) -> str:
        """The dot; what the server answers."""


class _OverSmtp:
    def __init__(self, post: Post) -> None:
        self._post = post
        self._open = False

    def offer(self, sender: str, to: str, message: Message) -> None:
        self._post.offer(sender, to, on_the_wire(message))
        self._open = True

    def finish(self) -> str:
        self._open = False
        return self._post.finish()

    def close(self) -> None:
        """After a message that was not finished nothing more may be said: QUIT would be a part of it."""
        if self._open:
            self._post.give_up()
        else:
            self._post.leave()


class _Ready(EmailMessage):
    """A message that is made already."""

    def __init__(self, sender: str, to: str, made: Message) -> None:
        super().__init__(from_email=sender, to=[to])
        self._made = made

    def message(self, **_: Any) -> Any:
        return self._made


class _OverDjango:
    """For the demonstration and for tests: the whole message in the second step."""

    def __init__(self) -> None:
        self._connection = get_connection()
        self._waiting: _Ready | None = None

    def offer(self, sender: str, to: str, message: Message) -> None:
        self._waiting = _Ready(sender, to, message)

    def finish(self) -> str:
        if self._waiting is not None:
            self._connection.send_messages([self._waiting])
        return "Handed in"


@contextmanager
def open_postbox() -> Iterator[Postbox]:
    """The postbox, for as long as the body goes on. However it ends, what was not finished was not handed in."""
    if settings.EMAIL_BACKEND != _SMTP:
        yield _OverDjango()
        return
    server = Server(
        settings.EMAIL_HOST,
        settings.EMAIL_PORT,
        settings.EMAIL_HOST_USER,
        settings.EMAIL_HOST_PASSWORD,
        starttls=settings.EMAIL_USE_TLS,
    )
    post = Post(server)
    box = _OverSmtp(post)
    try:
        yield box
    except BaseException:
        post.give_up()
        raise
    box.close()


def message_to_oneself(letter: Letter, to: str, now: datetime) -> EmailMessage:
    """A letter to who composes it, to look at it in their own mail program; its link to unsubscribe leads nowhere."""
    _, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    envelope = Envelope(
        to=to,
        sender=settings.DEFAULT_FROM_EMAIL,
        address=address,
        message_id=make_msgid(domain=address.rpartition("@")[2]),
        sent_at=now,
        stop=settings.BASE_URL,
    )
    shown = replace(letter, subject=f"Test: {letter.subject}")
    return _Ready(address, to, message_of(shown, envelope))
