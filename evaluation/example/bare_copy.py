"""How long the database itself takes to read the same file, to compare the import with."""

import time
from pathlib import Path
from statistics import median

from django.db import connection, transaction

_RUNS = 5
_TABLE = (
    "CREATE TEMPORARY TABLE bare_copy (period date, org_code text, type text, attendances integer, breaches integer,"
    " admissions integer)"
)


def seconds(file: Path) -> float:
    """Median of five runs of COPY from the file into a temporary table that is thrown away."""
    return median(_one(file) for _ in range(_RUNS))


def _one(file: Path) -> float:
    with transaction.atomic(), connection.cursor() as cursor, file.open(encoding="utf-8") as lines:
        cursor.execute(_TABLE)
        began = time.monotonic()
        cursor.cursor.copy_expert("COPY bare_copy FROM STDIN WITH (FORMAT csv, HEADER true)", lines)
        took = time.monotonic() - began
        cursor.execute("DROP TABLE bare_copy")
        return took
