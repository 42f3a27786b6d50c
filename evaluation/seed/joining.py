"""Who would like to join the demonstration's first collaborative, how its teams got started, and what they pay."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import cycle

from django.db import transaction

from collaborative.models import Collaborative, User
from collaborative.roles import Role
from collaborative.tenancy.scope import tenant_context
from evaluation.seed.crew import account, join
from evaluation.seed.places import TRUSTS
from organisations.actions.fees import edit_fee, edit_fee_settings, plan_fees
from organisations.actions.joining import (
    confirm_interest,
    decline_interest,
    edit_joining,
    note_interest,
    register_interest,
    review_interest,
)
from organisations.actions.ods import import_ods
from organisations.actions.onboarding import add_defaults, edit_facts, tick
from organisations.actions.readiness import assess_readiness
from organisations.actions.system import system_user
from organisations.models import ExpressionOfInterest, Fee, Participation
from organisations.queries import system_scope, team_of
from organisations.queries.joining import joining_of
from organisations.queries.onboarding import checklist_of
from organisations.queries.places import taking_part
from organisations.queries.readiness import readiness_questions
from organisations.tabular import OdsFile, OdsRecord

EDITOR = ("Edie Inkwell", "edie.inkwell@demo.example", "020 7946 0998")
FINANCE = ("Fay Ledger", "fay.ledger@demo.example", "020 7946 0997")
INTRODUCTION = """Joining takes three years: about six months to plan with the people concerned, two years to test and \
spread changes, and time to make them last.
You name a project lead with time for it, a team that meets about every two weeks, and an executive sponsor. A QI \
coach stays with you throughout.
It costs £15,000 and VAT a year."""
# Invented organisations: name, who proposes it, their role, what they would work on.
_WOULD_LIKE = (
    ("Anyshire Community NHS Trust", "Dana Fields", "Head of inclusion", "Young carers wait longest for a first talk."),
    ("Southmere Health and Care", "Piotr Lang", "Clinical lead", "Roma families come to us in crisis only."),
    ("Harbour Mental Health Charity", "June Abara", "Chief executive", "Refugees drop out after the first visit."),
    ("Eastmarsh NHS Foundation Trust", "Lee Hart", "QI manager", "Black women report worse care in hospital."),
    ("Westmoor Care", "Kit Rowe", "Service manager", "Trans people tell us that nobody asks their name."),
)
_NO_CONTACT = ("RAT", "RW4", "R1L")
_BEHIND = ("RXV", "RMY")
_CONTACTS = cycle(("Ama Reed", "Ben Cole", "Carys Lund", "Dev Shah", "Eve Stone"))


@transaction.atomic
def load(collaborative: Collaborative, admin: User, today: date) -> None:
    """Load all of it, unless it is there."""
    if joining_of(collaborative).pk:
        return
    edit_joining(collaborative=collaborative, by=admin, is_open=True, introduction=INTRODUCTION)
    add_defaults(collaborative=collaborative, by=admin)
    finance = join(account(FINANCE, admin), Role.FINANCE, admin, collaborative)
    join(account(EDITOR, admin), Role.EDITOR, admin, collaborative)
    told = OdsFile()
    for trust in TRUSTS.values():
        told.add_record(OdsRecord(0, trust.code, trust.name, trust.region, "trust"))
    import_ods(told=told, by=system_user())
    _interests(collaborative, admin)
    edit_fee_settings(
        collaborative=collaborative,
        by=finance,
        net=Decimal(15000),
        vat_rate=Decimal(20),
        currency="GBP",
        years=3,
        payee="The team of the demonstration\n1 Example Street\nLondon",
    )
    places = list(taking_part(collaborative).select_related("collaborative"))
    with tenant_context(system_scope(collaborative, admin)):
        for place in places:
            _started(place, today)
            _fees(place, finance, today)
        _readiness(next(place for place in places if place.organisation.ods_code == "RV3"), today)


def _interests(collaborative: Collaborative, admin: User) -> None:
    """One that is not confirmed, one new, two in review (one with a note), one declined."""
    rows = [_told(collaborative, *facts) for facts in _WOULD_LIKE]
    confirmed = [confirm_interest(interest=row, by=system_user()) for row in rows[1:]]
    for row in confirmed[1:3]:
        review_interest(interest=row, by=admin)
    note_interest(interest=confirmed[1], by=admin, text="A charity: ask which trust it works with.")
    decline_interest(
        interest=confirmed[3], by=admin, reason="This wave is full. We will write to you when the next one opens."
    )


def _told(collaborative: Collaborative, place: str, name: str, job: str, inequality: str) -> ExpressionOfInterest:
    return register_interest(
        by=system_user(),
        collaborative=collaborative,
        organisation=None,
        organisation_text=place,
        name=name,
        job=job,
        email=f"{name.replace(' ', '.').lower()}@demo.example",
        inequality=inequality,
        sponsor_known="asked",
        sponsor_name="",
        qi_support_level="team",
        qi_support="Two improvement advisers, a day a month.",
        lead_days=Decimal(1),
    )


def _started(place: Participation, today: date) -> None:
    """What a team has seen to; those that joined within half a year are on their way."""
    team = list(team_of(place.pk))
    lead = next(row.user for row in team if row.role == Role.LEAD)
    contact = "" if place.organisation.ods_code in _NO_CONTACT else next(_CONTACTS)
    edit_facts(
        participation=place,
        by=lead,
        key_contact_name=contact,
        key_contact_email=f"{contact.replace(' ', '.').lower()}@demo.example" if contact else "",
        key_contact_phone="020 7946 0996" if contact else "",
        lead_days=Decimal("1.5"),
        qi_support_level="team",
        qi_support="",
    )
    by_hand = [line.item for line in checklist_of(place) if not line.is_by_fact]
    done = by_hand if place.joined_on < today - timedelta(days=180) else by_hand[:2]
    for item in done:
        tick(participation=place, item=item, by=lead)


def _fees(place: Participation, finance: User, today: date) -> None:
    """Years that are due are paid, but for two organisations; the next one is invoiced or asked for."""
    code = place.organisation.ods_code
    fees = plan_fees(participation=place, by=finance)
    due = [fee for fee in fees if fee.due_on < today]
    for fee in due:
        paid = fee is not due[-1] or code not in _BEHIND
        _settle(fee, finance, code, today if paid else None)
    coming = fees[len(due) : len(due) + 1]
    for fee in coming if code < "RX" else ():
        _change(fee, finance, status=Fee.Status.PO_REQUESTED, po_requested_on=today - timedelta(days=10))


def _settle(fee: Fee, finance: User, code: str, paid_by: date | None) -> None:
    invoiced = fee.due_on - timedelta(days=30)
    facts = {"po_number": f"PO-{code}-{fee.year}", "invoice_number": f"INV-{code}-{fee.year}", "invoiced_on": invoiced}
    if paid_by is None:
        _change(fee, finance, status=Fee.Status.INVOICED, **facts)
    else:
        _change(fee, finance, status=Fee.Status.PAID, paid_on=min(fee.due_on, paid_by), **facts)


def _change(fee: Fee, finance: User, **changed: object) -> None:
    names: Sequence[str] = (
        *("net", "vat_rate", "due_on", "status", "po_requested_on", "po_number", "invoice_number", "invoiced_on"),
        *("paid_on", "note"),
    )
    values = {name: getattr(fee, name) for name in names} | changed
    edit_fee(fee=fee, by=finance, **values)


def _readiness(place: Participation, today: date) -> None:
    """Two self-assessments, a year apart."""
    lead = team_of(place.pk).filter(role=Role.LEAD)[0].user
    questions = list(readiness_questions(place.collaborative))
    for days, better in ((400, 0), (35, 1)):
        answers = {row: (min(5, 2 + at % 3 + better), "") for at, row in enumerate(questions)}
        answers[questions[0]] = (
            2 + better,
            "The board heard about it in spring." if better else "They do not know us.",
        )
        assess_readiness(
            participation=place,
            by=lead,
            taken_on=today - timedelta(days=days),
            answers=answers,
            summary="Ask the sponsor to come to a meeting." if not better else "Data by group is what holds us back.",
        )
