"""One row in every table of a programme's library, and what is needed around it."""

from datetime import date

from collaborative.models import User
from organisations.models import Participation
from phases.models import ProgrammeNode
from sharing.models import Resource, ResourceRemark, ResourceTopic


def resource(participation: Participation, by: User, driver: ProgrammeNode) -> Resource:
    """The collaborative's resource about a driver, and what an organisation says of it."""
    owner = {"collaborative_id": participation.collaborative_id}
    row, is_new = Resource.objects.get_or_create(
        **owner,
        title="How to ask",
        defaults={
            "about": "Words to begin with",
            "kind": "guide",
            "link": "https://example.org/ask",
            "contact_name": "A. Contact",
            "checked_on": date(2025, 1, 6),
            "created_by": by,
        },
    )
    if is_new:
        ResourceTopic.objects.create(**owner, resource=row, driver=driver)
        ResourceRemark.objects.create(
            **owner, participation=participation, resource=row, helped="yes", words="We used it", made_by=by
        )
    return row
