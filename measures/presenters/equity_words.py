"""What is said of a gap: the label for a table, the sentence, who moved, and what recording could do to it. Pure."""

from dataclasses import dataclass

from measures.charts import ChartSpec
from measures.charts.phrases import counted, period, since_border
from measures.equity import NO_GAP, Member, Recording, Verdict
from measures.spc import MIN_USEFUL

# The widest a sentence writes a ratio.
_RATIO_DECIMALS = 2

# A chart without a signal does not show that nothing happened: of such a group it is only said that no change is clear.
_LABELS = {
    "closing-behind_improved": "Closing: {behind} improved",
    "closing-ahead_worsened": "Closing: {ahead} got worse, no clear change in {behind}",
    "closing-both_improved": "Closing: both improved",
    "closing-both_worsened": "Closing, but both got worse",
    "closing-both": "Closing: {behind} improved, but {ahead} got worse",
    "closing-neither": "Closing: not clear who moved",
    "closing-contrary": "Closing: not clear who moved",
    "widening-behind_worsened": "Widening: {behind} got worse",
    "widening-ahead_improved": "Widening: {ahead} improved, no clear change in {behind}",
    "widening-both_improved": "Widening, though both improved",
    "widening-both_worsened": "Widening: both got worse",
    "widening-both": "Widening: {behind} got worse, {ahead} improved",
    "widening-neither": "Widening: not clear who moved",
    "widening-contrary": "Widening: not clear who moved",
    "smaller": "The gap is smaller",
    "larger": "The gap is larger",
    "moved": "The gap has moved",
    "unclear": "No clear change now",
    "none": "No clear change",
}
_WHY = {
    "closing-behind_improved": "It closed because {behind} improved; {ahead} shows no clear change.",
    "closing-ahead_worsened": "It closed because {ahead} got worse; {behind} shows no clear change.",
    "closing-both_improved": "Both improved, {behind} by more.",
    "closing-both_worsened": "Both got worse, {ahead} by more: nobody has gained.",
    "closing-both": "{behind} improved, but {ahead} got worse.",
    "widening-behind_worsened": "It widened because {behind} got worse; {ahead} shows no clear change.",
    "widening-ahead_improved": "It widened because {ahead} improved; {behind} shows no clear change.",
    "widening-both_improved": "It widened though both improved: {ahead} improved by more.",
    "widening-both_worsened": "Both got worse, {behind} by more.",
    "widening-both": "{behind} got worse, and {ahead} improved.",
}
_NEITHER = "Neither group’s own chart shows a change by itself, so it is not clear who moved."
_CONTRARY = "What the two groups’ own charts show does not explain it."


@dataclass(frozen=True)
class Telling:
    """A verdict with the charts it was read from. unit: what a difference is counted in ("percentage points").
    counted: what the groups have a share of ("people referred", "bed days")."""

    verdict: Verdict
    gap: ChartSpec
    focus: ChartSpec
    comparator: ChartSpec
    unit: str
    counted: str

    @property
    def names(self) -> tuple[str, str]:
        """The group and the one it is compared with."""
        return self.verdict.focus.name, self.verdict.comparator.name

    @property
    def is_ratio(self) -> bool:
        return self.verdict.scale == "ratio"

    def size(self, value: float, *, unit: bool = True) -> str:
        """How large a gap is, whichever way it goes: "12.4 percentage points"; of a ratio "1.60 times"."""
        if self.is_ratio:
            return f"{value:.{_RATIO_DECIMALS}f} times"
        decimals = max(self.focus.decimals, self.comparator.decimals)
        return f"{abs(value):,.{decimals}f}" + (f" {self.unit}" if unit and self.unit else "")

    def apart(self, value: float) -> str:
        """A gap with the way it goes: "12.4 percentage points lower for Black African"."""
        mine, theirs = self.names
        if self.is_ratio:
            return f"{mine} at {self.size(value)} the number of {theirs}"
        if float(self.size(value, unit=False).replace(",", "")) == 0:
            return "no difference"
        return f"{self.size(value)} {'higher' if value > 0 else 'lower'} for {mine}"


def label(verdict: Verdict) -> str:
    """The verdict in the words a table has room for."""
    if verdict.move == "few":
        return "Not enough data"
    if verdict.move == "turned":
        return f"Turned round: now worse for {verdict.behind.name}" if verdict.behind else "The gap has turned round"
    if verdict.move in ("none", "unclear") and not verdict.clear:
        return "No clear gap"
    return _named(_LABELS[verdict.key], verdict)


def _named(words: str, verdict: Verdict) -> str:
    behind, ahead = (member.name if member else "" for member in (verdict.behind, verdict.ahead))
    return words.format(behind=behind, ahead=ahead)


def sentence(told: Telling) -> str:
    """What the gap's chart and the two groups' say together, with the numbers, and no more than they show."""
    verdict = told.verdict
    if verdict.move == "few":
        return _too_few(told)
    if verdict.since is None or verdict.before is None or verdict.now is None:
        return _still(told)
    when, between = period(told.gap, verdict.since), f"the gap between {' and '.join(told.names)}"
    if verdict.move in ("turned", "moved"):
        has = "has turned round" if verdict.move == "turned" else "has moved"
        sizes = f"{told.apart(verdict.now)} at the median, {told.apart(verdict.before)} before"
        unsure = "" if verdict.move == "turned" else " It is not clear whether it is larger or smaller."
        return f"Since {when} {between} {has}: {sizes}.{unsure} {_movers(verdict)}".rstrip()
    smaller = verdict.move in ("closing", "smaller")
    said = f"Since {when} {between} has been {'smaller' if smaller else 'larger'}: {_sizes(told)}. {why(verdict)}"
    if smaller and not verdict.clear:
        said += " No clear gap is left: the points since then lie on both sides of no gap."
    return said.rstrip()


def _sizes(told: Telling) -> str:
    before, now = told.verdict.before, told.verdict.now
    if before is None or now is None:
        return ""
    if told.is_ratio:
        mine, theirs = told.names
        return f"{mine} at {told.size(now)} the number of {theirs} at the median, {told.size(before)} before"
    return f"{told.size(now)} at the median, {told.size(before, unit=False)} before"


def why(verdict: Verdict) -> str:
    """Who moved with the gap, in a sentence; "" for a gap that has not moved."""
    if not verdict.has_moved:
        return ""
    if verdict.why == "neither":
        return _NEITHER
    if verdict.why == "contrary":
        return _CONTRARY
    return _named(_WHY[verdict.key], verdict) if verdict.why else _movers(verdict)


def _movers(verdict: Verdict) -> str:
    """Who moved with a gap for which nobody is named better or worse off."""
    said = [words for one in (verdict.focus, verdict.comparator) if (words := _moved(one, one.change, one.better))]
    return f"{' and '.join(said)}." if said else _NEITHER


def _moved(member: Member, change: int, better: int) -> str:
    """ "Black African improved", "got worse", "went up", "went down"; "" where its chart shows no move."""
    if not change:
        return ""
    if better:
        return f"{member.name} {'improved' if better > 0 else 'got worse'}"
    return f"{member.name} went {'up' if change > 0 else 'down'}"


def _still(told: Telling) -> str:
    """A gap that has not moved, or of which the chart does not show which way it is going."""
    verdict, border = told.verdict, since_border(told.gap)
    begins = f"{border}, no clear change" if border else "No clear change"
    if verdict.move == "unclear":
        begins = f"{begins} now, though the gap has not been steady,"
    size = "" if verdict.now is None else f": {told.apart(verdict.now)} at the median"
    said = [f"{begins} in the gap between {' and '.join(told.names)}{size}."]
    earlier = told.gap.analysis.earlier
    if earlier and earlier[-1].centre is not None:
        said.append(f"Before: {told.apart(earlier[-1].centre)}.")
    if not verdict.clear:
        said.append("The points lie on both sides of no gap, so it is not clear that there is one.")
    if words := _own(verdict):
        said.append(words)
    return " ".join(said)


def _own(verdict: Verdict) -> str:
    """What the two groups' own charts show while the gap's shows nothing."""
    one, other = verdict.focus, verdict.comparator
    if one.own and one.own == other.own:
        verb = {1: "improved", -1: "got worse", 0: "went up" if one.own > 0 else "went down"}[one.own_better]
        return f"Both {verb}, by their own charts."
    said = [words for words in (_moved(each, each.own, each.own_better) for each in (one, other)) if words]
    own = "its own chart" if len(said) == 1 else "their own charts"
    return f"{' and '.join(said)}, by {own}." if said else ""


def _too_few(told: Telling) -> str:
    verdict, names = told.verdict, " and ".join(told.names)
    border = since_border(told.gap)
    since = f"{border[0].lower()}{border[1:]}" if border else "so far"
    if not verdict.values:
        return f"Not enough data: no {told.gap.period_noun} has a number for both {names} {since}."
    needed = f"{verdict.n_useful} of the {MIN_USEFUL} points needed {since}"
    said = f"Not enough data to judge the gap between {names}: {needed}"
    on_line = verdict.values - verdict.n_useful
    return f"{said}." if not on_line else f"{said} (points on the median do not count)."


@dataclass(frozen=True)
class Caution:
    """What people of unknown group could do to a gap. heading: of a warning, "" where there is nothing to warn of."""

    heading: str
    said: tuple[str, ...]


def warning(found: Recording | None) -> str:
    """What to be warned of before believing a gap or its move, or what cannot be judged, in a few words; "" for
    nothing."""
    if found is None:
        return ""
    if found.gap == "could":
        return "Recording alone could make this gap"
    if found.move:
        return "Recording alone could have made this change"
    if found.together:
        return "Recording changed while the gap did"
    if found.unrecorded is None:
        return ""
    return f"Whether recording made this {'change' if found.unrecorded.earlier else 'gap'} cannot be judged"


def caution(found: Recording, told: Telling) -> Caution:
    """How far not stated and not known could bend the gap, in plain words with the numbers."""
    said = [_share(found, told), _of_gap(found, told), _of_move(found, told), _unrecorded(found, told)]
    if found.together:
        moved = "rose" if found.change > 0 else "fell"
        said.append(f"This share {moved} while the gap moved, so part of the move may lie in who is recorded.")
    return Caution(warning(found), tuple(words for words in said if words))


def _share(found: Recording, told: Telling) -> str:
    few = f"too few {told.gap.period_noun}s have a number for every group"
    if found.share is None:
        return "" if found.unrecorded else f"What share is not stated or not known cannot be told: {few}."
    now = f"For {found.share:.1f}% of {told.counted} the group is not stated or not known"
    if told.verdict.since is None:
        return f"{now} (median)."
    now = f"{now} since {period(told.gap, told.verdict.since)}"
    if found.share_before is None:
        return f"{now} (median)" + ("." if found.unrecorded else f"; before, {few} to tell.")
    return f"{now}; {found.share_before:.1f}% before (medians)."


def _unrecorded(found: Recording, told: Telling) -> str:
    """That the gap or its move cannot be judged, and why."""
    few = found.unrecorded
    if few is None:
        return ""
    since = told.verdict.since
    when = "" if since is None else f" {'before' if few.earlier else 'since'} {period(told.gap, since)}"
    noun = told.gap.period_noun
    if few.recorded:
        many = f"only {few.recorded} of the {few.periods} {noun}s"
        recorded = f"Not stated and not known are recorded in {many}{when}"
    else:
        recorded = f"Not stated and not known are not recorded in the {counted(few.periods, noun)}{when}"
    what = "made this gap" if since is None else "moved the gap" if few.earlier else "made this gap or moved it"
    return f"{recorded}, so it cannot be judged whether recording alone {what}."


def _of_move(found: Recording, told: Telling) -> str:
    undone = found.move
    if undone is None:
        return ""
    first, then = (told.names[0 if in_focus else 1] for in_focus in undone.in_focus)
    where = f"with {then}" if first == then else f"with {first} before and with {then} since"
    nothing = NO_GAP[told.verdict.scale]
    same_side = (undone.since - nothing) * (undone.before - nothing) > 0
    before = told.size(undone.before, unit=False) if same_side else told.apart(undone.before)
    gap = f"{told.apart(undone.since)} since, {before} before"
    return f"If all of them were counted {where}, the gap would not have moved this way: {gap}."


def _of_gap(found: Recording, told: Telling) -> str:
    weighed, (mine, theirs) = found.weighed, told.names
    if weighed is None or not found.gap:
        return ""
    if found.gap == "could" or weighed.least is None or weighed.most is None:
        return (
            f"If all of them were counted with {mine}, the gap would be {told.apart(weighed.in_focus)}; if all with "
            f"{theirs}, {told.apart(weighed.in_comparator)}. As recorded it is {told.apart(weighed.recorded)}."
        )
    side, nothing = told.verdict.clear, NO_GAP[told.verdict.scale]
    nearest, farthest = sorted((weighed.least, weighed.most), key=lambda size: (size - nothing) * side)
    if found.gap == "cannot":
        return f"They cannot have made this gap: however they were split, it would be at least {told.size(nearest)}."
    return (
        "Only an extreme split of them between the two groups could undo this gap: anything from "
        f"{told.apart(farthest)} to {told.apart(nearest)} is possible."
    )
