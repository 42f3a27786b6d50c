"""What coaches have looked at: nearly everything, so that what waits is what came last; and two questions."""

from collections.abc import Sequence

from django.db import transaction

from collaborative.audit import recording
from collaborative.models import Collaborative, User
from collaborative.tenancy.scope import tenant_context
from evaluation.actions.reviews import answer_question, review
from evaluation.models import Review, Verdict
from evaluation.queries.reviews import Waiting, subject, waiting_for_review
from organisations.actions.notices import mark_all_seen
from organisations.queries import access_within
from organisations.queries.people import coach_assignments, contacts_of, national_team

# Of each coach's measures the youngest wait, and of the tests those that moved last.
MEASURES, TESTS = 3, 4
_ASKED = "What would have told you that this did not work?"
_ANSWERED = (
    "Who in the team could run the next one, so that it does not hang on one person?",
    "Two of the nurses have offered. They start with one shift each.",
)


def load(collaborative: Collaborative) -> None:
    """Let every coach look at what there is, unless somebody has. Nobody who runs it has old notices to read."""
    coaches = {row.coach_id: row.coach for row in coach_assignments(collaborative.pk)}
    looked = [_look(collaborative, coach) for coach in coaches.values()]
    if any(looked):
        _forget_the_beginning(collaborative)


@transaction.atomic
def _look(collaborative: Collaborative, coach: User) -> bool:
    """Whether there was anything to look at that nobody had."""
    access = access_within(user=coach, collaborative=collaborative)
    if access is None:
        return False
    with tenant_context(access.scope()):
        if Review.objects.exists():
            return False
        things = waiting_for_review(access)
        young = sorted((one for one in things if one.of == "months"), key=lambda one: len(one.periods))[:MEASURES]
        moved = [one for one in things if one.of == "test"][-TESTS:]
        left = {one.key for one in (*young, *moved)}
        _approve([one for one in things if one.key not in left and one.of != "design"], coach)
        _ask(moved, coach)
    return True


def _approve(things: Sequence[Waiting], coach: User) -> None:
    """All at once, and long ago: nobody is told of it any more."""
    with recording(by=coach, verb="approved work"):
        Review.objects.bulk_create(
            Review(
                collaborative_id=one.project.collaborative_id,
                participation_id=one.project.participation_id,
                project=one.project,
                upto=one.upto,
                verdict=Verdict.APPROVED,
                made_by=coach,
                **subject(one.key),
            )
            for one in things
        )


def _ask(tests: Sequence[Waiting], coach: User) -> None:
    """One question that the team has still to answer, and one that it has."""
    if len(tests) < 2:
        return
    review(thing=tests[0], by=coach, verdict=Verdict.ASKED, words=_ASKED, seen=tests[0].upto)
    words, answer = _ANSWERED
    asked = review(thing=tests[1], by=coach, verdict=Verdict.ASKED, words=words, seen=tests[1].upto)
    lead = contacts_of([tests[1].project.participation_id]).get(tests[1].project.participation_id)
    if lead is not None:
        answer_question(question=asked, by=lead.user, text=answer)


def _forget_the_beginning(collaborative: Collaborative) -> None:
    """That everybody accepted their invitation is news to nobody who runs it."""
    for row in national_team(collaborative.pk):
        access = access_within(user=row.user, collaborative=collaborative)
        if access is not None:
            with tenant_context(access.scope()):
                mark_all_seen(collaborative=collaborative, by=row.user)
