"""A mail server's connection without a network, which can be cut at any step."""

from collections.abc import Callable
from smtplib import SMTPServerDisconnected
from typing import Any


class Killed(BaseException):
    """The worker's process is gone: nothing after it is done, not even what tidies up."""


class Wire:
    """What reached the server. `at` is called with each step's name and the address, and may raise."""

    def __init__(self) -> None:
        self.at: Callable[[str, str], None] = lambda step, to: None
        self.senders: list[str] = []
        self.delivered: list[str] = []
        self.messages: list[bytes] = []
        self.refuses: dict[str, tuple[int, bytes]] = {}

    def connect(self, *_: Any, **__: Any) -> "Connection":
        return Connection(self)


class Connection:
    """Speaks as smtplib.SMTP does, as far as we use it."""

    def __init__(self, wire: Wire) -> None:
        self._wire, self._to, self._data = wire, "", b""
        self._closed = False
        self.sock = None

    def ehlo_or_helo_if_needed(self) -> None:
        pass

    def mail(self, sender: str) -> tuple[int, bytes]:
        self._alive()
        self._wire.senders.append(sender)
        return 250, b"ok"

    def rcpt(self, to: str) -> tuple[int, bytes]:
        self._to = to
        self._wire.at("rcpt", to)
        return self._wire.refuses.get(to, (250, b"ok"))

    def rset(self) -> None:
        self._alive()

    def putcmd(self, verb: str) -> None:
        assert verb == "data"

    def send(self, data: bytes) -> None:
        self._alive()
        if data == b".\r\n":
            self._wire.at("before the dot", self._to)
            self._wire.delivered.append(self._to)
            self._wire.messages.append(self._data)
            self._wire.at("after the dot", self._to)
        else:
            self._data = data
            self._wire.at("offered", self._to)

    def getreply(self) -> tuple[int, bytes]:
        delivered = bool(self._wire.delivered) and self._wire.delivered[-1] == self._to
        return (250, b"taken") if delivered else (354, b"go on")

    def close(self) -> None:
        self._closed = True

    def quit(self) -> None:
        self._closed = True

    def _alive(self) -> None:
        if self._closed:
            raise SMTPServerDisconnected("closed")
