"""What a proposer fills in on the public form."""

import time
from typing import Any

from django.core import signing

from organisations.forms.guard import _SALT

ADDRESS = "/join/amhe/"
ANSWERS: dict[str, Any] = {
    "organisation": "WES",
    "name": "Wes Proposer",
    "job": "Head of equality",
    "email": "Wes@example.nhs.uk",
    "inequality": "Young Black men wait longest",
    "sponsor_known": "yes",
    "sponsor_name": "Di Rector",
    "qi_support_level": "team",
    "qi_support": "Two coaches",
    "lead_days": "1,5",
    "nothing_here": "",
}


def stamp(seconds_ago: int = 60) -> str:
    """When the form was opened."""
    return signing.dumps(int(time.time()) - seconds_ago, salt=_SALT)
