"""One measure that counts for several programme measures: each is told how it stands to that one's words."""

from django.test import Client

from measures.actions.programme import ProgrammeFields, adopt, define_programme
from measures.queries.definitions import latest_of_measures
from measures.queries.strategy import standings_of, told_to_programme
from measures.strategy.compare import Standing
from organisations.queries import access_to
from tests.cast import Cast
from tests.measures.programme_stage import FIELDS, make_programme
from tests.measures.test_library import use


def test_each_programme_measure_that_one_measure_counts_for_is_told_of_its_own_words(
    cast: Cast, client: Client
) -> None:
    programme = make_programme(cast)
    measure = use(client, programme, "north")
    with programme.national():
        others = [
            define_programme(
                collaborative=cast.amhe,
                by=cast.admin,
                fields=ProgrammeFields(**FIELDS | {"name": f"Also counted {at}"}),
                effective_from=programme.months[0],
                definition="Everybody who asked",
            )
            for at in range(2)
        ]
    place = programme.places["north"]
    for other in others:
        with place.scope():
            version = other.versions.get()
            adopt(measure=measure, by=place.lead, programme=other, version=version, since=measure.starts_on, reason="")
    access = access_to(user=cast.admin, slug="amhe")
    assert access is not None
    with programme.national():
        told = told_to_programme(access)
    stood = {key: [one.stood.standing for one in rows] for key, rows in told.items()}
    assert stood == {
        programme.measure.pk: [Standing.CORE],
        others[0].pk: [Standing.CORE_OWN_WORDS],
        others[1].pk: [Standing.CORE_OWN_WORDS],
    }
    with place.scope():
        own = standings_of([measure], latest_of_measures([measure]))[measure.pk]
    assert (own.standing, own.programme, own.number) == (Standing.CORE, programme.measure, 1)
