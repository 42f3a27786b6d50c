"""The points of many series as `stored` keeps them, straight from their arrays to JSON."""

from collections.abc import Iterator

import numpy as np

from measures.spc.batch import PartBatch
from measures.spc.plan import Plan
from measures.spc.runs import Bools, Floats, Ints, Signs
from measures.spc.texts import Texts, each, every, whole

# The letters of `stored`, by sign + 1, and for a missing one.
_LETTERS = np.frombuffer(b"-0+.", dtype=np.uint8)
_MISSING = 3
_ZERO = ord("0")


def points_of(plan: Plan, part: PartBatch, n_obs: Ints, values: Floats, limits: dict[str, Floats]) -> list[str]:
    """What is kept of each series' points. part: all of them. values: as `store_many` has them; limits: `limits_of`."""
    with np.errstate(over="ignore", invalid="ignore"):
        y = part.lines.y * plan.multiply
    missing = np.isnan(y)
    inside = np.arange(y.shape[1]) < n_obs[:, None]
    found = Texts(len(y))
    # A value that is plotted as it is need not be kept twice.
    as_given = _all((y == values) | (missing & np.isnan(values)) | ~inside)
    found.add_some("y", *_lists(y, n_obs, ~as_given))
    if part.n is not None:
        _add_packed(found, "n", np.where(np.isnan(part.n), 0.0, part.n), n_obs, inside)
        nothing = np.flatnonzero(n_obs == 0).tolist()
        found.add_some("n", nothing, ["[]"] * len(nothing))
    for name, lines in limits.items():
        _add_packed(found, name, lines, n_obs, inside)
    for name, flags in _unusual_flags(plan, part):
        text = "".join("01"[there] for there in flags.tolist())
        some = [(row, text[:width]) for row, width in enumerate(n_obs.tolist()) if "0" in text[:width]]
        found.add_some(name, (row for row, _ in some), (f'"{letters}"' for _, letters in some))
    for name, letters, keep in _letters(part, missing, inside):
        rows = np.flatnonzero(keep)
        starts = rows * y.shape[1]
        places = zip(starts.tolist(), (starts + n_obs[rows]).tolist(), strict=True)
        found.add_some(name, rows.tolist(), (f'"{letters[start:stop]}"' for start, stop in places))
    return found.done()


def limits_of(plan: Plan, part: PartBatch) -> dict[str, Floats]:
    """The limits of every point, times the multiplier, not below 0 where that cannot be; empty without limits.

    nan: none is drawn. Where a series has one limit for all its points, that one entry.
    """
    if part.lines.limits is None:
        return {}
    with np.errstate(over="ignore", invalid="ignore"):
        negative = part.lines.y * plan.multiply < 0
    floored = _all(~negative) if plan.never_negative else np.zeros(len(negative), dtype=bool)
    found = {}
    for name, lines in zip(("lcl", "ucl", "lcl_95", "ucl_95"), part.lines.limits, strict=True):
        with np.errstate(over="ignore", invalid="ignore"):
            line = lines * plan.multiply
        if name in ("lcl", "lcl_95"):
            line = np.where(floored[:, None], np.maximum(line, 0.0), line)
        found[name] = np.where(np.isfinite(line), line, np.nan)
    return found


def _add_packed(found: Texts, name: str, matrix: Floats, n_obs: Ints, inside: Bools) -> None:
    """A column of numbers: one number where all are equal, nothing where all are missing, else a list."""
    first = matrix[:, :1]
    same = (matrix == first) | (np.isnan(matrix) & np.isnan(first))
    alike = _all(same | ~inside[:, : matrix.shape[1]])
    found.add_some(name, *_lists(matrix, n_obs, ~alike))
    rows = np.flatnonzero(alike & (n_obs > 0))
    rows = rows[~np.isnan(matrix[rows, 0])] if rows.size else rows
    if rows.size:
        found.add_some(name, rows.tolist(), each(matrix[rows, 0]))


def _lists(matrix: Floats, n_obs: Ints, chosen: Bools) -> tuple[list[int], list[str]]:
    """The chosen rows, and each as a list of its own length."""
    rows = np.flatnonzero(chosen)
    if (n_obs[rows] == matrix.shape[1]).all():
        return rows.tolist(), every(matrix[rows])
    pairs = zip(matrix[rows], n_obs[rows].tolist(), strict=True)
    return rows.tolist(), [whole(row[:width]) for row, width in pairs]


def _unusual_flags(plan: Plan, part: PartBatch) -> Iterator[tuple[str, Bools]]:
    for name, flags in (("baseline", plan.baseline), ("included", part.lines.used)):
        if not flags.all():
            yield name, flags


def _letters(part: PartBatch, missing: Bools, inside: Bools) -> Iterator[tuple[str, str, Bools]]:
    """Every column of signs as one text, and which of the series it is kept of."""

    def told(signs: Signs, gone: Bools | None) -> str:
        code = signs.astype(np.intp) + 1
        if gone is not None:
            code[gone] = _MISSING
        return _LETTERS[code].tobytes().decode("ascii")

    yield "side", told(part.side, missing), np.ones(len(missing), dtype=bool)
    if part.flags is None or part.reason is None or part.direction is None:
        return
    if part.lines.limits is not None:
        unknown = np.isnan(part.lines.y) | ~np.isfinite(np.broadcast_to(part.lines.limits[1], missing.shape))
        for name, near in (("outside", part.flags.outside), ("close", part.flags.close)):
            if near is not None:
                yield name, told(near, unknown), ~_all(unknown | ~inside)
    for name in ("trend", "shift", "two_of_three"):
        signs = getattr(part.flags, name)
        yield name, told(signs, None), ~_all(signs == 0)
    yield "special_side", told(part.direction, None), ~_all(part.direction == 0)
    reasons = (part.reason.astype(np.uint8) + _ZERO).tobytes().decode("ascii")
    yield "special", reasons, ~_all(part.reason == 0)


def _all(matrix: Bools) -> Bools:
    """Whether a row holds nothing else than true."""
    found: Bools = np.all(matrix, axis=1)
    return found
