"""A newsletter on A4 paper."""

from collections.abc import Iterable, Iterator

from collaborative.nhsuk.filters import date_long
from collaborative.paper import begin, escape, figure, quoted, typeset
from sharing.letters import Paragraph
from sharing.models import BlockKind, Newsletter
from sharing.presenters.letters import Piece, issue_link, pieces_of


def newsletter_pdf(newsletter: Newsletter, *, outside: bool) -> bytes:
    """The newsletter as a tagged PDF; for outside readers with only what may be shown to everybody."""
    pieces = pieces_of(newsletter, outside=outside)
    files = {f"{one.card.uid}.svg": one.card.svg.encode() for one in pieces if one.card and one.card.svg}
    day = newsletter.started_at or newsletter.created_at
    foot = escape(f"{newsletter.collaborative.name}, newsletter {newsletter.number}, {date_long(day)}")
    source = [
        begin(title=newsletter.subject, size="A4", foot=foot),
        f"#text(size: 9pt)[{escape(newsletter.collaborative.name)}]\n",
        f"= {escape(newsletter.subject)}\n",
    ]
    if newsletter.preheader:
        source.append(f"#text(size: 12pt)[{escape(newsletter.preheader)}]\n")
    for piece in pieces:
        source += _block(piece)
    page = issue_link(newsletter, outside=outside)
    if page:
        source.append(f"#v(1em)\n#link({quoted(page)})[{escape(page)}]\n")
    return typeset("\n".join(source), files=files)


def _block(piece: Piece) -> Iterator[str]:
    block = piece.block
    if block.kind == BlockKind.CARD:
        yield from _card(piece)
        return
    if block.kind == BlockKind.EVENT:
        yield '#block(inset: (left: 10pt, y: 6pt), stroke: (left: 2pt + rgb("#005eb8")), breakable: false)['
    if block.heading:
        yield f"== {escape(block.heading)}\n"
    for words in (block.when, block.place):
        if words:
            yield f"#strong[{escape(words)}]\n"
    yield from paragraphs_on_paper(piece.said)
    if block.link:
        yield f"#link({quoted(block.link)})[{escape(block.link_text)}: {escape(block.link)}]\n"
    if block.kind == BlockKind.EVENT:
        yield "]\n"


def _card(piece: Piece) -> Iterator[str]:
    yield from paragraphs_on_paper(piece.said)
    card = piece.card
    if card is None:
        yield "#emph[What stood here was withdrawn.]\n"
        return
    yield f"== {escape(card.title)}\n#text(size: 9pt)[{escape(card.of)}]\n"
    yield f"{escape(card.summary)}\n"
    if card.svg:
        yield figure(f"{card.uid}.svg", alt=card.sentence, width="85%") + "\n"
        yield f"#text(size: 9pt)[{escape(card.rule)}]\n"
    if card.quote:
        yield f"#quote(block: true)[{escape(card.quote)}]\n"
        if card.who:
            yield f"#text(size: 9pt)[{escape(card.who)}]\n"


def paragraphs_on_paper(said: Iterable[Paragraph]) -> Iterator[str]:
    """Paragraphs and lists as Typst markup."""
    for one in said:
        if one.items:
            yield "\n".join(f"- {escape(item)}" for item in one.items) + "\n"
        else:
            yield f"{escape(one.text)}\n"
