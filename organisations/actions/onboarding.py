"""A new team sees to what it needs; the national team says what that is."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction

from collaborative.audit import recording
from collaborative.models import Collaborative, User
from organisations.actions.clashes import Clash
from organisations.models import ChecklistItem, ChecklistTick, Participation, ReadinessQuestion, phone_validator
from organisations.plans import CHECKLIST, READINESS
from organisations.queries.onboarding import facts_mark


@transaction.atomic
def add_defaults(*, collaborative: Collaborative, by: User) -> None:
    """Give a collaborative the checklist and the questions we suggest, each where it has none of its own."""
    with recording(by=by, verb="took over the suggested checklist and questions"):
        if not ChecklistItem.objects.filter(collaborative=collaborative).exists():
            ChecklistItem.objects.bulk_create(
                ChecklistItem(collaborative=collaborative, position=at, text=one.text, hint=one.hint, fact=one.fact)
                for at, one in enumerate(CHECKLIST, 1)
            )
        if not ReadinessQuestion.objects.filter(collaborative=collaborative).exists():
            ReadinessQuestion.objects.bulk_create(
                ReadinessQuestion(
                    collaborative=collaborative, position=at, theme=one.theme, text=one.text, low=one.low, high=one.high
                )
                for at, one in enumerate(READINESS, 1)
            )


@transaction.atomic
def save_item(
    *, item: ChecklistItem, by: User, text: str, hint: str, fact: str, position: int, is_active: bool
) -> ChecklistItem:
    """Add or change an item of the checklist. Raises ValidationError by field, also for a text it has already."""
    item.text, item.hint, item.fact = " ".join(text.split()), " ".join(hint.split()), fact
    item.position, item.is_active = position, is_active
    item.clean_fields(exclude=["collaborative"])
    same = ChecklistItem.objects.filter(collaborative_id=item.collaborative_id, text=item.text).exclude(pk=item.pk)
    if same.exists():
        raise ValidationError({"text": "The checklist has this already."})
    with recording(by=by, verb="changed the checklist"):
        item.save()
    return item


@transaction.atomic
def tick(*, participation: Participation, item: ChecklistItem, by: User, note: str = "") -> ChecklistTick:
    """Say that the team has seen to it. Twice does no harm: the first tick stands.

    Raises ValidationError for an item that is ticked by itself.
    """
    if item.fact:
        raise ValidationError("This is ticked by itself, once it is so.")
    # Two who tick the same at the same moment wait for each other here.
    Participation.objects.select_for_update(no_key=True).get(pk=participation.pk)
    with recording(by=by, verb="ticked the checklist"):
        made, _ = ChecklistTick.objects.get_or_create(
            collaborative_id=participation.collaborative_id,
            participation=participation,
            item=item,
            defaults={"ticked_by": by, "note": " ".join(note.split())},
        )
    return made


@transaction.atomic
def untick(*, participation: Participation, item: ChecklistItem, by: User) -> None:
    """Take a tick back; the history keeps it."""
    with recording(by=by, verb="took back a tick of the checklist"):
        ChecklistTick.objects.filter(participation=participation, item=item).delete()


@transaction.atomic
def edit_facts(
    *,
    participation: Participation,
    by: User,
    key_contact_name: str,
    key_contact_email: str,
    key_contact_phone: str,
    lead_days: Decimal | None,
    qi_support_level: str,
    qi_support: str,
    seen: str = "",
) -> Participation:
    """Change what is known of an organisation's part: key contact, its lead's time and its improvement support.

    Raises ValidationError by field, and Clash where it is not any more as it was when it was `seen` (`facts_mark`).
    """
    current = Participation.objects.select_for_update(of=("self",)).get(pk=participation.pk)
    if seen and seen != facts_mark(current):
        raise Clash(current)
    current.key_contact_name, current.key_contact_email = " ".join(key_contact_name.split()), key_contact_email.strip()
    current.key_contact_phone, current.lead_days = " ".join(key_contact_phone.split()), lead_days
    current.qi_support_level, current.qi_support = qi_support_level, qi_support.strip()
    current.clean_fields(exclude=["collaborative", "organisation"])
    if current.key_contact_phone:
        try:
            phone_validator(current.key_contact_phone)
        except ValidationError as refused:
            raise ValidationError({"key_contact_phone": refused.messages}) from refused
    with recording(by=by, verb="changed what is known of the organisation"):
        current.save()
    return current
