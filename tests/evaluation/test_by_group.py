"""A measured number that is entered by group and not for everyone is not called empty."""

import pytest
from django.test import Client

from tests.cast import Cast
from tests.measures.stage import JAN, north_measure, store


@pytest.mark.parametrize(
    ("entered", "said", "never"), [(True, "By group only", "No data yet"), (False, "No data yet", "By group only")]
)
def test_dashboards_say_where_the_numbers_are(
    cast: Cast, client: Client, *, entered: bool, said: str, never: str
) -> None:
    measure = north_measure(cast, groups=("A", "B"), kind="value", denominator_label="")
    if entered:
        with cast.scope():
            group = measure.strata.first()
        store(cast, measure, {JAN: (5, None)}, group.pk)
    for user, where in (
        (cast.lead, "/c/amhe/o/RNN/"),
        (cast.lead, f"/c/amhe/p/{cast.north_project.pk}/"),
        (cast.coach, "/c/amhe/coach/"),
    ):
        client.force_login(user)
        page = client.get(where)
        assert page.status_code == 200, where
        html = page.content.decode()
        assert said in html, where
        assert never not in html, where
