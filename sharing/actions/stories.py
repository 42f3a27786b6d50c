"""Writes about stories: kept by their team, published as a frozen version, taken back."""

from dataclasses import dataclass
from functools import partial
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from collaborative.audit import recording
from collaborative.disclosure import Rules
from collaborative.models import User
from measures.models import Measure
from organisations.models import Participation, Project
from pdsa.filetypes import PICTURES, NotAccepted, checked
from pdsa.models import Cycle, Decision
from phases.actions.collisions import refuse_older
from sharing.actions.publishing import Draft, publish, withdraw_publication
from sharing.models import Consent, Publication, PublicationKind, Story
from sharing.queries.publishing import rules_of, standing
from sharing.queries.stories import facets_of, picture_path, pieces_of, published_picture_path, story_mark

# What a decision is called once it is told to others.
OUTCOMES = {
    Decision.ADOPT: "adopted",
    Decision.ADAPT: "adapted",
    Decision.ABANDON: "abandoned",
    Decision.EXPAND: "expanded",
}


@dataclass(frozen=True, kw_only=True)
class StoryFields:
    """What a team says in a story; see sharing.models.Story. picture: the name and bytes of a new one.
    without_picture: the one there is goes."""

    title: str
    intro: str = ""
    measure: Measure | None = None
    cycle: Cycle | None = None
    quote: str = ""
    quote_consent: Consent | None = None
    picture: tuple[str, bytes] | None = None
    picture_alt: str = ""
    picture_consent: Consent | None = None
    without_picture: bool = False


@transaction.atomic
def keep_story(*, project: Project, by: User, said: StoryFields, form_key: UUID | None = None) -> Story:
    """Begin a story; the same `form_key` again gives the first one. Raises ValidationError by field where a quote or
    picture has nobody's consent, or the chart or test is of another project."""
    place = Participation.objects.select_for_update(no_key=True).get(pk=project.participation_id)
    made = Story.objects.filter(participation=place, form_key=form_key).first()
    if form_key is not None and made is not None:
        return made
    story = Story(
        collaborative_id=place.collaborative_id, participation=place, project=project, made_by=by, form_key=form_key
    )
    with recording(by=by, verb="began a story"):
        _write(story, said)
    return story


@transaction.atomic
def change_story(*, story: Story, by: User, said: StoryFields, seen: str = "") -> Story:
    """Put a story otherwise. What is published stays as it was until it is published anew. seen: its mark when this
    person began. Raises ValidationError as `keep_story`."""
    row = _locked(story)
    refuse_older(seen, story_mark(row))
    with recording(by=by, verb="changed a story"):
        _write(row, said)
    return row


@transaction.atomic
def publish_story(*, story: Story, by: User, channel: str, nobody_known: bool = False, seen: str = "") -> Publication:
    """Let out what a story shows now, up to this channel. seen: the mark of what this person has read as others will.

    Raises ValidationError by field, also where it has changed since.
    """
    row = _locked(story)
    if seen and seen != story_mark(row):
        raise ValidationError(
            "Somebody has changed the story since you opened the page. Nothing is published: read it."
        )
    if row.picture_key is not None and not default_storage.exists(published_picture_path(row)):
        with default_storage.open(picture_path(row)) as stored:
            default_storage.save(published_picture_path(row), ContentFile(stored.read()))
    draft = draft_of(row, rules_of(row.collaborative_id), nobody_known=nobody_known)
    with recording(by=by, verb="published a story"):
        return publish(participation=row.participation, by=by, draft=draft, channel=channel)


def draft_of(story: Story, rules: Rules, *, nobody_known: bool = False) -> Draft:
    """What of a story would be published now."""
    facets = facets_of(story.project, story.measure)
    return Draft(
        kind=PublicationKind.STORY,
        source_key=story.pk,
        title=story.title,
        summary=story.intro,
        pieces=pieces_of(story, rules),
        outcome=OUTCOMES.get(Decision(story.cycle.decision), "") if story.cycle and story.cycle.decision else "",
        finished=bool(story.cycle and story.cycle.decided_at),
        nobody_known=nobody_known,
        **facets,
    )


@transaction.atomic
def take_story_back(*, story: Story, by: User, reason: str) -> None:
    """Withdraw every version of a story that is out. It stays with its team, as a draft. Raises ValidationError where
    no reason is given."""
    row = Publication.objects.filter(
        participation_id=story.participation_id,
        kind=PublicationKind.STORY,
        source_key=story.pk,
        withdrawn_at__isnull=True,
    ).first()
    if row is not None:
        withdraw_publication(publication=row, by=by, reason=reason)


def _locked(story: Story) -> Story:
    Participation.objects.select_for_update(no_key=True).get(pk=story.participation_id)
    return Story.objects.select_related("project", "measure", "cycle", "quote_consent", "picture_consent").get(
        participation_id=story.participation_id, pk=story.pk
    )


def _write(story: Story, said: StoryFields) -> None:
    for name, row in (("measure", said.measure), ("cycle", said.cycle)):
        if row is not None and row.project_id != story.project_id:
            raise ValidationError({name: "Choose one of this project"})
    story.title, story.intro = " ".join(said.title.split()), said.intro.strip()
    story.measure, story.cycle = said.measure, said.cycle
    story.quote = said.quote.strip()
    story.quote_consent = said.quote_consent if story.quote else None
    if story.quote:
        _refuse_without(said.quote_consent, story, "quote_consent")
    _put_picture(story, said)
    story.changed_at = timezone.now()
    story.save()


def _refuse_without(consent: Consent | None, story: Story, field: str) -> None:
    if consent is None:
        raise ValidationError({field: "Choose whose consent there is. Keep it first, if it is not in the list"})
    if consent.pk not in standing([consent.pk], story.participation_id):
        raise ValidationError({field: "This consent was withdrawn"})


def _put_picture(story: Story, said: StoryFields) -> None:
    old = picture_path(story) if story.picture_key else ""
    if said.picture is None and (said.without_picture or story.picture_key is None):
        story.picture_key, story.picture_kind, story.picture_alt, story.picture_consent = None, "", "", None
    else:
        _refuse_without(said.picture_consent, story, "picture_consent")
        if not said.picture_alt.strip():
            raise ValidationError({"picture_alt": "Say what the picture shows, for those who cannot see it"})
        story.picture_alt, story.picture_consent = said.picture_alt.strip(), said.picture_consent
    if said.picture is not None:
        kept = _checked(*said.picture)
        story.picture_key, story.picture_kind = uuid4(), kept[0]
        default_storage.save(picture_path(story), ContentFile(kept[1]))
    if old and (story.picture_key is None or picture_path(story) != old):
        transaction.on_commit(partial(default_storage.delete, old))


def _checked(name: str, content: bytes) -> tuple[str, bytes]:
    try:
        kept = checked(name, content)
    except NotAccepted as refused:
        raise ValidationError({"picture": str(refused)}) from refused
    if kept.kind not in PICTURES:
        raise ValidationError({"picture": "Choose a photo: JPEG, PNG or WebP"})
    return kept.kind, kept.content
