"""Writes about who took part, what partners say, and what they need."""

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from collaborative.audit import recording
from collaborative.models import User
from collaborative.roles import Action
from organisations.actions.notices import tell
from organisations.models import NoticeKind, Participation, Project
from organisations.queries.people import people_who_may
from phases.actions.collisions import refuse_older, refuse_unseen
from phases.models import (
    About,
    AccessNeeds,
    Code,
    Involvement,
    InvolvementTime,
    Level,
    Payment,
    Population,
    PulseAnswer,
    Reply,
    SignOff,
    TheoryNode,
    Verdict,
)
from phases.queries.marks import involvement_mark, time_mark

NO_WORDS = "Say in your own words what you think"


@dataclass(frozen=True, kw_only=True)
class TookPart:
    """Who took part in what; exactly one of step, node, population and thing (with its id and name) is named."""

    who: str
    happened_on: date
    what: str = ""
    step: Code | None = None
    node: TheoryNode | None = None
    population: Population | None = None
    thing: str = ""
    thing_key: int | None = None
    thing_name: str = ""


def _owner(row: Project | Participation) -> dict[str, int]:
    place = row.pk if isinstance(row, Participation) else row.participation_id
    return {"collaborative_id": row.collaborative_id, "participation_id": place}


@transaction.atomic
def record_involvement(*, project: Project, by: User, said: TookPart) -> Involvement:
    """Who took part in what. How much of a say they had is a partner's to tell. Raises ValidationError by field."""
    values = _checked(said)
    with recording(by=by, verb="recorded who took part"):
        return Involvement.objects.create(**_owner(project), project=project, created_by=by, **values)


def _checked(said: TookPart) -> dict[str, Any]:
    chosen = [one for one in (said.step, said.node, said.population, said.thing_key) if one is not None]
    errors = {}
    if len(chosen) != 1:
        errors["about"] = "Choose one thing they took part in"
    if said.happened_on > timezone.localdate():
        errors["happened_on"] = "This is still to come."
    if errors:
        raise ValidationError(errors)
    return {name: getattr(said, name) for name in TookPart.__dataclass_fields__}


def _locked(involvement: Involvement) -> Involvement:
    """The row as it is now, and nobody else's until this is done. Raises ValidationError where it is gone."""
    rows = Involvement.objects.select_for_update(of=("self",))
    row = rows.filter(participation_id=involvement.participation_id, pk=involvement.pk).first()
    if row is None:
        raise ValidationError("Somebody has taken this record back meanwhile.")
    return row


@transaction.atomic
def correct_involvement(*, involvement: Involvement, by: User, said: TookPart, seen: str = "") -> Involvement:
    """Put right who took part in what, and when; where a partner has said their word of it, that partner alone, and
    what it is about stays. seen: the record's mark when this person began. Raises ValidationError by field, or where
    somebody else has changed it since.
    """
    row, values = _locked(involvement), _checked(said)
    _check_word(row, by, "put it right")
    refuse_older(seen, involvement_mark(row))
    about = ("step", "node", "population", "thing", "thing_key")
    if row.level and any(getattr(row, name) != values[name] for name in about):
        raise ValidationError({"about": "You have said how much of a say you had in this, so it stays."})
    with recording(by=by, verb="put right who took part"):
        for name, value in values.items():
            setattr(row, name, value)
        row.save(update_fields=list(values))
    return row


def _check_word(row: Involvement, by: User, what: str) -> None:
    if row.said_by_id not in (None, by.pk):
        raise ValidationError(f"A partner has said how much of a say they had in this. Only they can {what}.")


@transaction.atomic
def withdraw_involvement(*, involvement: Involvement, by: User, seen: str = "") -> None:
    """Take a record back; where a partner has said their word of it, that partner alone.

    seen: its mark when this person was asked. Raises ValidationError, also where it is no longer what they saw.
    """
    row = _locked(involvement)
    _check_word(row, by, "take it back")
    refuse_unseen(seen, involvement_mark(row))
    with recording(by=by, verb="took back who took part"):
        row.delete()


@transaction.atomic
def say_level(*, involvement: Involvement, by: User, level: str, words: str = "") -> Involvement:
    """A partner says how much of a say they had, in their own words. What was said before stays in the history.

    Nobody says it for somebody else. Raises ValidationError.
    """
    if level not in Level.values or not level:
        raise ValidationError({"level": "Choose how much of a say you had"})
    row = _locked(involvement)
    if row.said_by_id not in (None, by.pk):
        raise ValidationError("Another partner has said this, and their word stays. Record your own part beside it.")
    with recording(by=by, verb="said how involved they were"):
        row.level, row.words, row.said_by = level, words.strip(), by
        row.save(update_fields=["level", "words", "said_by"])
    return row


@transaction.atomic
def sign_off(*, project: Project, by: User, about: str, verdict: str, words: str = "") -> SignOff:
    """A partner agrees or does not. It can be neither changed nor removed. Raises ValidationError by field."""
    errors = {}
    if about not in About.values:
        errors["about"] = "Choose what this is about"
    if verdict not in Verdict.values:
        errors["verdict"] = "Choose whether you agree"
    elif verdict != Verdict.AGREE and not words.strip():
        errors["words"] = NO_WORDS
    if errors:
        raise ValidationError(errors)
    verb = "agreed to a part of the work" if verdict == Verdict.AGREE else "said that they do not fully agree"
    with recording(by=by, verb=verb):
        said = SignOff.objects.create(
            **_owner(project),
            project=project,
            about=about,
            verdict=verdict,
            words=words.strip(),
            said_by=by,
            said_at=timezone.now(),
        )
        if verdict != Verdict.AGREE:
            told = (NoticeKind.PARTNER_SAID, f"sign-off-{said.pk}", "does not fully agree, and says why")
            _tell(project, by, told, people_who_may(Action.ANSWER_PARTNERS, project.participation_id))
    return said


@transaction.atomic
def reply(*, to: SignOff, by: User, words: str) -> Reply:
    """What became of what a partner said. It stays."""
    if not words.strip():
        raise ValidationError({"words": "Say what became of it"})
    owner = {"collaborative_id": to.collaborative_id, "participation_id": to.participation_id}
    with recording(by=by, verb="told a partner what became of what they said"):
        row = Reply.objects.create(**owner, sign_off=to, words=words.strip(), made_by=by, made_at=timezone.now())
        told = (NoticeKind.PARTNER_ANSWERED, f"reply-{row.pk}", "answered what you said")
        _tell(to.project, by, told, [to.said_by])
    return row


def _tell(project: Project, by: User, told: tuple[NoticeKind, str, str], people: Iterable[User]) -> None:
    """told: the notice's kind, key and text."""
    kind, key, text = told
    tell(
        people=people,
        by=by,
        kind=kind,
        key=key,
        text=text,
        to=("coproduction", project.pk),
        collaborative=project.collaborative,
        participation=project.participation,
    )


@transaction.atomic
def record_time(
    *,
    participation: Participation,
    by: User,
    person: User,
    day: date,
    hours: Decimal,
    what: str,
    payment: str = Payment.NOT_OFFERED,
    current: InvolvementTime | None = None,
    seen: str = "",
) -> InvolvementTime:
    """Hours a partner gave and where their payment stands; or such hours put right.

    seen: the mark of the hours when this person began. Raises ValidationError by field, or where somebody else has
    changed them since.
    """
    if day > timezone.localdate():
        raise ValidationError({"day": "This is still to come."})
    if current is None:
        row = InvolvementTime(**_owner(participation), created_by=by)
    else:
        rows = InvolvementTime.objects.select_for_update(of=("self",))
        row = rows.get(participation_id=participation.pk, pk=current.pk)
        refuse_older(seen, time_mark(row))
    with recording(by=by, verb="recorded hours of involvement"):
        row.person, row.day, row.hours, row.what, row.payment = person, day, hours, what.strip(), payment
        row.save()
    return row


def say_needs(*, participation: Participation, by: User, needs: str) -> AccessNeeds:
    """What a person themself needs to take part well. It is recorded for nobody: the history would name who needs
    something."""
    row, _ = AccessNeeds.objects.update_or_create(
        participation=participation,
        person=by,
        defaults={"collaborative_id": participation.collaborative_id, "needs": needs.strip()},
    )
    return row


def forget_needs(*, participation_id: int, person_id: int) -> None:
    """Who is no longer a partner here needs nothing here: their words are gone with the role."""
    AccessNeeds.objects.filter(participation_id=participation_id, person_id=person_id).delete()


def pulse_hash(person: User, month: date) -> str:
    """What stands for a person in one month's pulse. Without the server's key nobody finds the person from it."""
    said = f"pulse {person.pk} {month:%Y-%m}"
    return hmac.new(settings.SECRET_KEY.encode(), said.encode(), hashlib.sha256).hexdigest()


def answer_pulse(*, participation: Participation, by: User, month: date, heard: int, changed: int) -> None:
    """A partner's two answers (1 to 5) of a month, with nobody's name. Raises ValidationError the second time.

    It is recorded for nobody: the history would name who acts.
    """
    first = month.replace(day=1)
    if not (1 <= heard <= 5 and 1 <= changed <= 5):
        raise ValidationError("Answer from 1 to 5.")
    try:
        with transaction.atomic():
            PulseAnswer.objects.create(
                **_owner(participation), month=first, heard=heard, changed=changed, who=pulse_hash(by, first)
            )
    except IntegrityError:
        raise ValidationError("You have answered this month already. Thank you.") from None
