"""Writes about what is published: let out as a frozen version, taken back, and where it has been."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import timezone

from collaborative.audit import recording
from collaborative.disclosure import Finding, Rules, screen
from collaborative.models import User
from organisations.models import Participation
from sharing.models import Channel, Publication, PublicationUse
from sharing.pieces import KINDS, Piece, consents_of, own_words, words_of
from sharing.queries.publishing import rules_of, standing

WITHDRAWN_TITLE = "Withdrawn"
# What a picture of ours never holds.
_NOT_DRAWN = ("<script", "<foreignobject", "javascript:", "<iframe", "<image", " onload", " onclick")


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What is to be published; see sharing.models.Publication and sharing.pieces for its parts.

    nobody_known: whoever publishes says that nobody can be known from the small numbers of people its words name.
    """

    kind: str
    source_key: int
    title: str
    pieces: Sequence[Piece]
    summary: str = ""
    drivers: Sequence[str] = ()
    population: str = ""
    characteristics: Sequence[str] = ()
    setting: str = ""
    outcome: str = ""
    finished: bool = False
    nobody_known: bool = False

    @property
    def row(self) -> dict[str, Any]:
        """The columns that hold it."""
        # As it will be read back: days as text, tuples as lists.
        pieces = json.loads(json.dumps(list(self.pieces), cls=DjangoJSONEncoder))
        return {
            "title": self.title.strip(),
            "summary": self.summary.strip(),
            "content": {"pieces": pieces},
            "drivers": list(self.drivers),
            "population": self.population.strip(),
            "characteristics": list(self.characteristics),
            "setting": self.setting.strip(),
            "outcome": self.outcome,
            "finished": self.finished,
            "words": words_of(self.title.strip(), self.summary.strip(), pieces),
        }


@transaction.atomic
def publish(*, participation: Participation, by: User, draft: Draft, channel: str) -> Publication:
    """Let out a frozen version, up to this channel.

    Its words are screened for what tells of a person, its numbers have to be disclosed by the collaborative's rule of
    today, and every consent it rests on has to reach the channel. The same again by the same person is the version
    there is. Earlier versions can still be read. Raises ValidationError by field: title, summary, pieces, channel,
    nobody_known.
    """
    # Whoever withdraws a consent waits here, or this does: never does a withdrawn word go out.
    place = Participation.objects.select_for_update(no_key=True).get(pk=participation.pk)
    rules, reach = rules_of(place.collaborative_id), _channel(channel)
    small = _refuse_unfit(draft, rules)
    _refuse_without_consent(draft, place, reach)
    row, made = draft.row, _last(place, draft)
    told = {**row, "channel": reach, "rule": rules.label, "published_by_id": by.pk, "withdrawn_at": None}
    if made is not None and all(getattr(made, name) == value for name, value in told.items()):
        return made
    said = f"Said that nobody can be known from {small} small numbers in its words" if small else ""
    with recording(by=by, verb="published a version", reason=said):
        return Publication.objects.create(
            collaborative_id=place.collaborative_id,
            participation=place,
            kind=draft.kind,
            source_key=draft.source_key,
            number=1 if made is None else made.number + 1,
            channel=reach,
            rule=rules.label,
            published_by=by,
            **row,
        )


def _channel(channel: str) -> Channel:
    if channel not in Channel.values or channel == Channel.TEAM:
        raise ValidationError({"channel": "Select how far it goes"})
    return Channel(channel)


def _last(place: Participation, draft: Draft) -> Publication | None:
    rows = Publication.objects.filter(participation=place, kind=draft.kind, source_key=draft.source_key)
    return rows.order_by("-number").first()


def _refuse_unfit(draft: Draft, rules: Rules) -> int:
    """Raises for what may not go out; otherwise how many small numbers of people its words name."""
    if not draft.title.strip():
        raise ValidationError({"title": "Enter a title"})
    for piece in draft.pieces:
        if piece.get("kind") not in KINDS:
            raise ValueError(f"No such piece: {piece.get('kind')}")
        if piece.get("kind") == "chart" and piece.get("rule") != rules.label:
            raise ValidationError({"pieces": "The rule for numbers has changed. Open the page again to see it anew"})
        if any(sign in str(piece.get("svg", "")).lower() for sign in _NOT_DRAWN):
            raise ValueError("A picture holds more than shapes and words")
    findings = findings_in(draft, rules)
    for name, found in findings.items():
        blocking = [one for one in found if one.blocks]
        if blocking:
            said = "; ".join(f"{one.name} (“{one.text}”)" for one in blocking)
            raise ValidationError({name: f"This seems to hold {said}. Take it out before others read it"})
    asked = [one for found in findings.values() for one in found]
    if asked and not draft.nobody_known:
        said = ", ".join(f"“{one.text}”" for one in asked)
        raise ValidationError({"nobody_known": f"Confirm that nobody can be known from {said}, or say it otherwise"})
    return len(asked)


def findings_in(draft: Draft, rules: Rules) -> dict[str, list[Finding]]:
    """What in a draft's words might say who somebody is, by field."""
    beside = [draft.population, draft.setting]
    texts = {
        "title": [draft.title],
        "summary": [draft.summary],
        "pieces": [*beside, *(text for piece in draft.pieces for text in own_words(piece))],
    }
    found = {name: [one for text in said for one in screen(text, rules.small)] for name, said in texts.items()}
    return {name: several for name, several in found.items() if several}


def _refuse_without_consent(draft: Draft, place: Participation, reach: Channel) -> None:
    wanted = consents_of(draft.pieces)
    given = standing(wanted, place.pk)
    missing = [pk for pk in wanted if pk not in given or given[pk].reach < reach.reach]
    if missing:
        who = f"{len(missing)} of the people in it have" if len(missing) > 1 else "Somebody in it has"
        raise ValidationError({"channel": f"{who} not agreed to this going to “{reach.label}”"})
    for piece in draft.pieces:
        if piece.get("kind") in ("quote", "picture") and not piece.get("consents"):
            raise ValidationError({"pieces": "Say whose consent there is for each quote and picture"})


@transaction.atomic
def withdraw_publication(*, publication: Publication, by: User, reason: str) -> list[Publication]:
    """Take something back: every version of it, at once and everywhere, its words gone. Who reads its address is told
    that it was withdrawn. The versions that were taken back.

    Raises ValidationError where no reason is given.
    """
    if not reason.strip():
        raise ValidationError({"reason": "Enter why you take it back"})
    Participation.objects.select_for_update(no_key=True).get(pk=publication.participation_id)
    rows = Publication.objects.select_for_update().filter(
        participation_id=publication.participation_id,
        kind=publication.kind,
        source_key=publication.source_key,
        withdrawn_at__isnull=True,
    )
    found = list(rows)
    with recording(by=by, verb="withdrew a publication"):
        for row in found:
            empty(row, by, reason)
    return found


def empty(row: Publication, by: User, reason: str) -> None:
    """Take one version back: nothing of it can be read any more; part of the actions that withdraw."""
    forget_pictures(row.pieces)
    row.title, row.summary, row.words, row.population, row.setting = WITHDRAWN_TITLE, "", "", "", ""
    row.content, row.drivers, row.characteristics = {"pieces": []}, [], []
    row.withdrawn_at, row.withdrawn_by, row.withdrawal_reason = timezone.now(), by, reason.strip()
    row.save()


def forget_pictures(pieces: Sequence[Piece]) -> None:
    """Once this is stored, the bytes of these pieces' pictures are gone from the store."""
    for piece in pieces:
        if piece.get("kind") == "picture" and piece.get("key"):
            transaction.on_commit(partial(default_storage.delete, str(piece["key"])))


@transaction.atomic
def note_use(
    *,
    publication: Publication,
    by: User,
    place: str,
    label: str,
    channel: str,
    address: str = "",
    reached: int | None = None,
) -> PublicationUse:
    """Keep where a publication has been, once for each place and label; said again, with the latest of the rest."""
    with recording(by=by, verb="used a publication"):
        use, _ = PublicationUse.objects.update_or_create(
            publication=publication,
            place=place,
            label=label,
            defaults={"channel": channel, "address": address, "reached": reached},
            create_defaults={
                "collaborative_id": publication.collaborative_id,
                "channel": channel,
                "address": address,
                "reached": reached,
                "noted_by": by,
            },
        )
    return use
