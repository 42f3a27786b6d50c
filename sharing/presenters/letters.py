"""Newsletters as letters: the same words as a page, as e-mail in HTML and as plain text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.template import engines
from django.urls import reverse
from django.utils.crypto import salted_hmac

from sharing.letters import STOP, Envelope, Letter, Paragraph, Picture, paragraphs
from sharing.models import Newsletter, NewsletterBlock, NewsletterRecipient
from sharing.queries.newsletters import blocks_of, stop_link


@dataclass(frozen=True)
class Piece:
    """A block as it is shown. anchor: its place on the page of the issue."""

    block: NewsletterBlock
    said: Sequence[Paragraph] = field(default_factory=tuple)

    @property
    def anchor(self) -> str:
        return f"part-{self.block.pk}"


def pieces_of(newsletter: Newsletter, *, outside: bool) -> list[Piece]:
    """What stands in a newsletter, for people of the collaborative or, narrower, for everybody."""
    return [Piece(block, paragraphs(block.text)) for block in blocks_of(newsletter)]


def letters_of(newsletter: Newsletter) -> Mapping[bool, Letter]:
    """The letter as it reads now, for outside readers (True) and for people of the collaborative (False)."""
    return {outside: letter_of(newsletter, outside=outside) for outside in (False, True)}


def letter_of(newsletter: Newsletter, *, outside: bool, pictures_inside: bool = False) -> Letter:
    """The letter for one of the two kinds of readers. pictures_inside: in the HTML itself, to be looked at in a
    browser."""
    pieces = pieces_of(newsletter, outside=outside)
    pictures: list[Picture] = []
    context: dict[str, Any] = {
        "newsletter": newsletter,
        "collaborative": newsletter.collaborative,
        "pieces": pieces,
        "pictures": pictures,
        "page": issue_link(newsletter, outside=outside),
        "stop": STOP,
        "outside": outside,
    }
    engine = engines["jinja2"]
    html = engine.get_template("mail/newsletter.jinja").render(context)
    plain = engine.get_template("mail/newsletter_plain.jinja").render(context)
    return Letter(newsletter.subject, _tidy(plain), html, tuple(pictures))


def _tidy(plain: str) -> str:
    """Not more than one empty line in a row, none at the ends."""
    lines = [line.rstrip() for line in plain.strip().split("\n")]
    kept = [line for at, line in enumerate(lines) if line or lines[at - 1]]
    return "\n".join(kept) + "\n"


def issue_link(newsletter: Newsletter, *, outside: bool) -> str:
    """The whole address of the page of this issue; empty for outside readers of one that is not public."""
    slug = newsletter.collaborative.slug
    if not outside:
        return settings.BASE_URL + reverse("newsletter-issue", args=[slug, newsletter.number])
    if not newsletter.is_public:
        return ""
    return settings.BASE_URL + reverse("newsletter-public", args=[slug, newsletter.number])


def envelope_to(recipient: NewsletterRecipient, now: datetime) -> Envelope:
    """What is one reader's own. The message's id is the same whenever it is sent again."""
    collaborative = recipient.newsletter.collaborative
    _, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    host = address.rpartition("@")[2] or "localhost"
    mark = salted_hmac("sharing.letters", str(recipient.pk)).hexdigest()[:16]
    name = "".join(letter for letter in collaborative.name if letter not in '"\\<>@,;:')
    return Envelope(
        to=recipient.email,
        sender=f'"{name}" <{address}>',
        address=address,
        message_id=f"<newsletter-{recipient.newsletter_id}-{recipient.pk}-{mark}@{host}>",
        sent_at=now,
        stop=stop_link(collaborative.slug, recipient.pk),
        list_id=f"<newsletters.{collaborative.slug}.{host}>",
    )
