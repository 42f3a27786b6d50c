"""What the tests ask of the running product's own database, run with the product's settings and rights."""

import json
import sys
from datetime import date
from typing import Any

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from collaborative.models import Collaborative, User
from collaborative.tenancy.scope import Scope, tenant_context
from measures.actions import MeasureFields, define_measure
from measures.models import Chart, DataPoint, Kind
from measures.queries.charts import inputs_of, stored
from measures.queries.plans import analyse_planned
from measures.spc.stored import store
from organisations.models import Participation, Project
from tests.cast import make_cast

MEASURES = 4


def prepare() -> None:
    """The cast, some measures of North's and the lead signed in; prints the session's key and the measures' ids."""
    cast = make_cast()
    with cast.scope():
        measures = [
            define_measure(
                project=Project.objects.get(),
                by=cast.lead,
                fields=MeasureFields(
                    name=f"Measure {number}",
                    measure_type="outcome",
                    kind=Kind.COUNT,
                    numerator_label="People seen",
                    frequency="month",
                    starts_on=date(2023, 1, 1),
                ),
            ).pk
            for number in range(MEASURES)
        ]
    sys.stdout.write(json.dumps({"session": signed_in(cast.lead), "measures": measures}))


def signed_in(user: User) -> str:
    """The key of a session in which this person is signed in."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return str(session.session_key)


def report() -> None:
    """Prints, by measure: the numbers on record, and its chart as stored beside one computed from them now."""
    north = Participation.objects.get(organisation__ods_code="RNN")
    reader = User.objects.get(name="Nora Lead")
    amhe = Collaborative.objects.get(slug="amhe")
    found: dict[int, Any] = {}
    with tenant_context(Scope(reader.pk, (amhe.pk,), (north.pk,)), read_only=True):
        for chart in Chart.objects.select_related("measure").order_by("measure_id"):
            inputs = inputs_of([chart], [chart.measure])
            series, analysis = inputs[0][1], analyse_planned(inputs)[0]
            points = DataPoint.objects.filter(measure_id=chart.measure_id).order_by("period")
            found[chart.measure_id] = {
                "stale": chart.stale,
                "stored": [chart.series, chart.analysis],
                "computed": [series.to_dict(), store(analysis, series.values)],
                "drawn": list(stored(chart)[0].values),
                "centre": stored(chart)[1].centre if chart.analysis else None,
                "points": {str(point.period): int(point.numerator or 0) for point in points},
            }
    sys.stdout.write(json.dumps(found))
