"""Writes about consent: given for one channel after the other, and withdrawn with everything that rests on it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from collaborative.audit import recording
from collaborative.models import User
from organisations.models import Participation
from pdsa.filetypes import NotAccepted, checked
from sharing.actions.publishing import empty, forget_pictures
from sharing.models import Channel, Consent, ConsentChannel, Publication, PublicationKind, PublicationUse, Story
from sharing.pieces import consents_of, taken_out, without, words_of
from sharing.queries.publishing import reach_of, standing, uses_of


@dataclass(frozen=True, kw_only=True)
class Given:
    """How a consent was given for one channel: on which day, in which words or on which form, and that form's file."""

    given_on: date
    evidence: str
    file: tuple[str, bytes] | None = None


@dataclass(frozen=True, kw_only=True)
class Withdrawal:
    """What a withdrawal did. changed: publications that no longer show what rested on it. uses: where they had been.
    stories: how many of the team's own stories lost a quote or a picture."""

    changed: list[Publication]
    uses: list[PublicationUse]
    stories: int


@transaction.atomic
def give_consent(
    *,
    participation: Participation,
    by: User,
    who: str,
    about: str,
    channels: Mapping[str, Given],
    user: User | None = None,
) -> Consent:
    """Keep that somebody agreed, and how far it may go.

    Raises ValidationError by field (about, channels, or a channel's name) where nothing is said of it, no channel is
    agreed to, or one is without those before it.
    """
    if not about.strip():
        raise ValidationError({"about": "Say what they agreed to"})
    if reach_of(channels) is None:
        raise ValidationError({"team": "Nothing can be kept that the team itself may not read"})
    _refuse_gaps(set(channels))
    place = Participation.objects.select_for_update(no_key=True).get(pk=participation.pk)
    owner = {"collaborative_id": place.collaborative_id, "participation": place}
    with recording(by=by, verb="kept a consent"):
        consent = Consent.objects.create(**owner, who=who.strip(), about=about.strip(), user=user, asked_by=by)
        for channel, given in channels.items():
            _keep(consent, channel, given, by)
    return consent


@transaction.atomic
def widen_consent(*, consent: Consent, channel: str, given: Given, by: User) -> ConsentChannel:
    """Keep that somebody agreed to one channel more, or to one again. Raises ValidationError as `give_consent`."""
    Participation.objects.select_for_update(no_key=True).get(pk=consent.participation_id)
    rows = ConsentChannel.objects.filter(
        participation_id=consent.participation_id, consent=consent, withdrawn_at__isnull=True
    )
    present = set(rows.values_list("channel", flat=True))
    if channel in present:
        raise ValidationError({"channel": "They have agreed to this already"})
    _refuse_gaps(present | {channel})
    with recording(by=by, verb="kept a consent"):
        return _keep(consent, channel, given, by)


def _refuse_gaps(channels: set[str]) -> None:
    """What goes further also stands in what is nearer."""
    reach = reach_of(channels)
    for channel in Channel:
        if channel in channels and (reach is None or channel.reach > reach.reach):
            before = list(Channel)[channel.reach - 1].label
            raise ValidationError({channel.value: f"Whoever agrees to this agrees to “{before}” as well"})


def _keep(consent: Consent, channel: str, given: Given, by: User) -> ConsentChannel:
    if not given.evidence.strip():
        raise ValidationError({channel: "Say how they agreed"})
    if given.given_on > timezone.localdate():
        raise ValidationError({channel: "The day they agreed cannot be in the future"})
    row = ConsentChannel(
        collaborative_id=consent.collaborative_id,
        participation_id=consent.participation_id,
        consent=consent,
        channel=Channel(channel),
        given_on=given.given_on,
        evidence=given.evidence.strip(),
        kept_by=by,
    )
    if given.file is None:
        row.save()
        return row
    try:
        kept = checked(*given.file)
    except NotAccepted as refused:
        raise ValidationError({channel: str(refused)}) from refused
    row.file_key, row.file_name, row.file_kind = uuid4(), kept.name, kept.kind
    row.save()
    # Last of all: should the row not be stored after all, only bytes that nothing leads to stay behind.
    default_storage.save(evidence_path(row), ContentFile(kept.content))
    return row


def evidence_path(row: ConsentChannel) -> str:
    """Where the bytes of a form or letter lie in the store."""
    return f"{row.participation_id}/{row.file_key}"


@transaction.atomic
def withdraw_consent(*, consent: Consent, channel: str, by: User, reason: str = "") -> Withdrawal:
    """Take a consent back from this channel and every one that is further, with all that rests on it, at once.

    A story that rests on it goes no further than the consent still does, and is withdrawn where that is not out of the
    team; from anything else the pieces that rest on it are taken out. Where the team itself may no longer read it, its
    own stories lose the quote or picture too. What was sent or printed is named in the answer: nobody can call it back.
    """
    Participation.objects.select_for_update(no_key=True).get(pk=consent.participation_id)
    further = [one for one in Channel if one.reach >= Channel(channel).reach]
    rows = ConsentChannel.objects.filter(
        participation_id=consent.participation_id, consent=consent, channel__in=further, withdrawn_at__isnull=True
    )
    with recording(by=by, verb="withdrew a consent"):
        rows.update(withdrawn_at=timezone.now(), withdrawn_by=by, withdrawal_reason=reason.strip())
        reach = standing([consent.pk], consent.participation_id).get(consent.pk)
        changed = [row for row in _resting_on(consent) if _narrow(row, consent, reach, by)]
        stories = _clear_stories(consent) if reach is None else 0
    return Withdrawal(changed=changed, uses=uses_of(changed), stories=stories)


def _resting_on(consent: Consent) -> list[Publication]:
    """Every version still out in which somebody appears by this consent."""
    rows = Publication.objects.select_for_update().filter(
        participation_id=consent.participation_id, withdrawn_at__isnull=True
    )
    return [row for row in rows.order_by("published_at", "pk") if consent.pk in consents_of(row.pieces)]


def _narrow(row: Publication, consent: Consent, reach: Channel | None, by: User) -> bool:
    """Bring a publication back to where the consent still goes; whether anything had to change."""
    if reach is not None and Channel(row.channel).reach <= reach.reach:
        return False
    if row.kind == PublicationKind.STORY:
        if reach is None or reach == Channel.TEAM:
            empty(row, by, "Somebody in it withdrew their consent")
        else:
            row.channel = reach
            row.save()
        return True
    gone = [piece for piece in row.pieces if consent.pk in consents_of([piece])]
    pieces, stretches = taken_out(row.pieces, {consent.pk})
    row.content = {"pieces": pieces}
    row.title = without(row.title, stretches).strip() or "Without a title"
    row.summary = without(row.summary, stretches).strip()
    row.population, row.setting = without(row.population, stretches), without(row.setting, stretches)
    row.words = words_of(row.title, row.summary, pieces)
    forget_pictures(gone)
    row.save()
    return True


def _clear_stories(consent: Consent) -> int:
    """Take what rests on the consent out of the team's own stories; how many had something."""
    resting = Q(quote_consent=consent) | Q(picture_consent=consent)
    rows = list(Story.objects.filter(resting, participation_id=consent.participation_id))
    for story in rows:
        if story.quote_consent_id == consent.pk:
            story.quote, story.quote_consent = "", None
        if story.picture_consent_id == consent.pk:
            transaction.on_commit(partial(default_storage.delete, story_picture_path(story)))
            story.picture_key, story.picture_kind, story.picture_alt, story.picture_consent = None, "", "", None
        story.save()
    return len(rows)


def story_picture_path(story: Story) -> str:
    """Where the bytes of a story's picture lie in the store."""
    return f"{story.participation_id}/{story.picture_key}"
