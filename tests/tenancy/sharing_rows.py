"""One row in every table of what is published to a collaborative."""

from django.utils import timezone

from collaborative.models import User
from organisations.models import Participation
from sharing.models import (
    Newsletter,
    NewsletterBlock,
    NewsletterReader,
    NewsletterRecipient,
    PressItem,
    Publication,
    PublicationUse,
    SharingSettings,
)


def publication(participation: Participation, by: User) -> Publication:
    """What somebody of this collaborative has let out, and where it has been; the collaborative's rule beside it."""
    owner = {"collaborative_id": participation.collaborative_id}
    found = Publication.objects.filter(**owner).first()
    if found is not None:
        return found
    row = Publication.objects.create(
        **owner,
        participation=participation,
        kind="story",
        source_key=0,
        number=1,
        channel="collaborative",
        title="Shared story",
        rule="A rule",
        published_by=by,
    )
    PublicationUse.objects.create(
        **owner, publication=row, place="newsletter", label="A newsletter", channel="collaborative", noted_by=by
    )
    SharingSettings.objects.create(**owner, rule_name="Our rule", small=7, base=5, floor=20)
    _newsletters(owner, row, by)
    return row


def _newsletters(owner: dict[str, int], shown: Publication, by: User) -> None:
    """A newsletter that was sent to somebody, a reader of newsletters, and an item for the press."""
    letter = Newsletter.objects.create(
        **owner, number=1, subject="News", is_public=True, state="sent", created_by=by, started_at=timezone.now()
    )
    NewsletterBlock.objects.create(**owner, newsletter=letter, kind="card", position=1, publication=shown)
    NewsletterRecipient.objects.create(**owner, newsletter=letter, email="reader@outside.example", state="sent")
    NewsletterReader.objects.create(**owner, email="reader@outside.example", is_outside=True)
    PressItem.objects.create(**owner, title="An item", created_by=by)
