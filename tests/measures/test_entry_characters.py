"""Entering words with a character that the database cannot keep."""

import re

from django.test import Client

from tests.cast import Cast
from tests.measures.stage import north_measure
from tests.measures.test_pages_entry import enter_url, stored, values_of


def test_a_reason_with_a_character_nothing_can_keep_is_refused_beside_its_row(cast: Cast, client: Client) -> None:
    measure, lead = north_measure(cast), client
    lead.force_login(cast.lead)
    sent = values_of(lead.get(enter_url(measure, "?from=2025-01-01")))
    sent |= {"n-2025-01-01-0": "3", "d-2025-01-01-0": "10", "why-2025-01-01": "late\x00"}
    answer = lead.post(enter_url(measure), sent | {"reason-2025-02-01": "closed\x00", "n-2025-03-01-0": "1\x00"})
    assert answer.status_code == 422
    assert re.findall(r'<a href="#([nrw][^"]*)">\s*(.*?)\s*</a>', answer.content.decode()) == [
        ("why-2025-01-01", "Jan 2025: This has a character that cannot be kept. Type it again."),
        ("reason-2025-02-01", "Feb 2025: This has a character that cannot be kept. Type it again."),
        ("n-2025-03-01-0", "Mar 2025: ‘1\x00’ is not a number."),
    ]
    assert "\x00" not in values_of(answer)["reason-2025-02-01"]
    assert stored(cast, measure) == {}
