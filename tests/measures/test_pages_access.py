"""Who may open which page of measures: every other person gets the 404 of what is not there."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from measures.actions import preview_import
from measures.models import Annotation, DataPoint, Import, Measure
from tests.cast import Cast
from tests.measures.stage import JAN, measure_in, north_measure, store

SEE = {"lead", "member", "data_entry", "partner", "sponsor", "coach"}
ENTER = {"lead", "member", "data_entry"}
DEFINE = {"lead", "member"}
EVERYBODY = sorted(SEE | {"admin", "manager", "other_coach", "south_lead", "east_lead", "stranger"})
PAGES: dict[str, set[str]] = {
    "measures": SEE,
    "measure": SEE,
    "measure-group": SEE,
    "measure-csv": SEE,
    "measure-enter": ENTER,
    "measure-import": ENTER,
    "measure-template": ENTER,
    "import": ENTER,
    "import-refused": ENTER,
    "measure-new": DEFINE,
    "measure-edit": DEFINE,
    "measure-group-reporting": DEFINE,
}
POSTS: dict[str, set[str]] = {
    "measure-note": ENTER,
    "measure-enter-row": ENTER,
    "import-apply": ENTER,
    "import-cancel": ENTER,
}


@pytest.fixture
def address(cast: Cast) -> Callable[[str], str]:
    """The address of each page for one north measure with a group, a number and a table to check."""
    measure = north_measure(cast, groups=("White British",), name="northcanary measure")
    with cast.scope():
        group = measure.strata.get()
        row, _ = preview_import(measure=measure, by=cast.lead, text="period,group,numerator,denominator\nsoon,x,1,2\n")
    store(cast, measure, {JAN: (1, 2)}, group.pk)

    def find(name: str) -> str:
        args: list[object] = ["amhe", measure.pk]
        if name in ("measures", "measure-new"):
            args[1] = cast.north_project.pk
        if name in ("measure-group", "measure-group-reporting"):
            args.append(group.pk)
        if name.startswith("import"):
            args.append(row.pk)
        return reverse(name, args=args)

    return find


@pytest.mark.parametrize("person", EVERYBODY)
def test_each_page_answers_only_those_who_may(
    cast: Cast, client: Client, address: Callable[[str], str], person: str
) -> None:
    client.force_login(getattr(cast, person))
    found = {name: client.get(address(name)) for name in PAGES}
    assert {name: answer.status_code for name, answer in found.items()} == {
        name: 200 if person in allowed else 404 for name, allowed in PAGES.items()
    }
    for answer in found.values():
        if answer.status_code == 404:
            assert "northcanary" not in answer.content.decode()


@pytest.mark.parametrize("person", sorted({"sponsor", "partner", "coach", "admin", "south_lead", "east_lead"}))
def test_nobody_else_can_send_anything(cast: Cast, client: Client, address: Callable[[str], str], person: str) -> None:
    client.force_login(getattr(cast, person))
    sent = {"label": "x", "starts_on_day": "1", "starts_on_month": "1", "starts_on_year": "2025", "row": "2025-01-01"}
    assert {client.post(address(name), sent).status_code for name in POSTS} == {404}
    with cast.scope():
        assert Annotation.objects.count() == 0
        assert Import.objects.get().status == "preview"
        assert DataPoint.objects.get().numerator == 1


def test_a_strangers_page_never_holds_another_organisations_words(cast: Cast, client: Client) -> None:
    with cast.scope(cast.south, user=cast.south_lead):
        foreign = measure_in(cast.south_project, cast.south_lead, name="southcanary measure")
    client.force_login(cast.lead)
    for name, args in (
        ("measure", (foreign.pk,)),
        ("measure-enter", (foreign.pk,)),
        ("measure-csv", (foreign.pk,)),
        ("measures", (cast.south_project.pk,)),
        ("measure-new", (cast.south_project.pk,)),
    ):
        answer = client.get(reverse(name, args=("amhe", *args)))
        assert answer.status_code == 404
        assert "southcanary" not in answer.content.decode()


def test_parts_of_another_measure_are_not_there(cast: Cast, client: Client) -> None:
    one = north_measure(cast, groups=("A",), name="One")
    two = north_measure(cast, groups=("B",), name="Two")
    with cast.scope():
        row, _ = preview_import(measure=two, by=cast.lead, text="period,group,numerator,denominator\nsoon,x,1,2\n")
        group = two.strata.get()
    client.force_login(cast.lead)
    assert client.get(reverse("import", args=("amhe", one.pk, row.pk))).status_code == 404
    assert client.get(reverse("measure-group", args=("amhe", one.pk, group.pk))).status_code == 404
    assert client.get(reverse("measure-group-reporting", args=("amhe", one.pk, group.pk))).status_code == 404


def test_writing_is_asked_for_only_where_it_is_allowed(cast: Cast, client: Client) -> None:
    measure: Measure = north_measure(cast)
    store(cast, measure, {JAN: (1, 2)})
    client.force_login(cast.sponsor)
    words = client.get(reverse("measure", args=("amhe", measure.pk))).content.decode()
    assert "Enter numbers" not in words
    assert "Add a note" not in words
    assert "Edit the definition" not in words
    assert "Download all numbers" in words


def test_signed_out_people_are_asked_to_sign_in(cast: Cast, client: Client) -> None:
    answer = client.get(reverse("measure", args=("amhe", 1)))
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")
