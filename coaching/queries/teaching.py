"""Who was taught what."""

import hashlib

from django.db.models import Prefetch, QuerySet

from coaching.models import Learner, Lesson
from collaborative.models import User
from collaborative.roles import Action
from organisations.models import Participation
from organisations.queries import Access, owned, team_of

# What is taught of the method; others may be named.
TOPICS = (
    "Model for improvement",
    "Plan-do-study-act",
    "Driver diagrams",
    "Measurement for improvement",
    "Reading run charts",
    "Coproduction",
    "Equality and intersection",
    "Scale-up and spread",
)


def lessons_to(access: Access, action: Action) -> QuerySet[Lesson]:
    """The lessons on which this person may do this, latest first, with who learned (`taught`). Two queries."""
    learners = Learner.objects.filter(participation_id__in=access.participations_for(action)).select_related("person")
    rows = owned(Lesson, access, action).select_related("taught_by", "participation__organisation", "collaborative")
    return rows.prefetch_related(Prefetch("learners", learners, to_attr="taught"))


def lessons_at(access: Access, participation: Participation) -> list[Lesson]:
    """Everything that was taught in one organisation."""
    return list(lessons_to(access, Action.SEE_WORK).filter(participation=participation))


def who_learns(participation: Participation) -> list[User]:
    """Who can be named as taught: everybody of the team, each once, by name."""
    return list({row.user_id: row.user for row in team_of(participation.pk)}.values())


def own_lines(access: Access) -> QuerySet[Learner]:
    """What this person themself was taught."""
    rows = owned(Learner, access, Action.TAKE_PART).filter(person=access.user)
    return rows.select_related("lesson", "participation__organisation", "collaborative")


def lesson_mark(row: Lesson) -> str:
    """The mark of what was taught to whom. One query."""
    people = sorted(Learner.objects.filter(lesson=row).values_list("person_id", flat=True))
    said = [row.topic, row.taught_on, row.how, row.note, row.others, people]
    return hashlib.sha256(repr(said).encode()).hexdigest()[:20]
