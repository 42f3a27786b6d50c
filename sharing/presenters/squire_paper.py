"""The draft of an article as a sheet for printing."""

from collections.abc import Iterator, Sequence
from typing import Any

from collaborative.paper import begin, escape, figure, typeset
from measures.charts import export
from sharing.squire import Draft, Missing, Piece, outlined

Files = dict[str, bytes]


def pdf(draft: Draft, *, note: str, foot: str) -> bytes:
    """The draft on A4. note: what to look after, above everything; foot: whose it is, on every page."""
    files: Files = {}
    lines = [begin(title=draft.title, size="A4", foot=escape(foot)), f"= {escape(draft.title)}", "", escape(note)]
    part = ""
    for section in draft.sections:
        if section.item.part != part:
            part = section.item.part
            lines += ["", f"== {escape(part)}"]
        lines += [
            "",
            f"=== {section.item.number}. {escape(section.item.heading)}",
            f"#emph[{escape(section.item.asks)}]",
        ]
        for piece in section.pieces:
            lines += ["", *_piece(piece, files)]
        lines += _missing(section.missing)
    return typeset("\n".join(lines) + "\n", files=files)


def _missing(missing: Sequence[Missing]) -> Iterator[str]:
    if missing:
        yield ""
    for one in missing:
        yield f"- Missing: {escape(one.words)}"


def _piece(piece: Piece, files: Files) -> Iterator[str]:
    if piece.get("heading"):
        yield f"#strong[{escape(piece['heading'])}]"
        yield ""
    match piece["kind"]:
        case "text":
            yield f"#block[{escape(piece['text'])}]"
        case "list":
            yield from (f"- {_line(one)}" for one in piece["items"])
        case "table":
            yield f"#strong[{escape(piece['title'])}]"
            yield ""
            yield _table(piece["head"], piece["rows"])
        case "theory":
            yield from (f"{'  ' * level}- {_line(text)}" for level, text in outlined(piece["outline"]))
        case "chart":
            name = f"chart-{len(files) + 1}.svg"
            files[name] = export.svg_file(piece["spec"]).encode()
            yield figure(name, alt=piece["sentence"], width="85%")
            yield ""
            yield escape(piece["sentence"])


def _line(text: str) -> str:
    return escape(" ".join(str(text).split()))


def _table(head: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    cells = [f"[{_line(cell)}]" for row in rows for cell in row]
    columns = ", ".join("auto" if at == 0 and head[0] == "Began" else "1fr" for at in range(len(head)))
    titles = ", ".join(f"[#strong[{_line(one)}]]" for one in head)
    return f"#table(columns: ({columns}), stroke: 0.4pt, table.header({titles}), {', '.join(cells)})"
