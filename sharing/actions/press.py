"""Writes about items for the press and for websites."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from collaborative.audit import recording
from collaborative.models import User
from sharing.actions.publishing import note_use
from sharing.models import Channel, Place, PressItem, PressState, Publication

# Where it is in others' hands.
_OUT = (PressState.OUTLET, PressState.PUBLISHED)


@transaction.atomic
def save_press_item(
    *,
    item: PressItem,
    by: User,
    kind: str,
    title: str,
    owner: User | None,
    due_on: date | None,
    outlet: str,
    publication: Publication | None,
    notes: str,
    link: str = "",
    published_on: date | None = None,
) -> PressItem:
    """Add or change an item. Raises ValidationError by field."""
    if not title.strip():
        raise ValidationError({"title": "Enter what the item is about"})
    item.kind, item.title, item.owner, item.due_on = kind, " ".join(title.split()), owner, due_on
    item.publication = publication
    item.outlet, item.notes, item.link, item.published_on = " ".join(outlet.split()), notes.strip(), link, published_on
    if item.pk is None:
        item.created_by = by
    with recording(by=by, verb="saved an item for the press"):
        item.save()
    return item


@transaction.atomic
def move_press_item(*, item: PressItem, by: User, state: str, today: date) -> PressItem:
    """Put an item into another column. Raises ValidationError where the consent for it does not stand, or where nobody
    knows which outlet has it."""
    row = PressItem.objects.select_for_update(no_key=True, of=("self",)).get(pk=item.pk)
    if state not in PressState.values:
        raise ValidationError({"state": "Choose a column"})
    if state in _OUT and not row.outlet:
        raise ValidationError({"state": "Say first which outlet it is for."})
    if state in _OUT:
        refuse_without_consent(row)
    row.state = state
    if state == PressState.PUBLISHED and row.published_on is None:
        row.published_on = today
    with recording(by=by, verb=f"moved an item for the press to {PressState(state).label.lower()}"):
        row.save()
        if row.publication is not None and state in _OUT:
            note_use(
                publication=row.publication,
                by=by,
                place=Place.PRESS,
                label=row.outlet,
                channel=row.channel,
                address=row.link[:300],
            )
    return row


def refuse_without_consent(row: PressItem) -> None:
    """Raises ValidationError where what an item draws on was withdrawn, or may not go as far as the item."""
    shown = row.publication
    if shown is None:
        return
    if shown.withdrawn_at is not None:
        raise ValidationError({"state": "What it draws on was withdrawn, so nothing of it may be used."})
    if Channel(shown.channel).reach < row.channel.reach:
        raise ValidationError(
            {"state": f"What it draws on may go to “{shown.get_channel_display()}”, not to “{row.channel.label}”."}
        )
