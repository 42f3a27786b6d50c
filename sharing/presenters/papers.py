"""A newsletter on A4 paper."""

from collections.abc import Iterator

from collaborative.nhsuk.filters import date_long
from collaborative.paper import begin, escape, quoted, typeset
from sharing.letters import Paragraph
from sharing.models import BlockKind, Newsletter
from sharing.presenters.letters import Piece, issue_link, pieces_of


def newsletter_pdf(newsletter: Newsletter, *, outside: bool) -> bytes:
    """The newsletter as a tagged PDF; for outside readers with only what may be shown to everybody."""
    pieces, files = pieces_of(newsletter, outside=outside), {}
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


def paragraphs_on_paper(said: tuple[Paragraph, ...] | list[Paragraph]) -> Iterator[str]:
    """Paragraphs and lists as Typst markup."""
    for one in said:
        if one.items:
            yield "\n".join(f"- {escape(item)}" for item in one.items) + "\n"
        else:
            yield f"{escape(one.text)}\n"
