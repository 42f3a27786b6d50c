"""The programme's library: found by words, by step and by driver, and where a team works on what it is about."""

import hashlib
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from collaborative.models import Collaborative
from collaborative.roles import Action
from organisations.models import Participation, Project
from organisations.queries import Access
from phases.models import ProgrammeNode
from phases.queries.theory import held, project_theory
from sharing.models import Resource, ResourceRemark, ResourceTopic

STANDING = Q(remarks__withdrawn_at__isnull=True)


@dataclass(frozen=True)
class Wish:
    """What of the library somebody looks for; what is empty does not narrow. driver: the key of a box of the
    programme's theory."""

    words: str = ""
    step: str = ""
    kind: str = ""
    driver: str = ""


@dataclass(frozen=True)
class Tied:
    """A box of a team's own theory, and what of the library is about it. key: of the box in its theory."""

    key: str
    kind: str
    text: str
    resources: tuple[Resource, ...]


def resources_of(collaborative: Collaborative, wish: Wish = Wish()) -> QuerySet[Resource]:
    """The library of a collaborative, by title: each with its topics and how many organisations it helped (`helped`,
    `partly`, `not_helped`). Two queries, however many there are.
    """
    rows = Resource.objects.filter(collaborative=collaborative, ended_at=None)
    topics = ResourceTopic.objects.filter(resource=OuterRef("pk"), ended_at=None)
    for word in wish.words.split():
        about = Exists(topics.filter(Q(word__icontains=word) | Q(driver__text__icontains=word)))
        rows = rows.filter(Q(title__icontains=word) | Q(about__icontains=word) | about)
    if wish.step:
        rows = rows.filter(step=wish.step)
    if wish.kind:
        rows = rows.filter(kind=wish.kind)
    if wish.driver:
        rows = rows.filter(Exists(topics.filter(driver__key=wish.driver)))
    return _with_remarks(rows).order_by("title", "pk")


def archive_of(collaborative: Collaborative) -> QuerySet[Resource]:
    """What is in the archive, by title."""
    return resource_of(collaborative).exclude(ended_at=None).order_by("title", "pk")


def resource_of(collaborative: Collaborative) -> QuerySet[Resource]:
    """Every resource of a collaborative, the archive's too."""
    return _with_remarks(Resource.objects.filter(collaborative=collaborative))


def _with_remarks(rows: QuerySet[Resource]) -> QuerySet[Resource]:
    counts = {
        name: Count("remarks", filter=STANDING & Q(remarks__helped=code), distinct=True)
        for name, code in (("helped", "yes"), ("partly", "partly"), ("not_helped", "no"))
    }
    topics = ResourceTopic.objects.filter(ended_at=None).select_related("driver").order_by("driver__position", "pk")
    return rows.annotate(**counts).prefetch_related(Prefetch("topics", topics, to_attr="standing"))


def remarks_on(resource: Resource) -> QuerySet[ResourceRemark]:
    """What organisations say of it, the latest first."""
    rows = ResourceRemark.objects.filter(resource=resource, withdrawn_at=None)
    return rows.select_related("participation__organisation").order_by("-made_at", "-pk")


def drivers_of(collaborative: Collaborative) -> list[ProgrammeNode]:
    """The boxes of the programme's theory a resource can be about: drivers and ideas, in their order (one query)."""
    rows = ProgrammeNode.objects.filter(collaborative=collaborative, removed_at=None).exclude(kind="aim")
    order = {"primary": 0, "secondary": 1, "idea": 2}
    return sorted(rows, key=lambda row: (order[row.kind], row.position, row.pk))


def who_may_say(access: Access) -> QuerySet[Participation]:
    """The organisations in whose name this person may say how a resource helped."""
    places = access.participations_for(Action.PUBLISH)
    return Participation.objects.filter(pk__in=places).select_related("organisation").order_by("organisation__name")


def tied_to(project: Project) -> list[Tied]:
    """The boxes of a team's theory with what of the library is about them, in the order of the theory.

    A box that was copied from the programme's has what is about that one; an idea also what has its words.
    """
    row = project_theory(project)
    if row is None:
        return []
    there = held(row)
    resources = list(resources_of(project.collaborative))
    found = []
    for node in there.graph.nodes:
        said = f" {' '.join(node.text.lower().split())} "
        about = [
            one
            for one in resources
            if any(
                (topic.driver.key == node.origin if topic.driver else node.kind == "idea" and f" {topic.word} " in said)
                for topic in one.standing  # type: ignore[attr-defined]
            )
        ]
        if about:
            found.append(Tied(node.id, node.kind, node.text, tuple(about)))
    return found


def resource_mark(row: Resource) -> str:
    """The mark of what is said of a resource."""
    names = ("title", "about", "kind", "step", "link", "contact_name", "contact_email", "checked_on", "ended_at")
    topics = sorted(str((one.driver_id, one.word)) for one in row.topics.filter(ended_at=None))
    return hashlib.sha256(repr([*(getattr(row, name) for name in names), topics]).encode()).hexdigest()[:20]
