"""The charts of an article's draft, as whoever may open the organisation's work sees them."""

from django.utils import timezone

from measures.presenters.charts import chart_spec
from measures.presenters.pictures import embedded
from sharing.queries.squire import MeasureTold
from sharing.squire import Piece


def live_chart(told: MeasureTold) -> Piece | None:
    """The chart with its true values; None where nothing is entered."""
    if told.state is None:
        return None
    spec = chart_spec(told.state, decisions=told.decisions)
    shown = embedded(spec, told.measure, timezone.localdate(), told.state.stratum_id, f"squire-{told.measure.pk}")
    return {
        "kind": "chart",
        "title": told.measure.name,
        "sentence": shown.picture.sentence,
        "live": shown,
        "spec": spec,
    }
