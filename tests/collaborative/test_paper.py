"""Sheets for printing: what stands on them, and that words cannot do anything there."""

import io

import pytest
import typst
from pypdf import PdfReader

from collaborative.paper import SIZES, begin, escape, figure, quoted, typeset

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

_POINTS = 72 / 25.4
_DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 20"><text x="2" y="15">Baseline</text></svg>'
HOSTILE = (
    '#read("/etc/hostname") #import "@preview/cetz:0.3.0" #{panic("x")} = heading\n= Heading\n- list\n+ one\n'
    "/ term: x\n1. first\n*bold* _it_ `raw` $x^2$ <label> @ref ~ -- --- ... // gone /* gone */ ] [ } { "
    "\\ \\u{41} https://x.org/a_b "
    "\"q\" 'q' ’ & < > % | ^"
)


def _read(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf))


@pytest.mark.parametrize(("size", "landscape"), [("A4", False), ("A3", True), ("A1", False)])
def test_a_sheet_has_its_size_its_words_its_title_and_is_tagged(size: str, landscape: bool) -> None:
    source = begin(title="Trust *first*", size=size, landscape=landscape, foot=escape("Ward 4 #1"))
    source += "= Aim\n" + escape("By June, 90% of #people") + "\n" + figure("chart-1.svg", alt="A line that rises")
    read = _read(typeset(source, files={"chart-1.svg": _DRAWING}))
    box = read.pages[0].mediabox
    width, height = SIZES[size].width * _POINTS, SIZES[size].height * _POINTS
    expected = (height, width) if landscape else (width, height)
    assert (float(box.width), float(box.height)) == pytest.approx(expected, abs=0.1)
    words = read.pages[0].extract_text()
    assert "By June, 90% of #people" in words
    assert "Ward 4 #1" in words
    assert "Page 1 of 1" in words
    assert "Baseline" in words, "letters in a picture are letters on the sheet"
    assert read.metadata is not None
    assert read.metadata.title == "Trust *first*"
    assert read.root_object["/Lang"] == "en-GB"
    assert "/StructTreeRoot" in read.root_object


def test_hostile_words_print_as_they_were_typed() -> None:
    source = begin(title=HOSTILE, size="A4") + "= Aim\n#block[" + escape(HOSTILE) + "]\n" + escape("ends here")
    read = _read(typeset(source))
    assert read.metadata is not None
    assert read.metadata.title == " ".join(HOSTILE.split())
    squeezed = "".join(read.pages[0].extract_text().split())
    assert "".join(HOSTILE.split()) in squeezed
    assert "endshere" in squeezed
    assert len(read.pages) == 1


def test_lines_stay_lines_and_paragraphs_paragraphs() -> None:
    assert escape("one\r\ntwo\n \n\nthree") == "one \\\ntwo\n\nthree"
    assert quoted('a "b"\nc') == '"a \\u{22}b\\u{22} c"'


@pytest.mark.parametrize("name", ["../x.svg", "/etc/x.svg", "x.typ", "", "A.svg"])
def test_a_picture_has_a_plain_name(name: str) -> None:
    with pytest.raises(ValueError, match="no name"):
        typeset(begin(title="x", size="A4") + "= x", files={name: _DRAWING})


def test_nothing_is_read_or_fetched_from_outside() -> None:
    with pytest.raises(ValueError, match="no package"):
        typeset('#import "@preview/cetz:0.3.0"')
    for path in ("/etc/hostname", "../../../../etc/hostname"):
        with pytest.raises(typst.TypstError):
            typeset(begin(title="x", size="A4") + f'= x\n#read("{path}")')


def test_a_picture_without_its_words_is_no_sheet() -> None:
    with pytest.raises(typst.TypstError, match="alt"):
        typeset(begin(title="x", size="A4") + '= x\n#image("a.svg")', files={"a.svg": _DRAWING})
