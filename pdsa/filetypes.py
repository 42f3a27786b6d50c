"""Which files may stand beside a test: told by what is in them, never by their name or by what a browser says. Pure.

A picture is decoded and written anew, so that nothing of it is kept but what can be seen: where and with what it was
taken, and whatever else a camera writes, is gone. From documents is taken what their programs wrote about who made them
(`pdsa.stripping`); a CSV file is its text, and kept as it is.
"""

import re
from dataclasses import dataclass
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from PIL import Image, ImageOps, UnidentifiedImageError

from pdsa.stripping import NotReadable, plain_office, plain_pdf

LARGEST = 10 * 1024 * 1024  # bytes of a file
MOST = 20  # files of a test
ACCEPTED = "image/jpeg,image/png,image/webp,application/pdf,.pdf,.docx,.xlsx,.csv"
_SIDE = 2000  # of a kept picture, in pixels
_MOST_PIXELS = 50_000_000  # of a sent picture; more would fill the memory before it is made smaller
_MOST_UNPACKED = 100 * 1024 * 1024
_PICTURES = ("JPEG", "PNG", "WEBP")
_OFFICE = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx"}
_TYPES = {
    "jpg": "image/jpeg",
    "png": "image/png",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "webm": "audio/webm",
    "ogg": "audio/ogg",
    "m4a": "audio/mp4",
}
PICTURES = frozenset({"jpg", "png"})
SOUNDS = frozenset({"webm", "ogg", "m4a"})


class NotAccepted(ValueError):
    """The file is none that is kept; the message says why in a sentence."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A file as it is kept: its name with the ending that its content has, its kind (that ending), and its bytes."""

    name: str
    kind: str
    content: bytes


def media_type(kind: str) -> str:
    """What a browser is told that a file of this kind is."""
    return _TYPES[kind]


def checked(name: str, content: bytes, *, sound: bool = False) -> Checked:
    """The file as it may be kept; NotAccepted says in plain words why not.

    Only where `sound` is true is a recording accepted, and nothing else.
    """
    if not content:
        raise NotAccepted("The file is empty")
    if len(content) > LARGEST:
        raise NotAccepted(f"The file is larger than {LARGEST // 1024 // 1024} MB")
    if sound:
        return Checked(_named(name, _sound(content)), _sound(content), content)
    kind, kept = _picture(content) or _plain(_document(name, content), content)
    return Checked(_named(name, kind), kind, kept)


def _plain(kind: str, content: bytes) -> tuple[str, bytes]:
    """A document's kind, and the document without what was written about it."""
    try:
        if kind == "pdf":
            return kind, plain_pdf(content)
        return kind, content if kind == "csv" else plain_office(content)
    except NotReadable as error:
        raise NotAccepted(str(error)) from error


def _named(name: str, kind: str) -> str:
    """The last part of a name without what cannot be shown, with the ending of its content."""
    last = re.split(r"[/\\]", name)[-1].rpartition(".")
    plain = re.sub(r"[^\w .,()–-]", "", last[0] or last[2], flags=re.UNICODE).strip(" .")
    return f"{plain[:100] or 'file'}.{kind}"


def _picture(content: bytes) -> tuple[str, bytes] | None:
    """A picture's kind and the same picture written anew, no larger than is looked at; None where it is none."""
    try:
        with Image.open(BytesIO(content), formats=_PICTURES) as sent:
            if sent.width * sent.height > _MOST_PIXELS:
                raise NotAccepted("The picture has too many pixels. Make it smaller and try again")
            png = sent.format == "PNG"
            upright = ImageOps.exif_transpose(sent)
            upright.thumbnail((_SIDE, _SIDE))
            # A picture of its own: only its points are taken over.
            kept = upright.convert("RGBA" if png and "A" in upright.getbands() else "RGB")
            kept.info.clear()
    except UnidentifiedImageError:
        return None
    except NotAccepted:
        raise
    # What a damaged file makes of a decoder.
    except (OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError) as error:
        raise NotAccepted("The picture cannot be read. It may be damaged") from error
    out = BytesIO()
    kept.save(out, "PNG" if png else "JPEG", **({} if png else {"quality": 85}))
    return ("png" if png else "jpg"), out.getvalue()


def _document(name: str, content: bytes) -> str:
    if content.startswith(b"%PDF-"):
        return "pdf"
    if content.startswith(b"PK\x03\x04"):
        return _office(content)
    if name.lower().endswith(".csv") and _is_text(content):
        return "csv"
    raise NotAccepted("Choose a picture (JPEG, PNG, WebP), a PDF, a Word or Excel file without macros, or a CSV file")


def _office(content: bytes) -> str:
    try:
        with ZipFile(BytesIO(content)) as packed:
            names = {one.filename for one in packed.infolist()}
            unpacked = sum(one.file_size for one in packed.infolist())
    except BadZipFile as error:
        raise NotAccepted("The file cannot be read. It may be damaged") from error
    kind = next((kind for part, kind in _OFFICE.items() if part in names), None)
    if kind is None or "[Content_Types].xml" not in names:
        raise NotAccepted("Of packed files only those of Word (.docx) and Excel (.xlsx) can be kept")
    if any("vbaproject" in one.lower() for one in names):
        raise NotAccepted("The file holds macros. Save it without them and try again")
    if unpacked > _MOST_UNPACKED:
        raise NotAccepted("The file is too large once it is unpacked")
    return kind


def _is_text(content: bytes) -> bool:
    if b"\0" in content:
        return False
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return True


def _sound(content: bytes) -> str:
    """What a browser's recorder writes: WebM (Matroska's first bytes), Ogg, or MPEG-4."""
    if content.startswith(b"\x1a\x45\xdf\xa3"):
        return "webm"
    if content.startswith(b"OggS"):
        return "ogg"
    if content[4:8] == b"ftyp":
        return "m4a"
    raise NotAccepted("The recording cannot be kept. Write the note instead")


def part_of(content: bytes, header: str) -> tuple[int, int] | None:
    """First and last byte that a Range header asks for, as players do; None where the whole is to be sent."""
    found = re.fullmatch(r"bytes=(\d*)-(\d*)", header.strip())
    if found is None or not (found[1] or found[2]):
        return None
    last = len(content) - 1
    if not found[1]:
        return max(0, len(content) - int(found[2])), last
    first, end = int(found[1]), min(int(found[2]) if found[2] else last, last)
    return (first, end) if first <= end else None
