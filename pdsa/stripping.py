"""Documents without what their programs wrote about who made them, when and with what. Pure.

A PDF loses its document information and its XMP packets (ISO 32000-2, 14.3), of the whole and of its pages and
pictures; a Word or Excel file the properties of its package (ECMA-376 part 2, 11), and its pictures what a camera
wrote. What can be read in the document stays, and so do the names of who commented in it.
"""

import re
from io import BytesIO
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from PIL import Image, ImageOps, UnidentifiedImageError
from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import DictionaryObject

_ABOUT = ("/Metadata", "/PieceInfo")
_PROPERTIES = {
    "docProps/core.xml": b'<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>',
    "docProps/app.xml": b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>',
    "docProps/custom.xml": b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"/>',
}
_HEAD = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PICTURE = re.compile(r"(?:^|/)media/[^/]+\.(?:jpe?g|png)$", re.IGNORECASE)


class NotReadable(ValueError):
    """The document cannot be read, so that nobody knows what it carries."""


def plain_pdf(content: bytes) -> bytes:
    """The same pages without what is said about the document; NotReadable where it is damaged or locked."""
    try:
        reader = PdfReader(BytesIO(content))
        if reader.is_encrypted:
            raise NotReadable("The PDF is locked. Save it without a password and try again")
        writer = PdfWriter(clone_from=reader)
        writer.metadata = None
        _forget(writer.root_object)
        for page in writer.pages:
            _forget(page)
            for found in _pictures_of(page):
                _forget(found)
        # What nothing leads to any more would be written all the same.
        writer.compress_identical_objects(remove_duplicates=False, remove_unreferenced=True)
        out = BytesIO()
        writer.write(out)
    # What a damaged file makes of a reader: it has errors of its own for some of it only.
    except (PyPdfError, OSError, ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError) as error:
        if isinstance(error, NotReadable):
            raise
        raise NotReadable("The PDF cannot be read. It may be damaged") from error
    return out.getvalue()


def _forget(part: DictionaryObject) -> None:
    for name in _ABOUT:
        part.pop(name, None)


def _pictures_of(page: DictionaryObject) -> list[DictionaryObject]:
    resources = page.get("/Resources")
    held = resources.get_object().get("/XObject") if resources is not None else None
    if held is None:
        return []
    found = [one.get_object() for one in held.get_object().values()]
    return [one for one in found if isinstance(one, DictionaryObject)]


def plain_office(content: bytes) -> bytes:
    """The same package with empty properties, and its photos without their camera; NotReadable where it is damaged."""
    out = BytesIO()
    try:
        with ZipFile(BytesIO(content)) as packed, ZipFile(out, "w", ZIP_DEFLATED) as made:
            for one in packed.infolist():
                part = packed.read(one)
                if one.filename in _PROPERTIES:
                    part = _HEAD + _PROPERTIES[one.filename]
                elif _PICTURE.search(one.filename):
                    part = _plain_picture(part)
                # Named anew, so that no part keeps the moment at which it was written.
                made.writestr(ZipInfo(one.filename), part, ZIP_DEFLATED)
    except (BadZipFile, OSError, NotImplementedError, RuntimeError, ValueError) as error:
        raise NotReadable("The file cannot be read. It may be damaged") from error
    return out.getvalue()


def _plain_picture(content: bytes) -> bytes:
    """The picture without its camera; one that nobody can decode carries nothing that could be taken off."""
    out = BytesIO()
    try:
        with Image.open(BytesIO(content), formats=("JPEG", "PNG")) as sent:
            form = sent.format
            kept = ImageOps.exif_transpose(sent)
            kept.info.clear()
            kept.save(out, form, **({"quality": 90} if form == "JPEG" else {}))
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return content
    return out.getvalue()
