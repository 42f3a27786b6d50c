"""Defining programme measures, their versions, and who counts by them: what is refused, and what stays on record."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from measures.actions.programme import (
    ProgrammeFields,
    add_version,
    adopt,
    correct_version,
    define_programme,
    revise_programme,
    take_adoption_back,
)
from measures.models import Adoption, ProgrammeMeasure, ProgrammeVersion
from tests.cast import Cast
from tests.measures.programme_stage import FIELDS, Programme, make_programme
from tests.measures.stage import measure_in


@pytest.fixture
def programme(cast: Cast) -> Programme:
    return make_programme(cast, months=12, places=("north", "south"))


def refused(programme: Programme, /, **changes: Any) -> dict[str, list[str]]:
    """What North's adoption is refused for."""
    place = programme.places["north"]
    said = {"measure": place.measure, "version": programme.first, "since": programme.months[0], **changes}
    with place.scope(), pytest.raises(ValidationError) as caught:
        adopt(by=place.lead, programme=said.pop("programme", programme.measure), **said)
    return caught.value.message_dict if hasattr(caught.value, "error_dict") else {"": caught.value.messages}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "average"}, "kind"),
        ({"kind": "count"}, "kind"),
        ({"target": Decimal(120)}, "target"),
    ],
)
def test_what_cannot_be_pooled_is_refused(cast: Cast, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as caught:
        make_programme(cast, **changes)
    assert list(caught.value.message_dict) == [field]
    assert not ProgrammeMeasure.objects.exists()


def test_the_database_refuses_it_too(programme: Programme) -> None:
    for wrong in ({"kind": "count"}, {"chart_kind": "p"}, {"frequency": "event"}, {"rate_per": 0}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ProgrammeMeasure.objects.filter(pk=programme.measure.pk).update(**wrong)


def test_the_first_version_begins_with_its_period(cast: Cast) -> None:
    with cast.scope(user=cast.admin):
        made = define_programme(
            collaborative=cast.amhe,
            by=cast.admin,
            fields=ProgrammeFields(**FIELDS | {"frequency": "quarter"}),
            effective_from=date(2026, 5, 19),
            definition="All",
        )
    version = ProgrammeVersion.objects.get(programme_measure=made)
    assert (version.number, version.effective_from, version.reason) == (1, date(2026, 4, 1), "")


def test_versions_follow_each_other(programme: Programme) -> None:
    second = programme.renew(programme.months[6] + timedelta(days=9))
    assert (second.number, second.effective_from) == (2, programme.months[6])
    with pytest.raises(ValidationError) as caught:
        programme.renew(programme.months[6])
    assert "when version 2 begins" in caught.value.message_dict["effective_from"][0]
    third = programme.renew(programme.months[9])
    with programme.national():
        said = {"by": programme.cast.admin, "definition": "Corrected", "reason": "Because"}
        for wrong in (programme.months[0], programme.months[9], programme.months[10]):
            with pytest.raises(ValidationError):
                correct_version(version=second, effective_from=wrong, **said)
        correct_version(version=second, effective_from=programme.months[4], **said)
    second.refresh_from_db()
    assert (second.effective_from, second.definition, third.number) == (programme.months[4], "Corrected", 3)
    events = ProgrammeVersion.pgh_event_model.objects.filter(pgh_obj=second.pk, pgh_label="update")
    assert [event.definition for event in events] == ["Counted anew"]
    assert events.get().pgh_context["verb"] == "put a version of a programme measure right"


def test_a_new_version_without_reason_is_refused_by_the_database(programme: Programme) -> None:
    with programme.national(), pytest.raises(IntegrityError), transaction.atomic():
        add_version(
            programme=programme.measure,
            by=programme.cast.admin,
            effective_from=programme.months[3],
            definition="Other",
            reason="",
        )


def test_a_programme_measure_keeps_how_it_is_counted(programme: Programme) -> None:
    with programme.national():
        fields = ProgrammeFields(**FIELDS | {"name": "Seen in time", "target": Decimal(80), "chart_kind": "xmr"})
        revise_programme(programme=programme.measure, by=programme.cast.admin, fields=fields)
        other = ProgrammeFields(**FIELDS | {"kind": "rate", "frequency": "week"})
        with pytest.raises(ValidationError) as caught:
            revise_programme(programme=programme.measure, by=programme.cast.admin, fields=other)
    assert set(caught.value.message_dict) == {"kind", "frequency"}
    stored = ProgrammeMeasure.objects.get()
    assert (stored.name, stored.target, stored.chart_kind, stored.kind) == ("Seen in time", 80, "xmr", "percentage")


def test_what_cannot_be_added_up_cannot_be_adopted(programme: Programme, cast: Cast) -> None:
    place = programme.places["north"]
    with place.scope():
        weekly = measure_in(place.project, place.lead, name="Weekly", frequency="week")
        counted = measure_in(place.project, place.lead, name="Counted", kind="count")
    told = ["Numbers of this measure cannot be added to those of the programme’s."]
    assert refused(programme, measure=weekly) == {"": told}
    assert refused(programme, measure=counted) == {"": told}


def test_when_and_how_it_is_counted_must_be_said(programme: Programme) -> None:
    before = programme.months[0] - timedelta(days=40)
    assert list(refused(programme, since=before)) == ["since"]
    assert refused(programme, version=None) == {"reason": ["Say how you count differently."]}


def test_another_programme_measure_s_version_is_refused_by_action_and_database(programme: Programme) -> None:
    other = make_programme(programme.cast, months=3, places=(), name="Another")
    assert refused(programme, version=other.first) == {"": ["This version is of another programme measure."]}
    programme.say("north", programme.first)
    with programme.places["north"].scope(), pytest.raises(IntegrityError, match="adoption_own_version"):
        Adoption.objects.update(version=other.first)


def test_another_collaborative_s_programme_measure_is_refused_by_action_and_database(
    programme: Programme, cast: Cast
) -> None:
    with cast.scope(cast.east, user=cast.east_lead):
        foreign = define_programme(
            collaborative=cast.safety,
            by=cast.east_lead,
            fields=ProgrammeFields(**FIELDS),
            effective_from=programme.months[0],
            definition="East's",
        )
    version = ProgrammeVersion.objects.get(programme_measure=foreign)
    assert "" in refused(programme, programme=foreign, version=version)
    programme.say("north", programme.first)
    with programme.places["north"].scope(), pytest.raises(IntegrityError, match="adoption_own_collaborative"):
        Adoption.objects.update(programme_measure=foreign, version=version)


def test_of_an_organisation_one_measure_counts_at_a_time(programme: Programme) -> None:
    place = programme.places["north"]
    programme.say("north", programme.first)
    with place.scope():
        other = measure_in(place.project, place.lead, name="Instead", starts_on=programme.months[0])
        said = {"by": place.lead, "programme": programme.measure, "version": programme.first}
        row = adopt(measure=other, since=programme.months[0], **said)
        assert Adoption.objects.get() == row
        assert row.measure == other
        later = adopt(measure=place.measure, since=programme.months[5], **said)
        assert Adoption.objects.count() == 2
        take_adoption_back(adoption=later, by=place.lead)
        take_adoption_back(adoption=later, by=place.lead)
        assert Adoption.objects.get() == row
        events = Adoption.pgh_event_model.objects.filter(pgh_obj=later.pk, pgh_label="delete")
        assert events.get().pgh_context["verb"] == "took back how it counts for the programme"
