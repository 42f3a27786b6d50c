"""A project with everything that a design needs, for the tests of designs."""

from django.test import Client

from collaborative.models import User
from evaluation.presenters.contents import contents
from evaluation.queries.design import design_rows
from organisations.models import Project
from organisations.queries import access_within
from phases.actions.boxes import add_box
from phases.actions.design import (
    ask_for_signatures,
)
from phases.actions.populations import InequalityFields, PopulationFields, choose_population, say_inequality
from phases.actions.start import start_theory
from phases.design import Contents, contents_json
from phases.models import Design
from phases.queries.theory import held
from tests.cast import Cast
from tests.evaluation.builders import STEADY, measure_with


def whole(cast: Cast) -> Project:
    """North's project with everything that a design needs."""
    said = PopulationFields(name="Young Black men", size=412, size_source="Caseload")
    people = choose_population(participation=cast.north, by=cast.lead, said=said, words=["aged 18 to 35"])
    unequal = InequalityFields(dimension="access", statement="They wait longer", evidence_source="Waiting list")
    say_inequality(population=people, by=cast.lead, said=unequal)
    theory = start_theory(project=cast.north_project, by=cast.lead, copy=False)
    aim = held(theory).graph.of_kind("aim")[0].id
    add_box(theory=theory, by=cast.lead, kind="primary", text="People are met where they are", under=[aim])
    measure_with(cast.north_project, cast.lead, STEADY)
    return cast.north_project


def today(cast: Cast, user: User | None = None) -> Contents:
    access = access_within(user=user or cast.lead, collaborative=cast.amhe)
    assert access is not None
    return contents(design_rows(access, cast.north_project))


def ask(cast: Cast, seen: int = 0, note: str = "") -> Design:
    content = contents_json(today(cast))
    return ask_for_signatures(project=cast.north_project, by=cast.lead, content=content, seen=seen, note=note)


def text_of(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def base(cast: Cast) -> str:
    return f"/c/amhe/p/{cast.north_project.pk}/design/"
