"""A collaborative of many organisations, for the journey through a year of learning sets."""

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from collaborative.models import Collaborative, User
from collaborative.roles import Role
from organisations.models import Membership, Organisation, Participation
from tests.browser.stages import LONG_AGO
from tests.password import PASSWORD

SLUG = "sets"
ORGANISATIONS = 18


def make_set_year() -> None:
    """Eighteen organisations, each with a lead and a member, and a programme manager; nothing is planned yet.

    They sign in as manager.sets@example.nhs.uk, lead.set01@example.nhs.uk, member.set01@example.nhs.uk and so on.
    """
    collaborative = Collaborative.objects.create(slug=SLUG, name="A Year of Sets")
    numbers = range(1, ORGANISATIONS + 1)
    places = _places(collaborative)
    leads = _people([f"Lead Set{number:02}" for number in numbers])
    members = _people([f"Member Set{number:02}" for number in numbers])
    (manager,) = _people(["Manager Sets"])
    rows = [
        Membership(user=user, role=role, collaborative=collaborative, participation=place)
        for people, role in ((leads, Role.LEAD), (members, Role.MEMBER))
        for user, place in zip(people, places, strict=True)
    ]
    rows.append(Membership(user=manager, role=Role.PROGRAMME_MANAGER, collaborative=collaborative))
    Membership.objects.bulk_create(rows)


def _places(collaborative: Collaborative) -> list[Participation]:
    organisations = Organisation.objects.bulk_create(
        Organisation(ods_code=f"SET{number:02}", name=f"Trust {number:02}", region="Example")
        for number in range(1, ORGANISATIONS + 1)
    )
    return Participation.objects.bulk_create(
        Participation(collaborative=collaborative, organisation=one, joined_on=LONG_AGO) for one in organisations
    )


def _people(names: list[str]) -> list[User]:
    # One hash for all: to make it takes longer than everything else here.
    password = make_password(PASSWORD)
    users = User.objects.bulk_create(
        User(email=f"{name.lower().replace(' ', '.')}@example.nhs.uk", name=name, password=password) for name in names
    )
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users
    )
    return users
