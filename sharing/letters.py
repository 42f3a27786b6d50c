"""Words of a newsletter, and the message that carries them. Pure.

Text is typed plainly: an empty line begins a paragraph, lines that begin with "- " make a list. There is no other mark,
so that whoever writes never meets one by chance.
"""

import binascii
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage, Message
from email.mime.image import MIMEImage
from email.mime.multipart import MIMEMultipart
from email.policy import SMTP
from email.utils import format_datetime
from html.parser import HTMLParser

# Gmail cuts a message's HTML off there, and hides the way to unsubscribe with the rest.
CLIPPED_AT = 102 * 1024
WIDTH = 600
# What stands for each reader's own address to unsubscribe until their message is made.
STOP = "https://stop.invalid/"


@dataclass(frozen=True)
class Paragraph:
    """Either a text or the items of a list."""

    text: str = ""
    items: tuple[str, ...] = ()


def paragraphs(text: str) -> list[Paragraph]:
    """What was typed, in paragraphs and lists."""
    found: list[Paragraph] = []
    for piece in text.replace("\r\n", "\n").split("\n\n"):
        lines: list[str] = []
        items: list[str] = []
        for line in (line.strip() for line in piece.split("\n")):
            if line.startswith("- "):
                items.append(line[2:].strip())
            elif line and items:
                items[-1] += f" {line}"
            elif line:
                lines.append(line)
        found += [Paragraph(text=" ".join(lines))] if lines else []
        found += [Paragraph(items=tuple(items))] if items else []
    return found


@dataclass(frozen=True)
class Picture:
    """A PNG that stands in the HTML as `cid:<name>`."""

    name: str
    png: bytes


@dataclass(frozen=True)
class Letter:
    """A newsletter as it goes to everybody; STOP stands where each reader's own link comes."""

    subject: str
    plain: str
    html: str
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True)
class Envelope:
    """To whom one message goes, and what is its own. sender: as it is shown; address: the bare one; stop: where to
    unsubscribe; list_id: of the list."""

    to: str
    sender: str
    address: str
    message_id: str
    sent_at: datetime
    stop: str = ""
    list_id: str = ""


def message_of(letter: Letter, envelope: Envelope) -> Message:
    """The message for one reader: plain text and HTML, with the pictures beside the HTML."""
    plain, html = (words.replace(STOP, envelope.stop) for words in (letter.plain, letter.html))
    other = MIMEMultipart("alternative", _subparts=[_text(plain, "plain"), _with_pictures(html, letter.pictures)])
    for name, value in _headers(letter, envelope).items():
        other[name] = value
    return other


def _headers(letter: Letter, envelope: Envelope) -> dict[str, str]:
    """As text that is ASCII: the words of people are encoded as RFC 2047 says."""
    known = {
        "Subject": letter.subject,
        "From": envelope.sender,
        "To": envelope.to,
    }
    encoded = EmailMessage(policy=SMTP.clone(max_line_length=0))
    for name, value in known.items():
        encoded[name] = value
    lines = {name: encoded.policy.fold(name, encoded[name]).split(":", 1)[1].strip() for name in known}
    lines |= {
        "Date": format_datetime(envelope.sent_at),
        "Message-ID": envelope.message_id,
        "Precedence": "bulk",
        "Auto-Submitted": "auto-generated",
    }
    if envelope.list_id:
        lines["List-ID"] = envelope.list_id
    if envelope.stop:
        lines["List-Unsubscribe"] = f"<{envelope.stop}>"
        lines["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return lines


def _text(words: str, kind: str) -> Message:
    """Quoted-printable by the C function: the package's own is a hundred times as slow, for every reader."""
    part = Message()
    part["Content-Type"] = f'text/{kind}; charset="utf-8"'
    part["Content-Transfer-Encoding"] = "quoted-printable"
    part.set_payload(binascii.b2a_qp(words.encode(), istext=True).decode("ascii"))
    return part


def _with_pictures(html: str, pictures: tuple[Picture, ...]) -> Message:
    if not pictures:
        return _text(html, "html")
    related = MIMEMultipart("related", _subparts=[_text(html, "html")])
    for picture in pictures:
        part = MIMEImage(picture.png, "png")
        part["Content-ID"] = f"<{picture.name}>"
        part["Content-Disposition"] = f'inline; filename="{picture.name}.png"'
        related.attach(part)
    return related


def on_the_wire(message: Message) -> bytes:
    """The message as bytes."""
    return message.as_bytes(policy=message.policy.clone(linesep="\r\n"))


class _Walk(HTMLParser):
    """Collects what mail programs would take away or not show."""

    _NEVER = frozenset({"script", "style", "link", "form", "iframe", "object", "embed", "video", "svg", "input"})

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in self._NEVER:
            self.found.append(f"<{tag}>")
        if tag == "img":
            self.found += ["a picture without words"] * (not given.get("alt"))
            self.found += ["a picture from elsewhere"] * (not (given.get("src") or "").startswith("cid:"))
            self.found += ["a picture without a width"] * (not given.get("width"))
        if tag == "table" and given.get("role") != "presentation":
            self.found.append("a table that is read out as one")
        if tag == "a" and not (given.get("href") or "").startswith(("https://", "http://", "mailto:")):
            self.found.append("a link that leads nowhere from a mail")
        for name, value in attrs:
            style = value or "" if name == "style" else ""
            self.found += [f"{name}="] * (name.startswith("on") or name == "class")
            self.found += [f"style {word}" for word in ("flex", "grid", "position", "url(", "var(") if word in style]
        width = given.get("width") or ""
        if width.isdigit() and int(width) > WIDTH:
            self.found.append(f"wider than {WIDTH} pixels")


def breaches(letter: Letter) -> list[str]:
    """What in a letter the main mail programs would cut off, take away or not show; empty where nothing is."""
    walk = _Walk()
    walk.feed(letter.html)
    long = ["longer than Gmail shows"] * (len(letter.html.encode()) >= CLIPPED_AT)
    silent = ["no plain text"] * (not letter.plain.strip())
    return walk.found + long + silent
