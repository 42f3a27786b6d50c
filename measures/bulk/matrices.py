"""Numbers of many lines at once: a row a line, a column a period; nan is missing."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Days = NDArray[np.datetime64]


class Columns(NamedTuple):
    """What each line has, all of one shape."""

    values: Floats
    numerators: Floats
    denominators: Floats
    deviations: Floats


def kinds(*columns: Ints) -> tuple[Ints, Ints]:
    """Entries that are equal in all of these columns are of one kind: where the first of each kind is, and the kind of
    each entry."""
    code = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        values, number = np.unique(column, return_inverse=True)
        code = code * max(len(values), 1) + number
    _, first, kind = np.unique(code, return_index=True, return_inverse=True)
    return first, kind
