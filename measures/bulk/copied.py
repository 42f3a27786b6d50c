"""Rows of a query as arrays, read with COPY in its binary format.

Source: PostgreSQL's manual, COPY, "Binary Format".
"""

import io
from collections.abc import Mapping
from typing import Any

import numpy as np
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from numpy.typing import NDArray

_HEADER, _TRAILER = 19, 2
# Days and microseconds are counted from here.
EPOCH = np.datetime64("2000-01-01", "D")


def copied(sql: str, params: Any, columns: Mapping[str, str]) -> NDArray[np.void]:
    """The rows of this query, one entry each, whose fields are its columns in order.

    columns: their types, in the notation of numpy and in network order, like ">i8". None may be null, or a row would
    be shorter than the others.
    """
    buffer = io.BytesIO()
    with connection.cursor() as cursor, connection.wrap_database_errors:
        raw = cursor.cursor
        query = raw.mogrify(sql, params).decode()
        raw.copy_expert(f"COPY ({query}) TO STDOUT (FORMAT BINARY)", buffer)
    return np.frombuffer(buffer.getbuffer()[_HEADER:-_TRAILER], dtype=_row(columns))


def selected(rows: QuerySet[Any, Any], columns: Mapping[str, str]) -> NDArray[np.void]:
    """The same of a query set whose values these are."""
    try:
        return copied(*rows.query.sql_with_params(), columns)
    except EmptyResultSet:  # no row can fulfil its conditions
        return np.empty(0, dtype=_row(columns))


def native(rows: NDArray[np.void], name: str) -> NDArray[Any]:
    """A column of these rows, in this machine's order."""
    column = rows[name]
    return column.astype(column.dtype.newbyteorder("="))


def array(ids: NDArray[np.int64]) -> str:
    """An array as PostgreSQL reads it: thousands of numbers travel faster as one text."""
    return "{" + ",".join(map(str, ids.tolist())) + "}"


def _row(columns: Mapping[str, str]) -> np.dtype[np.void]:
    """Before each row stands how many columns it has, and before each column how many bytes."""
    parts = [part for name, kind in columns.items() for part in ((f"{name} is bytes long", ">i4"), (name, kind))]
    return np.dtype([("number of columns", ">i2"), *parts])
