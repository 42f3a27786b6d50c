"""Pages about charts: each kind, each verdict on a gap, choosing, deciding, and the whole collaborative's lines."""

import json
from collections.abc import Iterator

from measures.spc import CHARTS
from tests.browser.places import Finder, Shot

# Every gap of the demonstration with its verdict, in the scope of a scheduled job.
_GAPS = """
import json
from collaborative.models import Collaborative
from collaborative.tenancy.scope import tenant_context
from measures.models import Measure
from measures.presenters.equity import gaps_of
from measures.queries import current_states
from organisations.actions.system import system_user
from organisations.queries import system_scope
one = Collaborative.objects.get(slug='amhe')
found = {}
with tenant_context(system_scope(one, system_user()), read_only=True):
    rows = list(Measure.objects.filter(strata__is_comparator=True).prefetch_related('strata').order_by('pk'))
    for row, states in current_states(rows, groups=True, gaps=True).items():
        for gap in gaps_of(states):
            place = gap.gap.measure.participation_id
            found.setdefault(gap.verdict.key, [row, gap.gap.stratum_id, place])
print(json.dumps(found))
"""


def chart_pages(find: Finder) -> Iterator[Shot]:
    """A measure of each chart kind, also as it is printed; choosing a chart, and deciding about its lines."""
    base = f"/c/{find.slug}/m"
    for kind in CHARTS:
        pk, place = find.measure(f"m.chart_kind = '{kind}' AND points > 0")
        yield Shot(f"measure-chart-{kind}", find.role("lead", place), f"{base}/{pk}/", printed=True)
    pk, place = find.measure("m.chart_kind = 'run' AND (ch.analysis->>'signal')::boolean AND points > 20")
    lead = find.role("lead", place)
    yield Shot("chart-choice", lead, f"{base}/{pk}/chart/")
    for decision in ("rebase", "baseline", "exclude"):
        yield Shot(f"decide-{decision}", lead, f"{base}/{pk}/decide/{decision}/")
    yield Shot("chart-embedded", lead, f"{base}/{pk}/embed/")
    yield Shot("measure-programmes", lead, f"{base}/{pk}/programme/")
    decided, place = find.measure("EXISTS (SELECT 1 FROM measures_chartdecision d WHERE d.measure_id = m.id)")
    yield Shot("measure-decided", find.role("lead", place), f"{base}/{decided}/", printed=True)


def gap_pages(find: Finder) -> Iterator[Shot]:
    """One page for each verdict that the demonstration's gaps have."""
    verdicts = json.loads(find.running.run(_GAPS).splitlines()[-1])
    for key, (measure, stratum, place) in sorted(verdicts.items()):
        path = f"/c/{find.slug}/m/{measure}/g/{stratum}/gap/"
        yield Shot(f"gap-{key.replace('_', '-')}", find.role("lead", place), path, printed=True)


def collaborative_pages(find: Finder) -> Iterator[Shot]:
    """How the collaborative reads charts, its own lines, and its work in the background."""
    admin, base = find.role("national_admin"), f"/c/{find.slug}"
    yield Shot("national-chart-defaults", admin, f"{base}/charts/")
    yield Shot("programme", admin, f"{base}/programme/")
    yield Shot("programme-new", admin, f"{base}/programme/new/")
    pk = find.one("SELECT id FROM measures_programmemeasure ORDER BY id LIMIT 1")[0]
    yield Shot("programme-measure", admin, f"{base}/programme/{pk}/", printed=True)
    yield Shot("programme-measure-as-lead", find.role("lead"), f"{base}/programme/{pk}/")
    yield Shot("programme-version-new", admin, f"{base}/programme/{pk}/versions/new/")
    yield Shot("background-work", admin, f"{base}/jobs/")
