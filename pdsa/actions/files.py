"""Files beside a test or a quick note: checked, written to the private store, taken away with their bytes."""

from functools import partial
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from collaborative.audit import recording
from collaborative.models import User
from pdsa.actions.record import lock
from pdsa.filetypes import MOST, Checked, NotAccepted, checked
from pdsa.models import Capture, Cycle, File


def path_of(file: File) -> str:
    """Where a file's bytes lie in the store."""
    return f"{file.participation_id}/{file.key}"


@transaction.atomic
def add_file(
    *, cycle: Cycle, by: User, name: str, content: bytes, about: str = "", form_key: UUID | None = None
) -> File:
    """Keep a file beside a test; the same `form_key` again gives the first one.

    Raises ValidationError where the file is none that is kept, or the test has as many as it may.
    """
    current = lock(cycle)
    made = File.objects.filter(participation_id=current.participation_id, form_key=form_key).first()
    if form_key is not None and made is not None:
        return made
    if current.files.count() >= MOST:
        raise ValidationError({"file": f"A test can have {MOST} files. Remove one that is not needed any more"})
    with recording(by=by, verb="added a file to a test"):
        return _keep(_checked(name, content), by, current, about=about.strip(), form_key=form_key, cycle=current)


def keep_voice(capture: Capture, by: User, name: str, content: bytes) -> File:
    """Keep a recording with a quick note; part of the action that makes the note."""
    return _keep(_checked(name, content, sound=True), by, capture, about="Spoken note", capture=capture)


def _checked(name: str, content: bytes, *, sound: bool = False) -> Checked:
    try:
        return checked(name, content, sound=sound)
    except NotAccepted as refused:
        raise ValidationError({"voice" if sound else "file": str(refused)}) from refused


def _keep(kept: Checked, by: User, owner: Cycle | Capture, **fields: object) -> File:
    file = File(
        collaborative_id=owner.collaborative_id,
        participation_id=owner.participation_id,
        name=kept.name,
        kind=kept.kind,
        size=len(kept.content),
        made_by=by,
        **fields,
    )
    file.clean_fields(exclude=("collaborative", "participation", "cycle", "capture", "made_by"))
    file.save()
    # Last of all: should the row not be stored after all, only bytes that nothing leads to stay behind.
    default_storage.save(path_of(file), ContentFile(kept.content))
    return file


@transaction.atomic
def remove_file(*, file: File, by: User) -> None:
    """Take a file away for good, its bytes with it; history keeps only its name."""
    with recording(by=by, verb="removed a file"):
        File.objects.filter(participation_id=file.participation_id, pk=file.pk).delete()
    transaction.on_commit(partial(default_storage.delete, path_of(file)))
