"""Populations of focus and the lists they are described with."""

from django.db.models import Prefetch, QuerySet

from collaborative.models import Collaborative
from collaborative.roles import Action
from organisations.models import Participation, Project
from organisations.queries import Access, owned
from phases.models import Characteristic, Code, CodeMap, CodeSet, Inequality, PhaseSettings, Population


def limit_of(collaborative: Collaborative) -> int:
    """How many populations of focus the collaborative advises to start with."""
    row = PhaseSettings.objects.filter(collaborative=collaborative).first()
    return (row or PhaseSettings()).populations_at_start


def populations_to(access: Access, action: Action) -> QuerySet[Population]:
    """The populations on which this person may do this, with all that is said of them; present ones first."""
    rows = owned(Population, access, action).select_related(
        "participation__organisation", "collaborative", "clinical_area", "project"
    )
    characteristics = Characteristic.objects.filter(participation_id__in=access.participations_for(action))
    inequalities = Inequality.objects.filter(
        participation_id__in=access.participations_for(action), removed_at__isnull=True
    )
    return rows.prefetch_related(
        Prefetch("characteristics", characteristics.select_related("code__code_set"), to_attr="marks"),
        Prefetch("inequalities", inequalities, to_attr="unequal"),
    )


def populations_of(access: Access, participation: Participation) -> list[Population]:
    """All populations of one organisation, those it works with now before the others."""
    rows = populations_to(access, Action.SEE_WORK).filter(participation=participation)
    return sorted(rows, key=lambda row: (row.ended_on is not None, row.created_at, row.pk))


def inequalities_to(access: Access, action: Action) -> QuerySet[Inequality]:
    """What is said to be unequal, where this person may do this."""
    rows = owned(Inequality, access, action).filter(removed_at=None)
    return rows.select_related("population__participation__organisation", "population__collaborative")


def offered_codes() -> list[Code]:
    """The codes that people may be described with, list by list."""
    rows = Code.objects.filter(code_set__offered=True).exclude(kind="not_stated").exclude(kind="not_known")
    return list(rows.select_related("code_set").order_by("code_set__position", "position", "pk"))


def clinical_areas() -> list[Code]:
    """The clinical areas of Core20PLUS5."""
    return list(Code.objects.filter(code_set__key="core20plus5").order_by("position", "pk"))


def projects_at(access: Access, participation: Participation) -> list[Project]:
    """The projects of one organisation."""
    return list(owned(Project, access, Action.SEE_WORK).filter(participation=participation))


def code_sets() -> QuerySet[CodeSet]:
    """Every list, in order, with its codes and what they count as in other lists."""
    maps = CodeMap.objects.select_related("target__code_set").order_by("target__code_set__position", "pk")
    codes = Code.objects.order_by("position", "pk").prefetch_related(Prefetch("maps_to", maps))
    return CodeSet.objects.prefetch_related(Prefetch("codes", codes, to_attr="lines"))
