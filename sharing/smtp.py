"""A mail server at the other end of one connection, spoken to so that it is known what it has been given. Pure.

RFC 5321 4.1.1.4: a server that did not get the line with the single dot must deliver nothing. So a message is given in
two steps, and whoever sends notes between them that the second is about to be taken: what was offered and not finished
may be sent again, and what was finished without an answer may have arrived, so it is not (RFC 1047 tells why).
"""

import re
import smtplib
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass

_MAILBOX_OK = {250, 251}
_GO_ON = 354
_LONG = 300


@dataclass(frozen=True)
class Server:
    """Where mail is handed in. timeout: seconds for each answer."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    starttls: bool = False
    timeout: float = 20.0


@dataclass(frozen=True)
class Refused(Exception):
    """The server's refusal. step: mail, rcpt, data or dot; code: of three digits."""

    step: str
    code: int
    words: str

    @property
    def is_for_now(self) -> bool:
        """Whether the server says that it may be tried again."""
        return self.code < 500

    @property
    def is_of_address(self) -> bool:
        """Whether it is for good, and about the address rather than the message."""
        return self.step == "rcpt" and not self.is_for_now


class Post:
    """One connection. Raises OSError (smtplib's own errors are such) where the server cannot be spoken to."""

    def __init__(self, server: Server, connect: Callable[..., smtplib.SMTP] = smtplib.SMTP) -> None:
        self._smtp = connect(server.host, server.port, timeout=server.timeout)
        try:
            if server.starttls:
                self._smtp.starttls(context=ssl.create_default_context())
            if server.user:
                self._smtp.login(server.user, server.password)
            self._smtp.ehlo_or_helo_if_needed()
            # The dot is a packet of its own: else it waits until the server has acknowledged what went before it.
            if self._smtp.sock is not None:
                self._smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except BaseException:
            self.give_up()
            raise

    def offer(self, sender: str, to: str, message: bytes) -> None:
        """Everything up to the line with the dot. Raises Refused; the next message may be offered after it."""
        self._step("mail", self._smtp.mail(sender), _MAILBOX_OK)
        self._step("rcpt", self._smtp.rcpt(to), _MAILBOX_OK)
        self._smtp.putcmd("data")
        self._step("data", self._smtp.getreply(), {_GO_ON})
        self._smtp.send(stuffed(message))

    def finish(self) -> str:
        """The dot, and what the server answers to it. Raises Refused where it does not take the message."""
        self._smtp.send(b".\r\n")
        code, words = self._smtp.getreply()
        if code == -1:
            raise smtplib.SMTPServerDisconnected("The connection ended.")
        if code != 250:
            raise Refused("dot", code, _plain(words))
        return _plain(words)

    def give_up(self) -> None:
        """Close the connection as it stands: a message that was offered and not finished is none."""
        self._smtp.close()

    def leave(self) -> None:
        """Take leave of the server."""
        try:
            self._smtp.quit()
        except OSError:
            self.give_up()

    def _step(self, step: str, reply: tuple[int, bytes], wanted: set[int]) -> None:
        code, words = reply
        if code in wanted:
            return
        # 421: the server is about to close, which says nothing of this message.
        if code in (-1, 421):
            raise smtplib.SMTPServerDisconnected("The connection ended.")
        self._smtp.rset()
        raise Refused(step, code, _plain(words))


def stuffed(message: bytes) -> bytes:
    """The message as it goes over the line: CRLF at the end of each line, a dot before each line that begins with one,
    and the last line ended."""
    lines = re.sub(rb"\r\n|\r|\n", b"\r\n", message)
    ended = lines if lines.endswith(b"\r\n") else lines + b"\r\n"
    return re.sub(rb"(?m)^\.", b"..", ended)


def _plain(words: bytes) -> str:
    return " ".join(words.decode("ascii", "replace").split())[:_LONG]
