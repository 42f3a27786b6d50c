"""Measures that already name the group to compare with get a chart of each other group's gap.

The owner lifts FORCE for the statement, or row-level security would show it no row; the keys of the new rows are checked
at once, because a table with checks waiting cannot be altered back. The new charts are stale, so that they are computed
like any other.
"""

from django.db import migrations

_TABLES = ("measures_chart", "measures_stratum", "measures_measure")
_LIFT = [f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY" for table in _TABLES]
_BIND = [f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY" for table in _TABLES]
_CHECK = "SET CONSTRAINTS ALL IMMEDIATE"
_ADD = """
    INSERT INTO measures_chart (collaborative_id, participation_id, measure_id, stratum_id, line, stale, stale_at,
                                engine, input_hash, series, analysis)
    SELECT g.collaborative_id, g.participation_id, g.measure_id, g.id, 'gap', true, now(), '', '', '{}', '{}'
    FROM measures_stratum g
    JOIN measures_stratum c ON c.measure_id = g.measure_id AND c.participation_id = g.participation_id
                           AND c.is_comparator AND c.id <> g.id
    JOIN measures_measure m ON m.id = g.measure_id AND m.kind IN ('percentage', 'rate', 'value')
    ON CONFLICT DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [("measures", "0002_charts_and_rules")]

    operations = [
        migrations.RunSQL(
            [*_LIFT, _ADD, _CHECK, *_BIND],
            [*_LIFT, "DELETE FROM measures_chart WHERE line = 'gap'", _CHECK, *_BIND],
        )
    ]
