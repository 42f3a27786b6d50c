"""A mail server that keeps what it is given, so that a test can follow the links people are sent."""

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_string
from email.header import decode_header, make_header
from email.message import Message
from typing import Any


class Mailbox:
    """Every message that was sent, oldest first, with the addresses it was for."""

    def __init__(self) -> None:
        self._sent: list[tuple[list[str], Message]] = []
        self.port = 0

    def take(self, to: list[str], text: str) -> None:
        """Keep a message."""
        self._sent.append((to, message_from_string(text)))

    def words(self, address: str, subject: str) -> str:
        """The text of the latest message to an address whose subject holds these words; "" while there is none."""
        for to, message in reversed(self._sent):
            if address in to and subject in str(make_header(decode_header(message["Subject"]))):
                text = next(part for part in message.walk() if part.get_content_type() == "text/plain")
                payload: Any = text.get_payload(decode=True)
                return payload.decode(text.get_content_charset() or "utf-8")
        return ""

    def link(self, address: str, subject: str) -> str:
        """The first link in that message, as a path."""
        return re.search(r"https?://[^/\s]+(/\S+)", self.words(address, subject))[1]  # type: ignore[index]


class _Session(socketserver.StreamRequestHandler):
    """One conversation: only what Django's mail backend says."""

    def handle(self) -> None:
        self._say("220 test")
        to: list[str] = []
        while line := self.rfile.readline().decode():
            verb = line[:4].upper()
            if verb == "RCPT":
                to.append(re.search(r"<(.+?)>", line)[1].lower())  # type: ignore[index]
            if verb == "DATA":
                self._say("354 go on")
                self.server.mailbox.take(to, self._text())  # type: ignore[attr-defined]
                to = []
            self._say("221 bye" if verb == "QUIT" else "250 ok")
            if verb == "QUIT":
                return

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())

    def _text(self) -> str:
        lines = []
        while (line := self.rfile.readline().decode()) not in (".\r\n", ""):
            lines.append(line[1:] if line.startswith("..") else line)
        return "".join(lines)


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True


@contextmanager
def mail_server() -> Iterator[Mailbox]:
    """A mailbox with its server, on a free port of the loopback address."""
    mailbox = Mailbox()
    with _Server(("127.0.0.1", 0), _Session) as server:
        server.mailbox = mailbox  # type: ignore[attr-defined]
        mailbox.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield mailbox
        server.shutdown()
