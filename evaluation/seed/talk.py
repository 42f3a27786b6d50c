"""What people of the demonstration ask and answer, and what its teams committed to at their last learning set."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from collaborative.models import Collaborative, User
from collaborative.roles import Role
from collaborative.tenancy.scope import Scope, tenant_context
from evaluation.seed.clock import on
from learning_sets.actions.commitments import commit_to, plan_committed, tell_outcome
from learning_sets.models import Commitment, LearningSet, SetState
from learning_sets.queries.commitments import set_before
from measures.models import ProgrammeMeasure
from organisations.models import Participation, Project
from organisations.queries import current_coaches, team_of
from organisations.queries.places import taking_part
from pdsa.models import Cycle
from sharing.actions.discussion import answer_question, ask_question, mark_helped
from sharing.models import About, Thread
from sharing.queries.subjects import Subject

# About a programme measure: asked by one team, answered by another; the last one waits.
_FOR_ALL = (
    (
        "Do you count people who were seen by telephone?",
        "Half of ours are, since the winter.",
        "We do, as long as it was planned as an appointment. Our coach thought so too.",
    ),
    ("How far back do you go when a number was wrong?", "Ours were wrong for two months.", ""),
)
_OWN = (
    "Is one ward enough to start with?",
    "The night staff would like to join already.",
    "Start with one, on one day. If it holds for three days, ask the night staff.",
)
_COMMITTED = (
    ("Ring people on the day after they leave, for one week", "Two in three picked up, so we do it every day now."),
    ("Ask everybody at the front desk which language they prefer", ""),
    ("Send the letter in large print to half of the list", "It changed nothing, and we learnt to ask first."),
    ("Let a peer worker make the first call", ""),
)
# How many organisations take part in it.
_PLACES = 4


def load(collaborative: Collaborative, today: date) -> None:
    """Load what is not there yet."""
    leads = [(place, _lead(place)) for place in taking_part(collaborative)]
    with_lead = [(place, lead) for place, lead in leads if lead is not None][:_PLACES]
    if len(with_lead) < 2:
        return
    _for_all(collaborative, with_lead[0], with_lead[1], today)
    for at, (place, lead) in enumerate(with_lead):
        _place(place, lead, at, today)


def _lead(place: Participation) -> User | None:
    return next((row.user for row in team_of(place.pk) if row.role == Role.LEAD), None)


@transaction.atomic
def _for_all(
    collaborative: Collaborative, asks: tuple[Participation, User], answers: tuple[Participation, User], today: date
) -> None:
    (place, asking), (_, answering) = asks, answers
    with tenant_context(Scope(asking.pk, (collaborative.pk,), (place.pk,))):
        measure = ProgrammeMeasure.objects.filter(collaborative=collaborative).earliest("pk")
        if Thread.objects.filter(collaborative=collaborative, participation=None).exists():
            return
        subject = Subject(About.PROGRAMME_MEASURE, measure.pk, measure.name, ("programme-measure", measure.pk))
        for back, (title, words, answer) in zip((20, 3), _FOR_ALL, strict=True):
            with on(today - timedelta(days=back)):
                thread = ask_question(collaborative=collaborative, subject=subject, by=asking, title=title, words=words)
            if answer:
                with on(today - timedelta(days=back - 2)):
                    post = answer_question(thread=thread, by=answering, words=answer)
                    mark_helped(post=post, by=asking)


@transaction.atomic
def _place(place: Participation, lead: User, at: int, today: date) -> None:
    """The first asks its coach about a test; each committed to something at the last set."""
    collaborative = place.collaborative
    with tenant_context(Scope(lead.pk, (collaborative.pk,), (place.pk,))):
        cycle = Cycle.objects.filter(participation=place).order_by("-pk").first()
        coaches = current_coaches([place.pk]).get(place.pk, [])
        if at == 0 and cycle and coaches and not Thread.objects.filter(participation=place).exists():
            subject = Subject(About.TEST, cycle.pk, cycle.title, ("cycle", cycle.pk), place)
            title, words, answer = _OWN
            with on(today - timedelta(days=6)):
                thread = ask_question(collaborative=collaborative, subject=subject, by=lead, title=title, words=words)
            with on(today - timedelta(days=5)):
                answer_question(thread=thread, by=coaches[0].coach, words=answer)
        _commit(place, lead, at)


def _commit(place: Participation, lead: User, at: int) -> None:
    coming = LearningSet.objects.filter(collaborative=place.collaborative, starts_at__gt=timezone.now())
    following = coming.exclude(state=SetState.CANCELLED).order_by("starts_at").first()
    last = set_before(following) if following else None
    project = Project.objects.filter(participation=place, closed_on=None).order_by("pk").first()
    if last is None or project is None or Commitment.objects.filter(participation=place).exists():
        return
    words, outcome = _COMMITTED[at % len(_COMMITTED)]
    with on(timezone.localdate(last.ends_at)):
        row = commit_to(learning_set=last, project=project, by=lead, words=words)
        if at % 2 == 0:
            plan_committed(commitment=row, project=project, by=lead)
    if outcome:
        tell_outcome(commitment=row, by=lead, outcome=outcome)
