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
