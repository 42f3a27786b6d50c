"""Many charts at once: their numbers read with COPY, computed as arrays, and stored with one statement.

The same numbers give the same series, fingerprints and analyses as `measures.equity.lines_of` and
`measures.queries.plans.analyse_planned`, by which a page computes the few it shows itself.
"""

from measures.bulk.chunk import compute
from measures.bulk.waiting import Place, Waiting, parts, waiting

__all__ = ["Place", "Waiting", "compute", "parts", "waiting"]
