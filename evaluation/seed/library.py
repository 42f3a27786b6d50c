"""The demonstration's library: what the programme offers its teams, in our own words and with invented contacts."""

from datetime import date, timedelta

from django.db import transaction

from collaborative.models import Collaborative, User
from collaborative.tenancy.scope import Scope, tenant_context
from phases.models import ProgrammeNode
from sharing.actions.resources import ResourceFields, save_resource
from sharing.models import Resource, ResourceKind, Step

# Title, what it is, kind, step, and of which of the programme's drivers it is (by its place among them).
_LIBRARY = (
    (
        "Finding an inequality in the numbers you have",
        "Ten questions to ask of a year of activity data before you choose whom to work with.",
        ResourceKind.GUIDE,
        Step.DATA,
        0,
    ),
    (
        "A first meeting with a community group",
        "What to bring, what to promise and what not to, written with three groups.",
        ResourceKind.TOOL,
        Step.COMMUNITIES,
        1,
    ),
    (
        "Change ideas that teams have tried for access",
        "Ideas with who tried them, on what scale, and how strongly teams believe in them.",
        ResourceKind.CHANGES,
        Step.PLANS,
        0,
    ),
    (
        "Reading a run chart in five minutes",
        "A recording of the measurement clinic at the first learning set.",
        ResourceKind.RECORDING,
        Step.MEASURES,
        2,
    ),
    (
        "How one team asks for feedback every week",
        "The card, the box, and who reads what was put into it.",
        ResourceKind.EXAMPLE,
        Step.FEEDBACK,
        1,
    ),
)


@transaction.atomic
def load(collaborative: Collaborative, by: User, today: date) -> None:
    """Load all of it, unless it is there."""
    with tenant_context(Scope(by.pk, (collaborative.pk,), ())):
        if Resource.objects.filter(collaborative=collaborative).exists():
            return
        drivers = list(ProgrammeNode.objects.filter(collaborative=collaborative, kind="primary").order_by("pk"))
        for number, (title, about, kind, step, place) in enumerate(_LIBRARY):
            said = ResourceFields(
                title=title,
                about=about,
                kind=kind,
                step=step,
                link=f"https://resources.example/{number + 1}",
                contact_name="Amara Okafor",
                checked_on=today - timedelta(days=12 * number),
                drivers=tuple(one.pk for one in drivers[place : place + 1]),
            )
            save_resource(resource=Resource(collaborative=collaborative), by=by, said=said)
