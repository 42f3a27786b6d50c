"""The demonstration's coproduction: who took part in what, what partners say to it, their pulse, hours and needs."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from django.db import transaction

from collaborative.models import Collaborative, User
from collaborative.roles import Role
from collaborative.tenancy.scope import Scope, tenant_context
from evaluation.seed.clock import on
from evaluation.seed.crew import account, join
from organisations.models import Participation, Project
from organisations.queries import team_of
from organisations.queries.places import taking_part
from pdsa.queries import cycles_of
from phases.actions.coproduction import (
    TookPart,
    answer_pulse,
    record_involvement,
    record_time,
    reply,
    say_level,
    say_needs,
    sign_off,
)
from phases.models import Involvement, Thing
from phases.queries.coproduction import drivers_of, steps

# The organisation whose partners are enough for a pulse that can be shown.
_MANY = "RV3"
_MORE_PARTNERS = tuple(
    (name, f"{name.replace(' ', '.').lower()}@demo.example", f"020 7946 0{number}")
    for number, name in enumerate(
        ("Abena Mensah", "Colin Frost", "Delroy Barnes", "Hana Yusuf", "Iris Bloom", "Musa Kamara"), start=970
    )
)
_WHO = (
    "Four people who use the crisis service",
    "Two carers",
    "Members of the lived experience group",
    "Three young people and a peer worker",
)
# By step of the method: what they did, how much of a say they had, and their own words.
_STEPS = {
    "1A": ("Looked at the numbers with the analyst.", "informed", "We were shown the numbers. Nobody asked us much."),
    "1B": ("Held two conversations in the community centre.", "led", "We planned it, we ran it, and they listened."),
    "2B": ("Wrote the theory of change on a design day.", "equal", "Our driver is in it in our own words."),
    "2C": ("Chose what to begin with.", "involved", "We talked it through, though the list was theirs."),
    "4A": ("Said what should be counted.", "consulted", "We were asked. I do not know what became of it."),
    "4B": ("Asked people on the ward how it is for them.", "", ""),
}
_CONCERNS = "Half of the drivers are about staff. Where is what families asked for?"
_ANSWER = "We went through the drivers with you, and two of you put {which} in words of your own."
_DISSENT = "You count what is easy to count. Waiting is not what hurts us most; how we are spoken to is."
_HOURS = (
    (90, "3", "Design day", "paid"),
    (60, "1.5", "Reading the draft theory", "paid"),
    (32, "2", "Meeting of the project team", "claimed"),
    (4, "2", "Meeting of the project team", "offered"),
)


@dataclass(frozen=True)
class _Bench:
    """One project, its people, and today."""

    project: Project
    lead: User
    partner: User
    today: date
    code: str


def load(collaborative: Collaborative, admin: User, today: date) -> None:
    """Load what is not there yet."""
    for place in taking_part(collaborative):
        _place(place, admin, today)


@transaction.atomic
def _place(place: Participation, admin: User, today: date) -> None:
    team = {row.role: row.user for row in team_of(place.pk)}
    if Role.PARTNER not in team:
        return
    lead, partner = team[Role.LEAD], team[Role.PARTNER]
    with tenant_context(Scope(lead.pk, (place.collaborative_id,), (place.pk,))):
        project = Project.objects.filter(participation=place).select_related("collaborative").order_by("pk").first()
        if project is None or Involvement.objects.exists():
            return
        bench = _Bench(project, lead, partner, today, place.organisation.ods_code)
        _steps(bench)
        _parts(bench)
        _agree(bench)
        _for_partners(bench, place)
        if bench.code == _MANY:
            others = [
                join(account(one, admin), Role.PARTNER, lead, place.collaborative, place) for one in _MORE_PARTNERS
            ]
            _pulse(place, [partner, *others], today)
        elif bench.code == "RXT":
            _pulse(place, [partner], today)


def _steps(bench: _Bench) -> None:
    rng = Random(f"{bench.code} steps")
    known = {step.code: step for step in steps()}
    some = list(_STEPS) if bench.code == _MANY else sorted(rng.sample(sorted(_STEPS), rng.randint(2, 5)))
    for at, code in enumerate(some):
        what, level, words = _STEPS[code]
        day = bench.project.starts_on + timedelta(days=20 + 25 * at)
        if day < bench.today:
            _took_part(
                bench, TookPart(who=rng.choice(_WHO), happened_on=day, what=what, step=known[code]), level, words
            )


def _parts(bench: _Bench) -> None:
    """A driver and a test, where there are some."""
    rng = Random(f"{bench.code} parts")
    day = min(bench.project.starts_on + timedelta(days=150), bench.today - timedelta(days=3))
    primary = [node for node in drivers_of(bench.project) if node.kind == "primary"]
    for node in primary[:2]:
        said = TookPart(who=rng.choice(_WHO), happened_on=day, what="Worded this driver.", node=node)
        _took_part(bench, said, rng.choice(("equal", "involved", "")), "")
    for cycle in cycles_of(bench.project.pk)[:2]:
        said = TookPart(
            who=rng.choice(_WHO),
            happened_on=min(cycle.starts_on or day, day),
            what="Planned it.",
            thing=Thing.TEST.value,
            thing_key=cycle.pk,
            thing_name=cycle.title,
        )
        _took_part(bench, said, rng.choice(("equal", "consulted", "")), "")


def _took_part(bench: _Bench, said: TookPart, level: str, words: str) -> None:
    row = record_involvement(project=bench.project, by=bench.lead, said=said)
    if level:
        say_level(involvement=row, by=bench.partner, level=level, words=words)


def _agree(bench: _Bench) -> None:
    project, partner = bench.project, bench.partner
    day = project.starts_on + timedelta(days=160)
    if day > bench.today:
        return
    with on(day):
        sign_off(project=project, by=partner, about="populations", verdict="agree", words="These are the right people.")
        if bench.code in (_MANY, "RHA"):
            doubted = sign_off(project=project, by=partner, about="theory", verdict="concerns", words=_CONCERNS)
        elif bench.code == "RXT":
            sign_off(project=project, by=partner, about="measures", verdict="dissent", words=_DISSENT)
            return
        else:
            return
    with on(day + timedelta(days=16)):
        reply(to=doubted, by=bench.lead, words=_ANSWER.format(which=_first_driver(project)))
    with on(day + timedelta(days=25)):
        sign_off(project=project, by=partner, about="theory", verdict="agree", words="Now it is ours too.")


def _first_driver(project: Project) -> str:
    """A driver that is there, by its words."""
    texts = [node.text for node in drivers_of(project) if node.kind == "primary"]
    return f"“{texts[0]}”" if texts else "the first of them"


def _for_partners(bench: _Bench, place: Participation) -> None:
    if bench.code not in (_MANY, "RXT"):
        return
    say_needs(participation=place, by=bench.partner, needs="Large print, and the papers three days before.")
    for days, hours, what, payment in _HOURS:
        record_time(
            participation=place,
            by=bench.lead,
            person=bench.partner,
            day=bench.today - timedelta(days=days),
            hours=Decimal(hours),
            what=what,
            payment=payment,
        )


def _pulse(place: Participation, people: list[User], today: date) -> None:
    """Twenty months of answers: slowly better, and in two of them too few people answered."""
    rng = Random(f"{place.organisation.ods_code} pulse")
    month = today.replace(day=1)
    for back in range(1, 21):
        month = (month - timedelta(days=1)).replace(day=1)
        answering = people[:3] if back in (4, 16) else people
        for person in answering:
            mean = 4.3 - 0.09 * back
            heard, changed = (min(5, max(1, round(rng.gauss(one, 0.8)))) for one in (mean, mean - 0.6))
            answer_pulse(participation=place, by=person, month=month, heard=heard, changed=changed)
