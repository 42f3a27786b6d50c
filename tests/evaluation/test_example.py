"""The example of real figures: every row stored or refused with its reason, again without doubling, and the numbers
right by another way of counting."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from io import StringIO
from pathlib import Path

import pandas as pd
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Sum

from collaborative.models import Collaborative
from collaborative.tenancy.scope import tenant_context
from evaluation.example.source import NotTheFile, read_providers, spread
from measures.models import Chart, DataPoint, Import, Measure, Stratum
from measures.queries import due_of
from organisations.actions.system import system_user
from organisations.models import CoachAssignment, Participation
from organisations.queries import system_scope
from organisations.queries.places import demo_cast

HEAD = "period,org_code,type,attendances,breaches,admissions\n"
TINY = HEAD + (
    "2016-04-01,RAA,1,100,10,5\n"
    "2016-05-01,RAA,1,100,20,5\n"
    "2016-07-01,RAA,1,100,30,5\n"
    "2016-04-01,RAA,other,50,0,0\n"
    "2016-05-01,RAA,other,50,5,0\n"
    "2016-05-01,RAA,other,50,6,0\n"
    "2016-06-01,RAA,other,50,60,0\n"
    "sometime,RAA,other,50,1,0\n"
    "2016-06-01,RAA,9,50,1,0\n"
    "2016-04-01,RBB,2,40,,0\n"
    "2016-05-01,RBB,2,40,4,0\n"
    "2016-04-01,R!,1,10,1,0\n"
)


@contextmanager
def everything() -> Iterator[Collaborative]:
    collaborative = Collaborative.objects.get(slug="ae-waits")
    with tenant_context(system_scope(collaborative, system_user())):
        yield collaborative


def load(file: Path, *options: str) -> str:
    told = StringIO()
    call_command("import_example", str(file), *options, stdout=told)
    return told.getvalue()


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    file = tmp_path / "tiny.csv"
    file.write_text(TINY)
    return file


def test_every_row_is_stored_or_refused_with_its_reason(db: None, tiny: Path) -> None:
    told = load(tiny)
    assert "Organisations: 2\n" in told
    assert "Rows in the file: 12\n" in told
    assert "Rows stored: 6\n" in told
    assert "Rows refused: 6\n" in told
    assert "1: Line 6 already gives a number for this period and group." in told
    assert "1: 60 out of 50 is more than all of them." in told
    assert "1: ‘sometime’ is not a date we can read. Write it like Mar 2027 or 01/03/2027." in told
    assert "1: ‘9’ is not one of this measure’s groups (1, other)." in told
    assert "1: Enter a number for Breaches." in told
    assert "Enter an ODS code" in told
    with everything() as collaborative:
        assert "Open Government Licence v3.0" in collaborative.data_notice
        stored = DataPoint.objects.filter(source="import")
        assert stored.count() == 6
        point = stored.get(participation__organisation__ods_code="RAA", stratum__name="1", period=date(2016, 5, 1))
        assert (point.numerator, point.denominator) == (20, 100)
        gap = DataPoint.objects.get(no_data_reason="Not in the published file", stratum__name="1")
        assert gap.period == date(2016, 6, 1)
        one = Stratum.objects.get(participation__organisation__ods_code="RAA", name="1")
        assert (one.active_from, one.active_until) == (date(2016, 4, 1), date(2016, 7, 1))
        assert not Chart.objects.filter(stale=True).exists()


def test_again_nothing_is_doubled(db: None, tiny: Path) -> None:
    load(tiny)
    told = load(tiny)
    assert "Rows stored: 6\n" in told
    assert "Rows refused: 6\n" in told
    assert "Already there: 2 organisations" in told
    with everything():
        assert DataPoint.objects.filter(source="import").count() == 6
        assert Import.objects.count() == 2
        assert Measure.objects.count() == 2


def test_rows_added_to_the_file_are_added(db: None, tiny: Path) -> None:
    load(tiny)
    tiny.write_text(TINY + "2016-06-01,RBB,2,80,8,0\n")
    assert "Rows stored: 7\n" in load(tiny)
    with everything():
        assert DataPoint.objects.filter(source="import").count() == 7


def test_the_demonstration_can_look_at_it(db: None, tiny: Path) -> None:
    load(tiny)
    roles = {row.role for row in demo_cast() if row.collaborative.slug == "ae-waits"}
    assert roles == {"national_admin", "coach", "lead"}
    assert CoachAssignment.objects.filter(collaborative__slug="ae-waits").count() == 2


def test_compared_with_a_bare_copy(db: None, tmp_path: Path) -> None:
    file = tmp_path / "good.csv"
    file.write_text(HEAD + "2016-04-01,RAA,1,100,10,5\n")
    assert "times as long" in load(file, "--measure")


def test_another_file_is_refused_in_a_line(db: None, tmp_path: Path) -> None:
    file = tmp_path / "other.csv"
    file.write_text("a,b\n1,2\n")
    with pytest.raises(CommandError, match="must begin with the columns period, org_code"):
        load(file)
    with pytest.raises(CommandError, match="No such file"):
        load(tmp_path / "none.csv")
    with pytest.raises(NotTheFile):
        read_providers([])


def test_a_caseload_is_spread_over_sizes() -> None:
    rows = "".join(f"2016-04-01,R{size:02},1,{size},0,0\n" for size in range(10, 90))
    chosen = spread(read_providers((HEAD + rows).splitlines()), 20)
    assert len({one.code for one in chosen}) == 20
    assert (chosen[0].code, chosen[-1].code) == ("R10", "R89")


def plan_without_statistics() -> None:
    """Within one uncommitted transaction nothing is ever analysed, and a planner that takes full tables for empty ones
    joins them row by row for minutes; a real load commits, and autovacuum sees to it."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop = off")
        cursor.execute("SET LOCAL statement_timeout = '10min'")


@pytest.mark.timeout(1200)
def test_the_published_file(db: None, project_root: Path) -> None:
    file = project_root.parent / "shared" / "data" / "ae_attendances.csv"
    if not file.is_file():
        pytest.skip("the published file is not beside the project")
    plan_without_statistics()
    told = load(file)
    assert "Organisations: 274\n" in told
    assert "Rows in the file: 12,765\n" in told
    published = pd.read_csv(file, parse_dates=["period"])
    with everything() as collaborative:
        assert Participation.objects.filter(collaborative=collaborative).count() == 274
        refused = sum(len(row.refused) for row in Import.objects.all())
        stored = DataPoint.objects.filter(source="import")
        assert stored.count() + refused == len(published) == 12_765
        total = stored.order_by().aggregate(total=Sum("denominator"))["total"]
        assert total == int(published.attendances.sum())
        measures = list(Measure.objects.prefetch_related("strata"))
        assert not any(due.missing for due in due_of(measures, date(2026, 1, 1), 30).values())
        charts = {
            row.participation.organisation.ods_code: row.analysis
            for row in Chart.objects.filter(stratum=None).select_related("participation__organisation")
        }
    for code in ("RBT", "RA4", "RAE"):
        assert_recomputed(published[published.org_code == code], charts[code])


def assert_recomputed(rows: pd.DataFrame, analysis: dict) -> None:
    """Median, longest run and crossings of one provider by pandas alone, of the months in which the same department
    types report as in its last month and all of them have a number."""
    totals = rows.groupby("period")[["breaches", "attendances"]].sum()
    active = active_types(rows)
    complete = (rows.groupby("period").type.nunique() == active.map(len)) & (active == active.iloc[-1])
    shares = (100 * totals.breaches / totals.attendances)[complete]
    above = shares[(shares - shares.median()).abs() > 1e-9] > shares.median()
    turned = above.astype(int).diff().fillna(0) != 0
    assert analysis["centre"] == pytest.approx(shares.median())
    assert analysis["n_useful"] == len(above)
    assert analysis["crossings"] == turned.sum()
    assert analysis["longest_run"] == above.groupby(turned.cumsum()).size().max()


def active_types(rows: pd.DataFrame) -> pd.Series:
    """Which department types report in each month: those between their first and last."""
    spans = rows.groupby("type").period.agg(["min", "max"])
    months = sorted(rows.period.unique())
    within = {month: (spans["min"] <= month) & (spans["max"] >= month) for month in months}
    return pd.Series({month: frozenset(spans.index[active]) for month, active in within.items()})
