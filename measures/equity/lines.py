"""The lines that show inequality: the gap between a group and its comparator, and what is not known of groups. Pure."""

from collections.abc import Iterable, Sequence

from measures.series import Counting, Group, PointRow, Series, build, names_of

VALUE, GAP, UNKNOWN = "value", "gap", "unknown"
# Averages and shares of groups of different sizes can be compared; counts of them cannot.
COMPARABLE = frozenset({"percentage", "rate", "value", "average"})

Key = tuple[str, int | None]


def lines_of(counting: Counting, groups: Sequence[Group], points: Iterable[PointRow]) -> dict[Key, Series]:
    """Every line of a measure, by line and group id (None: everyone).

    "value": as `series.build` makes them. "gap": of each known group that is not the comparator, where there is one
    and the kind can be compared. "unknown": the share of people whose group is not stated or not known, in percent.
    """
    values = build(counting, groups, points)
    found: dict[Key, Series] = {(VALUE, group): series for group, series in values.items()}
    comparator = next((group for group in groups if group.is_comparator), None)
    if comparator and counting.kind in COMPARABLE:
        for group in groups:
            if not (group.is_comparator or group.is_unknown):
                names = (group.name, comparator.name)
                found[GAP, group.id] = gap(values[group.id], values[comparator.id], counting.gap_scale, names)
    if any(group.is_unknown for group in groups) and counting.kind != "value":
        found[UNKNOWN, None] = _unknown(counting, groups, values)
    return found


def gap(group: Series, comparator: Series, scale: str, names: tuple[str, str]) -> Series:
    """The group's value less the comparator's ("difference"), or divided by it ("ratio"), period by period.

    Numerators are the group's values and denominators the comparator's. A gap, with a note, where either has no value
    or a ratio would divide by zero. names: of the group and the comparator, for the notes.
    """
    others = dict(zip(comparator.periods, comparator.values, strict=True))
    values: list[float | None] = []
    notes: list[str] = []
    for period, mine in zip(group.periods, group.values, strict=True):
        theirs = others.get(period)
        value, note = _apart(mine, theirs, scale, names)
        values.append(value)
        notes.append(note)
    beside = tuple(others.get(period) for period in group.periods)
    without = (None,) * len(values)
    return Series(group.periods, tuple(values), group.values, beside, tuple(notes), without)


def _apart(mine: float | None, theirs: float | None, scale: str, names: tuple[str, str]) -> tuple[float | None, str]:
    missing = [name for name, value in zip(names, (mine, theirs), strict=True) if value is None]
    if mine is None or theirs is None:
        return None, f"No number for {' and '.join(missing)}"
    if scale != "ratio":
        return mine - theirs, ""
    return (mine / theirs, "") if theirs > 0 else (None, f"{names[1]} is 0, so there is no ratio")


def _unknown(counting: Counting, groups: Sequence[Group], values: dict[int | None, Series]) -> Series:
    """People of unknown group among all people, in percent: by denominators, of a count by numerators.

    A gap, with a note, where no unknown group reports: nobody asked is not nobody unknown.
    """
    nowhere = [group.name for group in groups if group.is_unknown]
    was = "was" if len(nowhere) == 1 else "were"
    by_group = [
        dict(zip(s.periods, s.numerators if counting.kind == "count" else s.denominators, strict=True))
        for s in (values[group.id] for group in groups)
    ]
    periods = sorted({period for column in by_group for period in column})
    rows: list[tuple[float | None, float | None, float | None, str]] = []
    for period in periods:
        due = [(group, column.get(period)) for group, column in zip(groups, by_group, strict=True) if period in column]
        without = [group.name for group, number in due if number is None]
        unknown = sum(number or 0.0 for group, number in due if group.is_unknown)
        everyone = sum(number or 0.0 for _, number in due)
        if not any(group.is_unknown for group, _ in due):
            rows.append((None, None, None, f"Not comparable: {names_of(nowhere)} {was} not counted"))
        elif without:
            rows.append((None, None, None, f"No number for {', '.join(without)}"))
        elif not everyone:
            rows.append((None, unknown, everyone, "Nobody to count in this period"))
        else:
            rows.append((100 * unknown / everyone, unknown, everyone, ""))
    shares, numerators, denominators, notes = zip(*rows, strict=True) if rows else ((), (), (), ())
    return Series(tuple(periods), shares, numerators, denominators, notes, (None,) * len(rows))
