"""The demonstration's experts: one who is there now, one support that is over, and a request that waits."""

from datetime import date, timedelta

from django.db import transaction

from coaching.actions.support import ask_for_support, match_support, say_outcome, set_up_kinds
from coaching.models import SupportRequest
from collaborative.models import Collaborative, User
from collaborative.roles import Role
from collaborative.tenancy.scope import Scope, tenant_context
from evaluation.seed.clock import on
from evaluation.seed.crew import account, join
from organisations.models import Participation
from organisations.queries import team_of
from organisations.queries.people import experts
from organisations.queries.places import taking_part

_EXPERTS = (
    ("Amina Osei", "amina.osei@demo.example", "020 7946 0981"),
    ("Gareth Lloyd", "gareth.lloyd@demo.example", "020 7946 0982"),
)
# What is asked for where: kind, words, on which day from today, and for which days an expert was found.
_ASKED = {
    "RXT": (
        "Coproduction",
        "Our partners fill in the survey with us, but we still write its questions. We would like somebody to sit in on"
        " two meetings and tell us honestly where we keep hold of the pen.",
        -30,
        (-9, 12),
    ),
    "RKL": (
        "Equality",
        "Young Black men come to us by way of the police far more often than others. Who has tried what against that,"
        " and what did they learn?",
        -120,
        (-95, -60),
    ),
    "RV3": (
        "Scale-up and spread",
        "One ward does it and three more ask for it. How do we let them begin without writing a protocol of 40 pages?",
        -6,
        None,
    ),
}
_CAME = (
    "Two things we use now: partners are asked before the agenda is written, and the liaison team rings the family"
    " within a day. We know whom to ring next time.",
    "They had the data and had not drawn it by route of referral. Once it was on the wall the team saw for itself where"
    " to begin. Left open: how the police are brought in.",
)


@transaction.atomic
def load(collaborative: Collaborative, admin: User, today: date) -> None:
    """Load what is not there yet."""
    set_up_kinds(collaborative=collaborative, by=admin)
    held = {row.user.email: row.user for row in experts(collaborative.pk)}
    people = [held.get(one[1]) or join(account(one, admin), Role.EXPERT, admin, collaborative) for one in _EXPERTS]
    places = taking_part(collaborative).select_related("collaborative").filter(organisation__ods_code__in=_ASKED)
    for place in places:
        with tenant_context(Scope(admin.pk, (collaborative.pk,), (place.pk,))):
            if not SupportRequest.objects.filter(participation=place).exists():
                _ask(place, admin, people, today)


def _ask(place: Participation, admin: User, people: list[User], today: date) -> None:
    kind, wanted, asked, days = _ASKED[place.organisation.ods_code]
    lead = next(row.user for row in team_of(place.pk) if row.role == Role.LEAD)
    with on(today + timedelta(days=asked)):
        row = ask_for_support(participation=place, by=lead, kind=kind, wanted=wanted)
    if days is None:
        return
    first, last = (today + timedelta(days=number) for number in days)
    expert = people[kind == "Equality"]
    with on(first - timedelta(days=2)):
        match_support(request=row, by=admin, expert=expert, starts_on=first, ends_on=last)
    if last < today:
        with on(last):
            for is_expert, by, words in ((False, lead, _CAME[0]), (True, expert, _CAME[1])):
                say_outcome(request=row, by=by, is_expert=is_expert, words=words)
