"""What an organisation's sponsor looks at: its work, what stands in the way, and what they are asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from coaching.blocking import State, Waits
from coaching.models import Blocker, BlockerStep, FollowUp
from coaching.queries.blockers import blockers_at, sponsors_of, steps_of, waits_at
from coaching.queries.followups import open_at
from coaching.queries.signs import Standing, standings_of, weeks_of
from collaborative.models import User
from collaborative.roles import Action
from collaborative.tenancy.scope import tenant_context
from evaluation.queries.work import ProjectWork, organisation_work
from organisations.models import Participation
from organisations.queries import Access, access_within
from organisations.queries.digests import sponsored_by
from phases.models import Design
from phases.queries.design import wanted_from
from phases.queries.journey import paused_since, pauses_of

# Tests decided in so many days are news.
NEWS = 30


@dataclass(frozen=True)
class SponsorWork:
    """One organisation for its sponsors. people: whose page it is: the sponsor who looks, else every sponsor there is.
    to_sign, agreed: the designs they are asked to sign, and the actions that are theirs."""

    participation: Participation
    projects: Sequence[ProjectWork]
    standing: Standing
    paused: date | None
    weeks: int
    blockers: Sequence[Blocker]
    steps: Mapping[int, Sequence[BlockerStep]]
    waits: Waits
    people: Sequence[User]
    to_sign: Sequence[Design]
    agreed: Sequence[FollowUp]

    @property
    def asked(self) -> list[Blocker]:
        """What they are asked to take away, oldest first."""
        return [row for row in self.blockers if row.state == State.WITH_SPONSOR]

    @property
    def with_team(self) -> list[Blocker]:
        """What stands in the way and is not with them."""
        return [row for row in self.blockers if row.state != State.WITH_SPONSOR]


def sponsor_work(access: Access, participation: Participation, today: date) -> SponsorWork:
    """All of it, in the same number of queries however much there is."""
    own = access.may(Action.ANSWER_BLOCKER, participation.pk)
    people = [access.user] if own else sponsors_of(participation)
    spans = pauses_of({participation.pk: participation.collaborative_id})
    pauses = spans.get(participation.pk, [])
    projects, _ = organisation_work(access, participation, today - timedelta(days=NEWS), pauses)
    weeks = weeks_of(access.collaborative)
    blockers = list(blockers_at(access, participation).exclude(state=State.CLOSED))
    ids = {person.pk for person in people}
    return SponsorWork(
        participation=participation,
        projects=projects,
        standing=standings_of([participation], spans, today, weeks)[participation.pk],
        paused=paused_since(spans, today).get(participation.pk),
        weeks=weeks,
        blockers=blockers,
        steps=steps_of(blockers),
        waits=waits_at(participation),
        people=people,
        to_sign=wanted_from(participation, *people),
        agreed=[row for row in open_at(access, participation) if row.person_id in ids],
    )


def sponsored_work(user: User, today: date) -> list[SponsorWork]:
    """The work of each organisation of which this person is a sponsor, read with their own rights of now."""
    found = []
    for place in sponsored_by(user):
        access = access_within(user=user, collaborative=place.collaborative)
        if access is not None and access.may(Action.ANSWER_BLOCKER, place.pk):
            with tenant_context(access.scope()):
                found.append(sponsor_work(access, place, today))
    return found
