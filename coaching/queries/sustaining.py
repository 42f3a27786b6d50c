"""Whether changes last: factors, rounds with their answers, and the plan to keep what was won."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import Count, QuerySet

from coaching.models import SustainAnswer, SustainFactor, SustainItem, SustainRound
from coaching.sustaining import DEFAULT, Factor, Result, read, unkept
from collaborative.models import Collaborative, User
from collaborative.roles import Action
from organisations.models import Project
from organisations.queries import Access, owned, team_of


def factors_of(collaborative: Collaborative) -> list[Factor]:
    """The ten factors in the collaborative's own words and values where it has them. One query."""
    own = {row.code: row for row in SustainFactor.objects.filter(collaborative=collaborative)}
    return [_own(factor, own[factor.code]) if factor.code in own else factor for factor in DEFAULT]


def _own(factor: Factor, row: SustainFactor) -> Factor:
    words = (row.words_a, row.words_b, row.words_c, row.words_d)
    values = (row.value_a, row.value_b, row.value_c, row.value_d)
    return Factor(factor.code, factor.domain, row.name, row.question, words, values, row.source)


def project_to(access: Access, action: Action) -> QuerySet[Project]:
    """The projects on which this person may do this, with their organisations."""
    return owned(Project, access, action).select_related("participation__organisation")


def rounds_to(access: Access, action: Action) -> QuerySet[SustainRound]:
    """The rounds on which this person may do this, latest first, with `number` of who has answered."""
    rows = owned(SustainRound, access, action).select_related("project__participation__organisation")
    return rows.annotate(number=Count("answers")).order_by("-opened_at", "-pk")


def rounds_of(access: Access, project: Project) -> list[SustainRound]:
    """The rounds of one project, latest first (one query)."""
    return list(rounds_to(access, Action.SEE_WORK).filter(project=project))


def own_answer(access: Access, held: SustainRound) -> SustainAnswer | None:
    """What this person has answered in a round, which nobody else is shown."""
    rows = owned(SustainAnswer, access, Action.TAKE_PART)
    return rows.filter(round=held, person=access.user).first()


def results_of(rounds: Iterable[SustainRound]) -> Mapping[int, Result]:
    """What each closed round says, by its id (one query). An open one says nothing yet."""
    closed = {row.pk: row for row in rounds if row.closed_at is not None}
    said: dict[int, list[Mapping[str, str]]] = defaultdict(list)
    places = {row.participation_id for row in closed.values()}
    rows = SustainAnswer.objects.filter(participation__in=places, round__in=closed, round__closed_at__isnull=False)
    for pk, levels in rows.values_list("round", "levels"):
        said[pk].append(levels)
    found = {pk: read(unkept(row.factors), said[pk]) for pk, row in closed.items()}
    return {pk: result for pk, result in found.items() if result is not None}


def items_to(access: Access, action: Action) -> QuerySet[SustainItem]:
    """The points of sustain plans on which this person may do this, by the day on which they are looked at again."""
    beside = ("person", "measure", "project__participation__organisation")
    return owned(SustainItem, access, action).select_related(*beside).order_by("review_on", "pk")


def reviews_due(access: Access, project: Project | None = None, *, until: date) -> list[SustainItem]:
    """What is to be looked at again by a day, of one project or of all this person sees, by day and id (one query).
    Closed projects too: what was won is kept after the project."""
    rows = items_to(access, Action.SEE_WORK).filter(review_on__lte=until)
    return list(rows.filter(project=project) if project else rows)


def team_at(project: Project) -> list[User]:
    """Who can look after something: the people of the team, each once, by name (one query)."""
    return list({row.user_id: row.user for row in team_of(project.participation_id)}.values())


def item_mark(row: SustainItem) -> str:
    """The mark of what a point of the plan says."""
    said = [row.must_hold, row.factor, row.person_id, row.check_words, row.measure_id, row.review_on, row.falls_back]
    return hashlib.sha256(repr([*said, row.looked_on, row.holding, row.found]).encode()).hexdigest()[:20]


def factor_mark(factor: Factor) -> str:
    """The mark of a factor's words and values."""
    return hashlib.sha256(repr(factor).encode()).hexdigest()[:20]
