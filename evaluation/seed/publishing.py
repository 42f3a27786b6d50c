"""The demonstration's stories: one that anybody may read, and one for the collaborative alone."""

from collections.abc import Mapping
from datetime import date, timedelta

from django.db import transaction

from collaborative.models import Collaborative, User
from collaborative.roles import Role
from collaborative.tenancy.scope import Scope, tenant_context
from evaluation.seed.clock import on
from measures.queries.measures import measures_of_projects
from organisations.models import Participation, Project
from organisations.queries import team_of
from organisations.queries.places import taking_part
from pdsa.models import Cycle
from sharing.actions.consent import Given, give_consent
from sharing.actions.stories import StoryFields, keep_story, publish_story
from sharing.models import Channel, Story

# By organisation: the story's title, what it tells, the words of somebody, what they are called, and how far it goes.
_TOLD = {
    "RV3": (
        "A welcome before the first appointment",
        "People who were new to us waited without a word from anybody, and many did not come. A peer supporter now "
        "rings in the first week, in the language that the person chose.",
        "Nobody had ever asked me which language I think in. I came because somebody did.",
        "Somebody who uses our service",
        Channel.WEB,
    ),
    "RPG": (
        "The care plan that people keep",
        "Care plans were written about people. We tried writing one together, at the kitchen table of the ward, and "
        "the first page is now in their own words.",
        "It is the first plan of mine that I did not throw away.",
        "A former patient of the ward",
        Channel.COLLABORATIVE,
    ),
}


def load(collaborative: Collaborative, today: date) -> None:
    """Load what is not there yet."""
    for place in taking_part(collaborative).filter(organisation__ods_code__in=_TOLD):
        team = {row.role: row.user for row in team_of(place.pk)}
        if Role.LEAD in team:
            _place(place, team, today)


@transaction.atomic
def _place(place: Participation, team: Mapping[str, User], today: date) -> None:
    title, intro, quote, who, channel = _TOLD[place.organisation.ods_code]
    lead = team[Role.LEAD]
    with tenant_context(Scope(lead.pk, (place.collaborative_id,), (place.pk,))):
        project = Project.objects.filter(participation=place).order_by("pk").first()
        if project is None or Story.objects.filter(participation=place).exists():
            return
        with on(today - timedelta(days=24)):
            day = today - timedelta(days=24)
            given = Given(given_on=day, evidence="Signed the form after we had read the story together")
            consent = give_consent(
                participation=place,
                by=lead,
                who=who,
                about="Two sentences about how it was and how it is",
                channels={one.value: given for one in Channel if one.reach <= channel.reach},
                user=team.get(Role.PARTNER),
            )
        said = StoryFields(
            title=title,
            intro=intro,
            measure=measures_of_projects([project.pk]).first(),
            cycle=Cycle.objects.filter(project=project).exclude(decision="").order_by("-decided_at", "pk").first(),
            quote=quote,
            quote_consent=consent,
        )
        with on(today - timedelta(days=20)):
            story = keep_story(project=project, by=lead, said=said)
            publish_story(story=story, by=lead, channel=channel, nobody_known=True)
