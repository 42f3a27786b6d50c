"""Progress scores, the scale they are read on, and what a collaborative has set."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from coaching.models import CoachingSettings, ProgressLevel, Score, ScoreComment, Voice
from coaching.queries.evidence import facts_of
from coaching.scale import DEFAULT, Level
from coaching.suggest import Suggestion, suggest
from collaborative.models import Collaborative
from collaborative.roles import Action
from organisations.models import Participation
from organisations.queries import Access, owned

Latest = dict[str, Score]


def levels_of(collaborative: Collaborative) -> list[Level]:
    """The scale in the collaborative's own words where it has them. One query."""
    own = {row.tenths: row for row in ProgressLevel.objects.filter(collaborative=collaborative)}
    return [_own(own[level.tenths]) if level.tenths in own else level for level in DEFAULT]


def _own(row: ProgressLevel) -> Level:
    prompts = tuple(line.strip() for line in row.prompts.splitlines() if line.strip())
    return Level(row.tenths, row.label, row.definition, prompts, row.source)


def settings_of(collaborative: Collaborative) -> CoachingSettings:
    """What the collaborative has set for coaching, or the usual. One query."""
    row = CoachingSettings.objects.filter(collaborative=collaborative).first()
    return row or CoachingSettings(collaborative=collaborative)


def suggested(participation: Participation, day: date) -> Suggestion:
    """What the record speaks for on a day."""
    return suggest(facts_of(participation, day))


def scores_at(access: Access, participation: Participation) -> list[Score]:
    """Every score of one organisation, by month."""
    rows = owned(Score, access, Action.SEE_WORK).filter(participation=participation)
    return list(rows.select_related("made_by"))


def scored_in(participation: Participation, day: date) -> bool:
    """Whether a coach has scored this organisation in the month of this day."""
    month = day.replace(day=1)
    rows = Score.objects.filter(participation_id=participation.pk, voice=Voice.COACH)
    return rows.filter(month=month).exists()


def comments_at(access: Access, participation: Participation) -> QuerySet[ScoreComment]:
    """What was said of the scores of one organisation, latest first."""
    return owned(ScoreComment, access, Action.SEE_WORK).filter(participation=participation).select_related("made_by")


def latest_scores(participation_ids: Iterable[int]) -> dict[int, Latest]:
    """The latest score of each voice, by participation. One query.

    Without reasons and evidence, which are for the organisation and its coach.
    """
    rows = Score.objects.filter(participation_id__in=list(participation_ids)).defer("reason", "evidence")
    found: dict[int, Latest] = defaultdict(dict)
    newest = rows.order_by("participation_id", "voice", "-month").distinct("participation_id", "voice")
    for row in newest:
        found[row.participation_id][row.voice] = row
    return dict(found)


def score_mark(row: Score | None) -> str:
    """The mark of what somebody said; of nothing before anything is."""
    said = [row.tenths, row.reason] if row else []
    return hashlib.sha256(repr(said).encode()).hexdigest()[:20]


def level_mark(level: Level) -> str:
    """The mark of a level's words."""
    return hashlib.sha256(repr(level).encode()).hexdigest()[:20]


def own_voice(access: Access, participation: Participation) -> Voice | None:
    """With which voice this person scores the organisation: as its coach, as its team, or not at all."""
    if access.may(Action.COACH, participation.pk):
        return Voice.COACH
    return Voice.TEAM if access.may(Action.SCORE_OWN, participation.pk) else None
