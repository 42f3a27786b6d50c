"""Photos and files: told by their content, rid of what a camera adds, kept privately and given out with checks."""

from collections.abc import Callable
from io import BytesIO
from uuid import uuid4
from zipfile import ZipFile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject, StreamObject

from pdsa.actions import add_file, path_of
from pdsa.filetypes import LARGEST, MOST, NotAccepted, checked, part_of
from pdsa.models import Cycle, File
from tests.cast import Cast
from tests.pdsa.browsing import at, text_of
from tests.pdsa.conftest import make_cycle

Make = Callable[..., Cycle]


def photo(form: str = "JPEG", size: tuple[int, int] = (30, 20)) -> bytes:
    """A picture that says which camera took it, and that it lies on its side."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "Canary Camera", 6
    out = BytesIO()
    Image.new("RGB", size, "red").save(out, form, exif=exif)
    return out.getvalue()


def packed(*names: str) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w") as made:
        for name in names:
            made.writestr(name, "x")
    return out.getvalue()


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_photo_is_written_anew_upright_and_without_its_camera(form: str) -> None:
    sent = photo(form)
    assert b"Canary Camera" in sent
    kept = checked("C:\\phone\\IMG 1.jpeg", sent)
    assert (kept.name, kept.kind) == (("IMG 1.png", "png") if form == "PNG" else ("IMG 1.jpg", "jpg"))
    assert b"Canary" not in kept.content
    shown = Image.open(BytesIO(kept.content))
    assert shown.size == (20, 30)
    assert not shown.getexif()


def test_a_large_photo_becomes_no_larger_than_is_looked_at() -> None:
    shown = Image.open(BytesIO(checked("x.jpg", photo(size=(4000, 1000))).content))
    assert shown.size == (500, 2000)


OFFICE = "[Content_Types].xml"
CORE = "docProps/core.xml"


def pdf(password: str = "") -> bytes:
    """Two pages that say who made them, in both ways that a PDF can."""
    made = PdfWriter()
    made.add_blank_page(200, 100)
    made.add_blank_page(300, 100)
    made.add_metadata({"/Author": "Canary Nurse"})
    said = StreamObject()
    said.set_data(b"<x:xmpmeta>Canary Nurse</x:xmpmeta>")
    made.root_object[NameObject("/Metadata")] = said
    made.pages[0][NameObject("/Metadata")] = said
    if password:
        made.encrypt(password)
    out = BytesIO()
    made.write(out)
    return out.getvalue()


def test_a_pdf_keeps_its_pages_and_loses_who_made_it() -> None:
    assert b"Canary" in pdf()
    kept = checked("plan.pdf", pdf()).content
    assert b"Canary" not in kept
    shown = PdfReader(BytesIO(kept))
    assert [round(float(page.mediabox.width)) for page in shown.pages] == [200, 300]
    assert "/Author" not in (shown.metadata or {})


def test_a_word_file_keeps_its_words_and_loses_who_made_it_and_the_camera() -> None:
    parts = {OFFICE: b"types", "word/document.xml": b"Ring first", CORE: b"Canary Nurse", "word/media/i.jpg": photo()}
    out = BytesIO()
    with ZipFile(out, "w") as made:
        for name, part in parts.items():
            made.writestr(name, part)
    with ZipFile(BytesIO(checked("plan.docx", out.getvalue()).content)) as kept:
        assert kept.namelist() == list(parts)
        assert kept.read("word/document.xml") == b"Ring first"
        assert b"coreProperties" in kept.read(CORE)
        assert not [name for name in parts if b"Canary" in kept.read(name)]
        assert Image.open(BytesIO(kept.read("word/media/i.jpg"))).size == (20, 30)
        assert {one.date_time[0] for one in kept.infolist()} == {1980}


@pytest.mark.parametrize(
    ("name", "content", "kept"),
    [
        ("tally.exe", pdf(), "tally.pdf"),
        ("../../etc/tally.xlsx", packed(OFFICE, "xl/workbook.xml"), "tally.xlsx"),
        ("minutes.docx", packed(OFFICE, "word/document.xml"), "minutes.docx"),
        ("tally.csv", "month,n\nMärz,3\n".encode(), "tally.csv"),
        ("<script>.csv", b"a,b\n", "script.csv"),
    ],
)
def test_documents_are_told_by_their_content(name: str, content: bytes, kept: str) -> None:
    found = checked(name, content)
    assert (found.name, found.kind) == (kept, kept.rpartition(".")[2])
    if found.kind == "csv":
        assert found.content == content


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("x.pdf", b"", "is empty"),
        ("x.pdf", b"%PDF-" + b"x" * LARGEST, "larger than 10 MB"),
        ("x.pdf", b"MZ\x90\x00", "Choose a picture"),
        ("x.html", b"<script>alert(1)</script>", "Choose a picture"),
        ("x.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "Choose a picture"),
        ("x.csv", b"a\0b", "Choose a picture"),
        ("x.csv", b"\xff\xfe\xfd", "Choose a picture"),
        ("x.jpg", photo()[:200], "cannot be read"),
        ("x.zip", packed("a.txt"), "Of packed files only"),
        ("x.docx", b"PK\x03\x04broken", "cannot be read"),
        ("x.pdf", b"%PDF-1.7\n%%EOF\n", "cannot be read"),
        ("x.pdf", pdf("secret"), "is locked"),
        ("x.xlsx", packed(OFFICE, "xl/workbook.xml", "xl/vbaProject.bin"), "macros"),
    ],
)
def test_what_is_not_kept_is_refused_in_words(name: str, content: bytes, words: str) -> None:
    with pytest.raises(NotAccepted, match=words):
        checked(name, content)


def test_only_a_recording_is_a_recording() -> None:
    assert checked("note.webm", b"\x1a\x45\xdf\xa3rest", sound=True).kind == "webm"
    assert checked("note", b"\0\0\0\x20ftypM4A ", sound=True).name == "note.m4a"
    with pytest.raises(NotAccepted):
        checked("note.webm", photo(), sound=True)
    with pytest.raises(NotAccepted):
        checked("note.webm", b"\x1a\x45\xdf\xa3rest")


@pytest.mark.parametrize(
    ("header", "part"),
    [("", None), ("bytes=0-1", (0, 1)), ("bytes=2-", (2, 9)), ("bytes=-3", (7, 9)), ("bytes=4-99", (4, 9)),
     ("bytes=99-", None), ("bytes=-", None), ("lines=1-2", None)],
)  # fmt: skip
def test_the_part_a_player_asks_for(header: str, part: tuple[int, int] | None) -> None:
    assert part_of(b"0123456789", header) == part


def test_a_photo_is_added_once_seen_and_removed_for_good(
    cast: Cast, lead: Client, made: Make, django_capture_on_commit_callbacks: Callable
) -> None:
    cycle, address = made("do"), "cycle-files"
    key = str(uuid4())
    for _ in range(2):
        data = {"file": SimpleUploadedFile("board.jpg", photo()), "about": "The whiteboard", "form_key": key}
        assert lead.post(at(address, cycle.pk), data)["Location"] == at("cycle", cycle.pk) + "#files"
    with cast.scope():
        file = File.objects.get()
    page = lead.get(at("cycle", cycle.pk)).content.decode()
    assert f'src="{at("file", file.pk)}" alt="The whiteboard"' in page
    client = Client()
    client.force_login(cast.sponsor)
    answer = client.get(at("file", file.pk))
    assert Image.open(BytesIO(answer.content)).size == (20, 30)
    assert {name: answer[name] for name in ("Content-Type", "X-Content-Type-Options", "Cache-Control")} == {
        "Content-Type": "image/jpeg",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Content-Disposition"] == "inline; filename*=UTF-8''board.jpg"
    part = client.get(at("file", file.pk), headers={"Range": "bytes=0-3"})
    assert (part.status_code, part.content) == (206, answer.content[:4])
    assert client.get(at("file-remove", file.pk)).status_code == 404
    client.force_login(cast.south_lead)
    assert client.get(at("file", file.pk)).status_code == 404
    assert "cannot be brought back" in text_of(lead.get(at("file-remove", file.pk)))
    with django_capture_on_commit_callbacks(execute=True):
        lead.post(at("file-remove", file.pk))
    assert not default_storage.exists(path_of(file))
    assert lead.get(at("file", file.pk)).status_code == 404


def test_a_document_is_saved_never_shown(cast: Cast, lead: Client) -> None:
    with cast.scope():
        file = add_file(cycle=make_cycle(cast), by=cast.lead, name="Tally märz.pdf", content=pdf())
    answer = lead.get(at("file", file.pk))
    assert answer["Content-Disposition"] == "attachment; filename*=UTF-8''Tally%20m%C3%A4rz.pdf"
    assert len(PdfReader(BytesIO(answer.content)).pages) == 2


def test_a_refused_file_says_why_beside_its_box_and_a_test_holds_so_many(cast: Cast, lead: Client) -> None:
    with cast.scope():
        cycle = make_cycle(cast)
    page = lead.post(at("cycle-files", cycle.pk), {"file": SimpleUploadedFile("x.jpg", b"MZ"), "about": "Kept words"})
    assert (page.status_code, "Kept words" in page.content.decode()) == (422, True)
    assert 'href="#id_file"' in page.content.decode()
    with cast.scope():
        owner = {"collaborative_id": cycle.collaborative_id, "participation_id": cycle.participation_id}
        File.objects.bulk_create(
            File(**owner, cycle=cycle, name="x.csv", kind="csv", size=1, made_by=cast.lead) for _ in range(MOST)
        )
        with pytest.raises(ValidationError, match="can have 20 files"):
            add_file(cycle=cycle, by=cast.lead, name="x.pdf", content=pdf())
