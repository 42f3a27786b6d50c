"""A chart that leaves the site: a picture with all its words, the same wherever the server runs."""

import struct
from xml.etree import ElementTree

import pytest

from measures.charts import export, words
from tests.measures.chart_cases import KINDS, SHAPES, make_spec, of_kind
from tests.measures.test_chart_static import NASTY, SVG, words_of

CAPTION = "Example Trust. Numbers entered by 3 March 2028."


def size(picture: bytes) -> tuple[int, int]:
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    return struct.unpack(">II", picture[16:24])


def test_the_document_stands_alone_with_everything_said() -> None:
    spec = SHAPES["two parts"]
    document = export.svg_file(spec, CAPTION)
    assert document.startswith('<?xml version="1.0" encoding="UTF-8"?>\n<svg ')
    said = " ".join(words_of(document))
    for part in (spec.title, spec.y_label, words.sentence(spec), words.method(spec), CAPTION):
        assert part in said
    assert "A. New median from Jan 2027: The clinic moved, and it has held for six months" in said
    assert "Arimo" in ElementTree.fromstring(document).get("font-family", "")


def test_points_left_out_are_listed_with_their_reasons() -> None:
    said = words_of(export.svg_file(SHAPES["several left out"]))
    assert {"Left out: Jan 2026, Aug 2027", "Left out: Sep 2026, Oct 2026 (Strike)"} <= set(said)


def test_nothing_in_it_is_asked_of_another_place_and_words_are_escaped() -> None:
    spec = make_spec([1.0, None], title=NASTY, y_label=NASTY, labels=(NASTY, NASTY))
    document = export.svg_file(spec, NASTY)
    assert "<script" not in document
    root = ElementTree.fromstring(document)
    for element in root.iter():
        assert element.tag not in {f"{SVG}script", f"{SVG}style", f"{SVG}image", f"{SVG}a"}
        assert not [name for name in element.attrib if name.endswith("href")]


def test_long_words_are_broken_and_make_it_higher() -> None:
    height = float(ElementTree.fromstring(export.svg_file(KINDS["run"], "Short")).get("height", 0))
    long = export.svg_file(KINDS["run"], "A long word on whose numbers they are. " * 20)
    assert float(ElementTree.fromstring(long).get("height", 0)) > height + 60


@pytest.mark.parametrize("scale", [1, 2, 0.5])
def test_a_png_has_so_many_pixels_for_each_unit(scale: float) -> None:
    document = export.svg_file(KINDS["xmr"], CAPTION)
    root = ElementTree.fromstring(document)
    wanted = float(root.get("width", 0)) * scale, float(root.get("height", 0)) * scale
    assert size(export.png(document, scale)) == pytest.approx(wanted, abs=1.5)


def test_words_are_drawn_with_the_fonts_that_came_with_the_product() -> None:
    font = 'font-family="Frutiger W01, Arial, sans-serif" font-size="20"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="200" height="40" {font}>'
    words_there = export.png(head + '<text x="5" y="28">Upper limit ± 2.66 ø′</text></svg>')
    blank = export.png(head + "</svg>")
    assert len(words_there) > 3 * len(blank)
    assert export.png(head + '<text x="5" y="28" font-weight="bold">Upper limit ± 2.66 ø′</text></svg>') != words_there


def test_a_scale_that_would_fill_the_memory_is_refused() -> None:
    document = export.svg_file(of_kind([1, 2, 3], "run"))
    for scale in (0, -1, 4.5):
        with pytest.raises(ValueError, match="scale must be above 0 and at most 4"):
            export.png(document, scale)


def test_fonts_that_were_never_installed_are_named(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    monkeypatch.setattr(export, "FONTS", (tmp_path / "Arimo-Regular.ttf",))
    with pytest.raises(FileNotFoundError, match=r"Arimo-Regular\.ttf is missing from static/vendor/fonts"):
        export.png(export.svg_file(KINDS["run"]))
