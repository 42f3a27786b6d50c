"""Writes about a newsletter while it is being composed."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from collaborative.audit import recording
from collaborative.models import Collaborative, User
from sharing.models import BlockKind, Newsletter, NewsletterBlock, NewsletterState, Publication

_NO_LONGER = "This newsletter has been sent, so its words stay as they were."
# What each kind of block says, and what of it cannot be left out.
_SAID: dict[str, tuple[tuple[str, ...], dict[str, str]]] = {
    BlockKind.HEADING: (("heading",), {"heading": "Enter the heading"}),
    BlockKind.TEXT: (("heading", "text", "link_text", "link"), {"text": "Enter the text"}),
    BlockKind.CARD: (("publication", "text"), {"publication": "Choose what to show"}),
    BlockKind.EVENT: (
        ("heading", "when", "place", "text", "link_text", "link"),
        {"heading": "Enter what the event is", "when": "Enter when it is"},
    ),
}


@transaction.atomic
def begin_newsletter(
    *, collaborative: Collaborative, by: User, subject: str, preheader: str, **audience: bool
) -> Newsletter:
    """A new draft with the next number. audience: to_members, to_subscribers, is_public. ValidationError by field."""
    Collaborative.objects.select_for_update(no_key=True).get(pk=collaborative.pk)
    rows = Newsletter.objects.filter(collaborative=collaborative)
    row = Newsletter(
        collaborative=collaborative,
        number=(rows.aggregate(last=Max("number"))["last"] or 0) + 1,
        created_by=by,
        created_at=timezone.now(),
    )
    _say(row, subject, preheader, audience)
    with recording(by=by, verb="began a newsletter"):
        row.save()
    return row


@transaction.atomic
def change_newsletter(
    *, newsletter: Newsletter, by: User, subject: str, preheader: str, **audience: bool
) -> Newsletter:
    """Change a draft's subject, the line after it, and who gets it. ValidationError by field."""
    row = drafted(newsletter)
    _say(row, subject, preheader, audience)
    with recording(by=by, verb="changed a newsletter"):
        row.save()
    return row


def _say(row: Newsletter, subject: str, preheader: str, audience: Mapping[str, bool]) -> None:
    if not subject.strip():
        raise ValidationError({"subject": "Enter the subject"})
    row.subject, row.preheader = " ".join(subject.split()), " ".join(preheader.split())
    for name, value in audience.items():
        setattr(row, name, value)


@transaction.atomic
def put_block(
    *, newsletter: Newsletter, by: User, kind: str, block: NewsletterBlock | None = None, **said: Any
) -> NewsletterBlock:
    """Add a block at the end, or change one. Raises ValidationError by field."""
    row = drafted(newsletter)
    names, needed = _SAID[kind]
    words = {name: said.get(name, "") for name in names}
    words = {name: value.strip() if isinstance(value, str) else value for name, value in words.items()}
    errors = {name: text for name, text in needed.items() if not words[name]}
    shown: Publication | None = words.get("publication")
    if shown is not None and (shown.withdrawn_at or shown.collaborative_id != row.collaborative_id):
        errors["publication"] = "This was withdrawn. Choose something else"
    if words.get("link") and not words.get("link_text"):
        errors["link_text"] = "Enter what the link says"
    if errors:
        raise ValidationError(errors)
    made = block or NewsletterBlock(
        newsletter=row, collaborative_id=row.collaborative_id, kind=kind, position=_after_all(row)
    )
    for name, value in words.items():
        setattr(made, name, value)
    with recording(by=by, verb="changed a newsletter"):
        made.save()
    return made


def _after_all(row: Newsletter) -> int:
    return (NewsletterBlock.objects.filter(newsletter=row).aggregate(last=Max("position"))["last"] or 0) + 1


@transaction.atomic
def move_block(*, block: NewsletterBlock, by: User, up: bool) -> None:
    """Let a block change places with the one before or after it; at the end nothing happens."""
    row = drafted(block.newsletter)
    blocks = list(NewsletterBlock.objects.filter(newsletter=row, removed_at=None))
    at = next((i for i, one in enumerate(blocks) if one.pk == block.pk), None)
    other = None if at is None else at - 1 if up else at + 1
    if at is None or other is None or not 0 <= other < len(blocks):
        return
    blocks[at], blocks[other] = blocks[other], blocks[at]
    with recording(by=by, verb="arranged a newsletter"):
        for place, one in enumerate(blocks, 1):
            if one.position != place:
                one.position = place
                one.save(update_fields=["position"])


@transaction.atomic
def remove_block(*, block: NewsletterBlock, by: User) -> None:
    """Take a block out. `restore_block` puts it back."""
    drafted(block.newsletter)
    with recording(by=by, verb="took a block out of a newsletter"):
        NewsletterBlock.objects.filter(pk=block.pk, removed_at=None).update(removed_at=timezone.now())


@transaction.atomic
def restore_block(*, block: NewsletterBlock, by: User) -> None:
    """Put a block back where it was."""
    drafted(block.newsletter)
    with recording(by=by, verb="put a block back into a newsletter"):
        NewsletterBlock.objects.filter(pk=block.pk).update(removed_at=None)


def drafted(newsletter: Newsletter) -> Newsletter:
    """The newsletter, locked; ValidationError where it is no draft any more."""
    row = Newsletter.objects.select_for_update(no_key=True).get(pk=newsletter.pk)
    if row.state != NewsletterState.DRAFT:
        raise ValidationError(_NO_LONGER)
    return row
