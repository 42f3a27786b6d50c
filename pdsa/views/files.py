"""Files beside a test: listed, added, opened, taken away."""

from urllib.parse import quote

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse

from collaborative.http import page
from collaborative.roles import Action
from organisations.http import ScopedRequest, attempt, get_or_404
from organisations.queries import owned
from pdsa.actions import add_file, path_of, remove_file
from pdsa.filetypes import MOST, PICTURES, SOUNDS, media_type, part_of
from pdsa.forms import FileForm
from pdsa.models import File
from pdsa.views.common import place, to_cycle, writable


def cycle_files(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """The files of a test, and a form for one more."""
    row = writable(request, pk)
    sent = request.method == "POST"
    form = FileForm(request.POST if sent else None, request.FILES if sent else None)
    if attempt(form, lambda: add_file(cycle=row, by=request.user, **form.entries())) is not None:
        messages.success(request, "The file is kept with the test.")
        return to_cycle(slug, row, "files")
    context = {**place(row, slug), "form": form, "files": row.files.select_related("made_by"), "most": MOST}
    return page(request, "pdsa/files.jinja", context, status=422 if form.errors else 200)


def file_open(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """A file's bytes, for those who may read the work. Pictures and recordings are shown, all else is saved."""
    file = get_or_404(owned(File, request.access, Action.SEE_WORK), pk=pk)
    try:
        with default_storage.open(path_of(file)) as stored:
            content = stored.read()
    except FileNotFoundError as missing:
        raise Http404("The bytes of this file are gone") from missing
    part = part_of(content, request.headers.get("Range", ""))
    if part is None:
        response = HttpResponse(content, content_type=media_type(file.kind))
    else:
        response = HttpResponse(content[part[0] : part[1] + 1], content_type=media_type(file.kind), status=206)
        response["Content-Range"] = f"bytes {part[0]}-{part[1]}/{len(content)}"
    return _guarded(response, file)


def _guarded(response: HttpResponse, file: File) -> HttpResponse:
    """Whatever is in the file, a browser runs nothing of it, takes it for nothing else, and keeps no copy."""
    shown = "inline" if file.kind in PICTURES | SOUNDS else "attachment"
    response["Content-Disposition"] = f"{shown}; filename*=UTF-8''{quote(file.name)}"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    response["Accept-Ranges"] = "bytes"
    return response


def file_remove(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Asks before a file is taken away for good."""
    file = get_or_404(owned(File, request.access, Action.LOG_CYCLE).filter(cycle__isnull=False), pk=pk)
    row = writable(request, file.cycle_id or 0)
    if request.method == "POST":
        remove_file(file=file, by=request.user)
        messages.success(request, "The file is removed.")
        return to_cycle(slug, row, "files")
    return page(request, "pdsa/file_remove.jinja", {**place(row, slug), "file": file})
