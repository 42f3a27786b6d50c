"""A coach looks at what was sent in: approves it, comments on it, or asks the team, which answers."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from collaborative.audit import recording
from collaborative.models import User
from collaborative.nhsuk.filters import datetime_long
from collaborative.roles import Action
from evaluation.models import Review, Verdict
from evaluation.queries.reviews import Waiting, key_of, subject, waiting_for_review
from organisations.actions.notices import tell
from organisations.models import NoticeKind, Participation
from organisations.queries import access_within
from organisations.queries.people import people_who_may

_VERBS = {
    Verdict.APPROVED: {"months": "approved numbers", "test": "approved a test", "design": "approved a design"},
    Verdict.REMARKED: {
        "months": "commented on numbers",
        "test": "commented on a test",
        "design": "commented on a design",
    },
    Verdict.ASKED: {
        "months": "asked about numbers",
        "test": "asked about a test",
        "design": "asked about a design",
    },
}
_KINDS = {
    Verdict.APPROVED: NoticeKind.REVIEWED,
    Verdict.REMARKED: NoticeKind.REMARK,
    Verdict.ASKED: NoticeKind.QUESTION,
}


@transaction.atomic
def review(*, thing: Waiting, by: User, verdict: str, words: str, seen: datetime) -> Review:
    """What a coach says of one thing; a question or a comment needs words.

    seen: the moment of the last change there was when the coach opened the page. Raises ValidationError by `words`; or
    where more has come since, where somebody has approved it meanwhile, or where the team still has a question of it.
    """
    if verdict not in Verdict.values:
        raise ValidationError("Choose what you want to say.")
    said = words.strip()
    if verdict != Verdict.APPROVED and not said:
        wanted = "Say what you want to ask" if verdict == Verdict.ASKED else "Say what you want to comment"
        raise ValidationError({"words": wanted})
    # Two who look at the work of one organisation wait for each other here.
    Participation.objects.select_for_update(no_key=True).get(pk=thing.project.participation_id)
    _refuse_changed(thing, by, seen)
    if verdict == Verdict.ASKED and _open_question(thing) is not None:
        raise ValidationError("The team has a question about this to answer already. Comment instead.")
    verb = _VERBS[Verdict(verdict)][thing.of]
    owner = {"collaborative_id": thing.project.collaborative_id, "participation_id": thing.project.participation_id}
    with recording(by=by, verb=verb):
        row = Review.objects.create(
            **owner, **subject(thing.key), project=thing.project, upto=thing.upto, verdict=verdict, words=said,
            made_by=by, made_at=timezone.now(),
        )  # fmt: skip
        _tell_team(row, thing, verb)
    return row


def _refuse_changed(thing: Waiting, by: User, seen: datetime) -> None:
    approved = Review.objects.filter(
        participation_id=thing.project.participation_id, **subject(thing.key), verdict=Verdict.APPROVED
    )
    last = approved.select_related("made_by").order_by("-upto").first()
    if last is not None and last.upto >= seen:
        raise ValidationError(f"{last.made_by} approved this on {datetime_long(last.made_at)}.")
    access = access_within(user=by, collaborative=thing.project.collaborative)
    now = waiting_for_review(access, only=thing.key) if access else []
    if not now or now[0].upto != seen:
        raise ValidationError("More has come since you opened this page. Look at it, then send what you wrote.")


def _open_question(thing: Waiting) -> Review | None:
    rows = Review.objects.filter(participation_id=thing.project.participation_id, **subject(thing.key))
    return rows.filter(verdict=Verdict.ASKED, answered_at__isnull=True).first()


def _tell_team(row: Review, thing: Waiting, verb: str) -> None:
    place, verdict = thing.place, Verdict(row.verdict)
    page = ("question", row.pk) if verdict == Verdict.ASKED else ("reviews", place.organisation.ods_code)
    tell(
        people=people_who_may(Action.ANSWER_REVIEW, place.pk),
        by=row.made_by,
        kind=_KINDS[verdict],
        key=f"review-{row.pk}",
        text=verb,
        to=page,
        collaborative=thing.project.collaborative,
        participation=place,
    )


@transaction.atomic
def answer_question(*, question: Review, by: User, text: str) -> Review:
    """The team's answer, once; with it what was asked about comes back to the coach's queue.

    Raises ValidationError by `text`, also where a colleague has answered meanwhile.
    """
    if not text.strip():
        raise ValidationError({"text": "Write your answer"})
    rows = Review.objects.select_for_update(of=("self",)).filter(participation_id=question.participation_id)
    row = rows.get(pk=question.pk)
    if row.answered_at is not None:
        raise ValidationError({"text": f"{row.answered_by} has answered since you opened this page. See above."})
    with recording(by=by, verb="answered a coach's question"):
        row.answer, row.answered_by, row.answered_at = text.strip(), by, timezone.now()
        row.save(update_fields=["answer", "answered_by", "answered_at"])
        _tell_coaches(row, by)
    return row


def _tell_coaches(row: Review, by: User) -> None:
    tell(
        people=[row.made_by, *people_who_may(Action.REVIEW_WORK, row.participation_id)],
        by=by,
        kind=NoticeKind.QUESTION_ANSWERED,
        key=f"answer-{row.pk}",
        text="answered your question",
        to=("review", *key_of(row)),
        collaborative=row.collaborative,
        participation=row.participation,
    )
