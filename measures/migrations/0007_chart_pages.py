"""Room beside each chart for the next time it is computed.

A chart's row is rewritten whenever it is computed. Where its page has room for the new one, none of the table's indexes
has to be told, which is most of what storing costs. And what is computed of one chart is often a little more than the
2 kB from which PostgreSQL compresses: that takes longer than it saves, so rows stay as they are up to a page.

Rows move to such pages as they are computed; the statement itself reads and moves none, and stops no reader or writer.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("measures", "0006_drivers")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE measures_chart SET (fillfactor = 50, toast_tuple_target = 8160)",
            "ALTER TABLE measures_chart RESET (fillfactor, toast_tuple_target)",
        )
    ]
