"""Stories as their team sees them, and as others would."""

import hashlib
from typing import Any

from django.db.models import QuerySet

from collaborative.disclosure import Rules
from collaborative.nhsuk.filters import date_long
from collaborative.roles import Action
from measures.models import DriverMeasure, Measure
from measures.queries.measures import measures_of_projects
from organisations.models import Participation, Project
from organisations.queries import Access, owned
from pdsa.models import Cycle
from pdsa.queries import cycles_of
from phases.models import Characteristic
from sharing.models import Channel, Story
from sharing.pieces import consents_of
from sharing.queries.frozen import chart_piece, true_piece
from sharing.queries.publishing import standing


def stories_to(access: Access, action: Action) -> QuerySet[Story]:
    """Stories on which this person may do this, the last begun first."""
    beside = ("made_by", "project__participation__organisation", "measure", "cycle", "quote_consent", "picture_consent")
    return owned(Story, access, action).select_related("participation__organisation", *beside)


def stories_at(access: Access, participation: Participation) -> QuerySet[Story]:
    """The stories of one organisation."""
    return stories_to(access, Action.SEE_WORK).filter(participation=participation)


def measures_of(project: Project) -> list[Measure]:
    """Measures of which a story can show the chart."""
    return list(measures_of_projects([project.pk]))


def tests_of(project: Project) -> list[Cycle]:
    """Tests that a story can tell of, the last one first."""
    return list(cycles_of(project.pk))


def story_mark(story: Story) -> str:
    """The mark of what a story says."""
    said: list[object] = [
        story.title,
        story.intro,
        story.measure_id,
        story.cycle_id,
        story.quote,
        story.quote_consent_id,
    ]
    said += [story.picture_key, story.picture_alt, story.picture_consent_id]
    return hashlib.sha256(repr(said).encode()).hexdigest()[:20]


def picture_path(story: Story) -> str:
    """Where the bytes of a story's picture lie in the store."""
    return f"{story.participation_id}/{story.picture_key}"


def published_picture_path(story: Story) -> str:
    """Where the copy lies that goes with what is published, and goes with it when it is withdrawn."""
    return f"{picture_path(story)}-published"


def pieces_of(story: Story, rules: Rules | None) -> list[dict[str, Any]]:
    """What a story shows: with the true chart where there are no rules, for the team alone; else disclosed."""
    pieces: list[dict[str, Any]] = []
    if story.quote and story.quote_consent is not None:
        consent = story.quote_consent
        pieces.append({"kind": "quote", "text": story.quote, "who": consent.who, "consents": [consent.pk]})
    if story.picture_key is not None:
        pieces.append(
            {
                "kind": "picture",
                "key": published_picture_path(story),
                "type": story.picture_kind,
                "alt": story.picture_alt,
                "consents": [story.picture_consent_id],
            }
        )
    if story.measure is not None:
        pieces.append(true_piece(story.measure) if rules is None else chart_piece(story.measure, rules))
    if story.cycle is not None:
        pieces.append(cycle_piece(story.cycle))
    return pieces


def cycle_piece(cycle: Cycle) -> dict[str, Any]:
    """A test as others read it: what was tried, expected, seen, learned and decided. Nobody's name and no place."""
    expected = [row.text for row in cycle.predictions.all() if row.text]
    return {
        "kind": "cycle",
        "title": cycle.title,
        "stage": cycle.get_status_display(),
        "scale": cycle.get_scale_display(),
        "plan": "\n".join(text for text in (cycle.objective, cycle.data_plan) if text),
        "prediction": "\n".join(expected),
        "what_happened": cycle.observations,
        "learned": cycle.learned,
        "decision": str(cycle.get_decision_display()) if cycle.decision else "",
        "next": cycle.next_steps,
        "started_on": date_long(cycle.starts_on) if cycle.is_started else "",
        "ended_on": date_long(cycle.ends_on) if cycle.is_ended and cycle.ends_on else "",
    }


def facets_of(project: Project, measure: Measure | None = None) -> dict[str, Any]:
    """By what others find something of this project: the programme's drivers that a measure of it is on (all of its
    measures where none is named), its population, and the codes of what those people have in common. Two queries."""
    on = DriverMeasure.objects.filter(participation_id=project.participation_id, node__removed_at__isnull=True)
    on = on.filter(measure=measure) if measure is not None else on.filter(measure__project=project)
    drivers = on.filter(node__origin__isnull=False).values_list("node__origin_id", flat=True)
    common = Characteristic.objects.filter(population__project=project, code__isnull=False)
    return {
        "drivers": sorted(set(drivers)),
        "population": project.population[:300],
        "characteristics": sorted(set(common.values_list("code__code", flat=True))),
    }


def reach_of_story(story: Story) -> Channel:
    """How far everybody in a story has agreed to go; as far as there is, where nobody is in it."""
    wanted = consents_of(pieces_without_chart(story))
    given = standing(wanted, story.participation_id)
    reaches = [given.get(pk, Channel.TEAM) for pk in wanted]
    return min(reaches, key=lambda channel: channel.reach, default=Channel.PRESS)


def pieces_without_chart(story: Story) -> list[dict[str, Any]]:
    """The consents of a story's quote and picture, as pieces."""
    ids = [pk for pk in (story.quote_consent_id, story.picture_consent_id) if pk is not None]
    return [{"kind": "quote", "consents": ids}]
