"""Writes about the programme's library: its resources, and what teams say of those they used."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from collaborative.audit import recording
from collaborative.models import User
from organisations.models import Participation
from phases.actions.collisions import refuse_older
from phases.models import ProgrammeNode
from sharing.models import Helped, Resource, ResourceRemark, ResourceTopic
from sharing.queries.resources import resource_mark

LONGEST_REMARK = 1000


@dataclass(frozen=True, kw_only=True)
class ResourceFields:
    """What is said of a resource; see sharing.models.Resource. drivers: boxes of the programme's theory; words: of
    change ideas that it helps with."""

    title: str
    about: str
    kind: str
    link: str
    contact_name: str
    checked_on: date
    step: str = ""
    contact_email: str = ""
    drivers: tuple[int, ...] = ()
    words: tuple[str, ...] = ()


@transaction.atomic
def save_resource(*, resource: Resource, by: User, said: ResourceFields, seen: str = "") -> Resource:
    """Keep a resource, new or changed. seen: its mark when this person began, "" to overwrite.

    Raises ValidationError by field, also where a driver is none of the collaborative's theory today.
    """
    is_new = resource.pk is None
    row = resource if is_new else _locked(resource)
    if not is_new:
        refuse_older(seen, resource_mark(row))
    for name in ("title", "about", "kind", "step", "link", "contact_name", "contact_email"):
        setattr(row, name, getattr(said, name).strip())
    row.checked_on = said.checked_on
    if is_new:
        row.created_by = by
    row.full_clean(exclude=("collaborative", "created_by"), validate_constraints=False)
    if row.checked_on > timezone.localdate():
        raise ValidationError({"checked_on": "The date it was last checked must be today or in the past"})
    with recording(by=by, verb="added a resource" if is_new else "changed a resource"):
        row.save()
        _tie(row, said.drivers, said.words)
    return row


@transaction.atomic
def archive_resource(*, resource: Resource, by: User) -> None:
    """Put a resource into the archive: no list shows it, what was said of it stays."""
    row = _locked(resource)
    if row.ended_at is None:
        with recording(by=by, verb="archived a resource"):
            row.ended_at = timezone.now()
            row.save()


@transaction.atomic
def restore_resource(*, resource: Resource, by: User) -> None:
    """Take a resource out of the archive again."""
    row = _locked(resource)
    if row.ended_at is not None:
        with recording(by=by, verb="took a resource out of the archive"):
            row.ended_at = None
            row.save()


@transaction.atomic
def remark_on_resource(
    *, resource: Resource, participation: Participation, by: User, helped: str, words: str = ""
) -> ResourceRemark:
    """Say for everybody in the collaborative how a resource helped; said again, it takes the place of the first.

    Raises ValidationError where nothing is chosen, more than a thousand letters are said, or the resource is another
    collaborative's.
    """
    if helped not in Helped.values:
        raise ValidationError({"helped": "Choose whether it helped"})
    if len(words.strip()) > LONGEST_REMARK:
        raise ValidationError({"words": f"Use {LONGEST_REMARK:,} characters or fewer"})
    if resource.collaborative_id != participation.collaborative_id:
        raise ValidationError("This resource is not of your collaborative.")
    Participation.objects.select_for_update(no_key=True).get(pk=participation.pk)
    with recording(by=by, verb="said how a resource helped"):
        said = {"helped": helped, "words": words.strip(), "made_by": by, "made_at": timezone.now()}
        remark, _ = ResourceRemark.objects.update_or_create(
            collaborative_id=participation.collaborative_id,
            participation=participation,
            resource=resource,
            withdrawn_at=None,
            defaults=said,
        )
    return remark


@transaction.atomic
def withdraw_remark(*, remark: ResourceRemark, by: User) -> None:
    """Take back what was said of a resource: its words are gone."""
    rows = ResourceRemark.objects.select_for_update().filter(pk=remark.pk, withdrawn_at=None)
    with recording(by=by, verb="took back what was said of a resource"):
        for row in rows:
            row.words, row.withdrawn_at = "", timezone.now()
            row.save()


def _locked(resource: Resource) -> Resource:
    return Resource.objects.select_for_update().get(pk=resource.pk, collaborative_id=resource.collaborative_id)


def _tie(row: Resource, drivers: Iterable[int], words: Iterable[str]) -> None:
    """Make what it is about exactly this; what it is no longer about ends."""
    nodes = ProgrammeNode.objects.filter(collaborative_id=row.collaborative_id, removed_at=None, pk__in=set(drivers))
    wanted = {(node.pk, "") for node in nodes} | {(None, " ".join(word.lower().split())) for word in words}
    if len(nodes) != len(set(drivers)):
        raise ValidationError({"drivers": "Choose drivers of the programme’s theory of change"})
    standing = {(one.driver_id, one.word): one for one in row.topics.filter(ended_at=None)}
    for key, topic in standing.items():
        if key not in wanted:
            topic.ended_at = timezone.now()
            topic.save()
    for driver, word in sorted(wanted - standing.keys(), key=str):
        if driver is not None or word:
            ResourceTopic.objects.create(
                collaborative_id=row.collaborative_id, resource=row, driver_id=driver, word=word[:60]
            )
