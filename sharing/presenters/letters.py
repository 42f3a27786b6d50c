"""Newsletters as letters: the same words as a page, as e-mail in HTML and as plain text."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.template import engines
from django.urls import reverse
from django.utils.crypto import salted_hmac

from measures.charts.export import png
from sharing.letters import STOP, Envelope, Letter, Paragraph, Picture, paragraphs
from sharing.models import BlockKind, Channel, Newsletter, NewsletterBlock, NewsletterRecipient
from sharing.presenters.cards import Card, card_of
from sharing.queries.newsletters import blocks_of, cards_in, stop_link

# Pixels of a picture for each unit of its drawing: sharp on most screens, and not heavy.
PER_UNIT = 1.5


@dataclass(frozen=True)
class Piece:
    """A block as it is shown. anchor: its place on the page of the issue."""

    block: NewsletterBlock
    said: Sequence[Paragraph] = field(default_factory=tuple)
    card: Card | None = None

    @property
    def anchor(self) -> str:
        return f"part-{self.block.pk}"


def pieces_of(newsletter: Newsletter, *, outside: bool) -> list[Piece]:
    """What stands in a newsletter, for people of the collaborative or, narrower, for everybody."""
    blocks, channel = blocks_of(newsletter), Channel.WEB if outside else Channel.COLLABORATIVE
    shown = cards_in(blocks, channel)
    cards = {pk: card_of(row, f"card-{pk}") for pk, row in shown.items()}
    pieces = [Piece(block, paragraphs(block.text), cards.get(block.pk)) for block in blocks]
    # Outside nobody is told that there was something else.
    return [one for one in pieces if one.card or one.block.kind != BlockKind.CARD or not outside]


def letters_of(newsletter: Newsletter) -> Mapping[bool, Letter]:
    """The letter as it reads now, for outside readers (True) and for people of the collaborative (False)."""
    return {outside: letter_of(newsletter, outside=outside) for outside in (False, True)}


def letter_of(newsletter: Newsletter, *, outside: bool, pictures_inside: bool = False) -> Letter:
    """The letter for one of the two kinds of readers. pictures_inside: in the HTML itself, to be looked at in a
    browser."""
    pieces = pieces_of(newsletter, outside=outside)
    pictures = tuple(
        Picture(one.card.uid, png(one.card.svg, scale=PER_UNIT)) for one in pieces if one.card and one.card.svg
    )
    sources = {one.name: f"cid:{one.name}" for one in pictures}
    if pictures_inside:
        sources = {one.name: f"data:image/png;base64,{b64encode(one.png).decode()}" for one in pictures}
    context: dict[str, Any] = {
        "newsletter": newsletter,
        "collaborative": newsletter.collaborative,
        "pieces": pieces,
        "sources": sources,
        "page": issue_link(newsletter, outside=outside),
        "stop": STOP,
        "outside": outside,
    }
    engine = engines["jinja2"]
    html = engine.get_template("mail/newsletter.jinja").render(context)
    plain = engine.get_template("mail/newsletter_plain.jinja").render(context)
    return Letter(newsletter.subject, _tidy(plain), html, pictures)


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
