"""One row in every table of what is published to a collaborative."""

from collaborative.models import User
from organisations.models import Participation
from sharing.models import Publication, PublicationUse, SharingSettings


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
    return row
