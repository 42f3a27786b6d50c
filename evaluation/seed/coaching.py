"""The demonstration's coaching: visits with what was agreed, and scores of three voices, month by month."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from django.db import transaction

from coaching.actions.followups import Agreed, agree, end_follow_up
from coaching.actions.scores import comment_on_score, give_score, keep_suggestion
from coaching.actions.teaching import LessonFields, record_lesson, say_confidence
from coaching.actions.visits import VisitFields, write_visit
from coaching.models import FollowUp, Learner, Lesson, Visit
from coaching.queries.teaching import TOPICS
from coaching.scale import TENTHS
from collaborative.models import Collaborative, User
from collaborative.roles import Role
from collaborative.tenancy.scope import Scope, tenant_context
from evaluation.seed.clock import on
from organisations.models import Participation
from organisations.queries import current_coaches, team_of
from organisations.queries.places import taking_part

# Days since the last visit where it is long ago; the others were visited in the last weeks.
_LONG_AGO = {"RQY": 66, "RW4": 75, "RNU": 72, "RX4": 61}
_VISITS, _EVERY = 5, 31
_SCORED = 4
_PURPOSES = (
    "Look at the charts together",
    "Plan the next test",
    "Prepare the learning set",
    "Meet the partners",
    "Review the ramp",
)
_DISCUSSED = (
    "We went through last month’s numbers one by one. The team saw for itself that one high month is not yet a change, "
    "and asked what eight in a row would mean.",
    "The last test told more than expected: staff liked it, but nights were never asked. The next begins there.",
    "Two people are new on the team. We went back to the aim and said it in one sentence each.",
    "The ward manager joined for the first time. She offered time on the rota for the person who counts.",
    "We drew the ramp on paper. Three tests are of one size, so the next should be larger.",
)
_WELL = (
    "The team meets every fortnight without being asked.",
    "A partner leads the meeting now.",
    "Numbers come on time since the ward clerk has the template.",
    "",
)
_BARRIERS: tuple[tuple[list[str], str], ...] = (
    (["time"], "Meetings fall out when the ward is short."),
    (["data"], "Ethnicity is missing for one person in five."),
    (["turnover"], "The lead for data leaves in the spring."),
    (["leadership", "time"], "The sponsor has missed two meetings."),
    ([], ""),
)
_ADVICE = (
    "Write the prediction down before you begin, however small the test.",
    "Test with one shift, tomorrow, rather than with the whole ward next month.",
    "Look at the gap as well as at the average.",
)
_ACTIONS = (
    "Ask the night shift who would try it",
    "Send the chart to the sponsor with one sentence",
    "Agree with the partners how they are paid",
    "Find out who enters ethnicity, and when",
    "Plan the next test on one page",
)
_PRIVATE = (
    "The lead is close to giving up. I ring her on Friday, off the record.",
    "The sponsor told me that the post may not be renewed. The team does not know yet.",
    "There is tension between the two wards. Next time I see them one after the other.",
)
# By how sure somebody is of it.
_SURE = {
    2: "I would like to go through it once more.",
    3: "With somebody beside me I can do it.",
    4: "",
    5: "I could explain it to a colleague.",
}
# What is said of a score, by how it differs from what the record suggests.
_SAYS = {
    -5: (
        "Tests are run, but the predictions are written afterwards.",
        "I see much activity, and not yet a change in what people experience.",
    ),
    0: ("It is as the record shows it.", "The next step is clear, and so is who takes it."),
    5: ("We feel it on the ward already.", "Two more teams have begun without being asked."),
}


@dataclass(frozen=True)
class Scene:
    """One organisation with its team by role, its coach, and chance that is the same at every run."""

    place: Participation
    team: Mapping[str, User]
    coach: User
    today: date
    rng: Random


def load(collaborative: Collaborative, today: date) -> None:
    """Load what is not there yet."""
    places = list(taking_part(collaborative).select_related("collaborative"))
    coaches = current_coaches([place.pk for place in places])
    for place in places:
        for assigned in coaches.get(place.pk, [])[:1]:
            team = {row.role: row.user for row in team_of(place.pk)}
            rng = Random(f"{place.organisation.ods_code} coaching")
            _place(Scene(place, team, assigned.coach, today, rng))


@transaction.atomic
def _place(scene: Scene) -> None:
    with tenant_context(Scope(scene.coach.pk, (scene.place.collaborative_id,), (scene.place.pk,))):
        if not Visit.objects.filter(participation=scene.place).exists():
            _visits(scene)
            _scores(scene)
        if not Lesson.objects.filter(participation=scene.place).exists():
            _lessons(scene)


def _days(scene: Scene) -> Sequence[date]:
    """The days of the visits, earliest first: none before the organisation joined."""
    last = scene.today - timedelta(days=_LONG_AGO.get(scene.place.organisation.ods_code, scene.rng.randint(4, 24)))
    days = [last - timedelta(days=_EVERY * back + scene.rng.randint(0, 6)) for back in range(_VISITS)]
    return sorted(day for day in days if day >= scene.place.joined_on)


def _visits(scene: Scene) -> None:
    rng, lead = scene.rng, scene.team[Role.LEAD]
    people = [scene.team.get(Role.MEMBER, lead), lead, scene.coach]
    told = rng.sample(_DISCUSSED, len(_DISCUSSED))
    for at, day in enumerate(_days(scene)):
        barriers, words = rng.choice(_BARRIERS)
        said = VisitFields(
            happened_on=day,
            mode=rng.choice(("visit", "video", "video", "phone")),
            purpose=_PURPOSES[at % len(_PURPOSES)],
            minutes=rng.choice((30, 45, 60, 90)),
            present="lead, two of the team, a partner" if Role.PARTNER in scene.team else "the lead",
            discussed=told[at % len(told)],
            going_well=rng.choice(_WELL),
            barriers=barriers,
            barrier_words=words,
            advice=rng.choice(_ADVICE),
            confidence=rng.randint(2, 5),
            next_contact_on=day + timedelta(days=_EVERY),
        )
        private = rng.choice(_PRIVATE) if rng.random() < 0.4 else ""
        with on(day):
            row = write_visit(participation=scene.place, by=scene.coach, said=said, private=private)
            _agree(scene, row, people, rng.sample(_ACTIONS, 2))


def _agree(scene: Scene, visit: Visit, people: Sequence[User], whats: Sequence[str]) -> None:
    due = visit.happened_on + timedelta(days=21)
    agreed = [Agreed(what=what, person=scene.rng.choice(people), due_on=due) for what in whats]
    agree(participation=scene.place, by=scene.coach, agreed=agreed, visit=visit)
    # What was agreed long ago is done, but for one here and there.
    for row in FollowUp.objects.filter(participation=scene.place, visit=visit):
        done = visit.happened_on + timedelta(days=scene.rng.randint(3, 30))
        if done < scene.today and scene.rng.random() < 0.8:
            with on(done):
                end_follow_up(follow_up=row, by=row.person, ending="done")


def _scores(scene: Scene) -> None:
    """The last months, both voices a step from what the record suggests; the team sees more than its coach."""
    rng, lead = scene.rng, scene.team[Role.LEAD]
    for back in reversed(range(_SCORED)):
        day = scene.today - timedelta(days=30 * back)
        if day < scene.place.joined_on:
            continue
        month = day.replace(day=1)
        with on(day):
            record = keep_suggestion(participation=scene.place, by=scene.coach, day=day).tenths
            for voice, by, steps in (("coach", scene.coach, (-5, 0, 0)), ("team", lead, (0, 0, 5))):
                step = rng.choice(steps)
                tenths, reason = _near(record, step), rng.choice(_SAYS[step])
                if voice == "coach" or back or rng.random() < 0.8:
                    give_score(participation=scene.place, by=by, voice=voice, month=month, tenths=tenths, reason=reason)
    if rng.random() < 0.5:
        words = "Let us look at this together next time: I do not yet see what you see."
        with on(scene.today - timedelta(days=2)):
            comment_on_score(participation=scene.place, by=scene.coach, words=words)


def _lessons(scene: Scene) -> None:
    """What the coach has taught, to whom; some have said how sure they are of it."""
    rng, people = scene.rng, list({user.pk: user for user in scene.team.values()}.values())
    for at, day in enumerate(_days(scene)[:3]):
        there = rng.sample(people, min(len(people), rng.randint(1, 3)))
        said = LessonFields(topic=TOPICS[at], taught_on=day, how="visit", people=there, others=rng.choice((0, 0, 4)))
        with on(day):
            row = record_lesson(participation=scene.place, by=scene.coach, said=said)
        for one in Learner.objects.filter(participation=scene.place, lesson=row):
            if rng.random() < 0.6:
                confidence = rng.randint(2, 5)
                say_confidence(learner=one, by=one.person, confidence=confidence, words=_SURE[confidence])


def _near(record: int, step: int) -> int:
    return min(max(record + step, TENTHS[0]), TENTHS[-1])
