"""How an organisation's measure stands to each of the programme's, in words for the team."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from measures import periods
from measures.models import Adoption, ChartDecision, Measure, ProgrammeMeasure, ProgrammeVersion
from measures.presenters.programme import kind_words
from measures.queries.programme import is_like


@dataclass(frozen=True)
class Standing:
    """One programme measure as a team sees it beside its own.

    `why_not`: why the two cannot be added up, or "". `prompt`: what asks for a decision, or "".
    """

    programme: ProgrammeMeasure
    says: str
    prompt: str
    why_not: str
    counts: bool


@dataclass(frozen=True)
class Said:
    """One thing that was said, for the list with its way back."""

    pk: int
    measure_pk: int
    since: str
    says: str
    measure: str
    reason: str


def latest_of(programme: ProgrammeMeasure) -> ProgrammeVersion:
    """The version made last (uses prefetched versions)."""
    return max(programme.versions.all(), key=lambda version: version.number)


def standings(
    measure: Measure, programmes: Sequence[ProgrammeMeasure], said: Mapping[int, Sequence[Adoption]]
) -> list[Standing]:
    """Each programme measure beside this one; those that this one can count for come first."""
    found = [standing(measure, programme, said.get(programme.pk, ())) for programme in programmes]
    return sorted(found, key=lambda one: bool(one.why_not))


def standing(measure: Measure, programme: ProgrammeMeasure, said: Sequence[Adoption]) -> Standing:
    """One programme measure beside this one; `said`: what the organisation said of it, latest first."""
    current = said[0] if said else None
    return Standing(
        programme=programme,
        says=_says(measure, current),
        prompt=prompt(measure, programme, current),
        why_not="" if is_like(measure, programme) else _why_not(measure, programme),
        counts=current is not None and current.measure_id == measure.pk,
    )


def _says(measure: Measure, current: Adoption | None) -> str:
    if current is None:
        return "Your organisation has not said that it counts this."
    which = "This measure" if current.measure_id == measure.pk else f"‘{current.measure.name}’"
    return f"{which} counts, {how(current)}, since {periods.label(measure.frequency, current.since)}."


def how(adoption: Adoption) -> str:
    """'by version 2' or 'in a way of its own'."""
    return f"by version {adoption.version.number}" if adoption.version else "in a way of its own"


def prompt(measure: Measure, programme: ProgrammeMeasure, current: Adoption | None) -> str:
    """Asks a team whose measure counts by an older version to look at the latest one."""
    latest = latest_of(programme)
    if current is None or current.version is None or current.measure_id != measure.pk:
        return ""
    if current.version.number >= latest.number:
        return ""
    since = periods.label(programme.frequency, latest.effective_from)
    return (
        f"The programme counts by version {latest.number} from {since} on. Yours counts by version"
        f" {current.version.number}, so from then on it is not in the programme’s total."
    )


def prompts(measure: Measure, outdated: Sequence[Adoption]) -> list[tuple[ProgrammeMeasure, str]]:
    """For the measure's own page: each programme measure with a newer version, and the words that ask for a look."""
    return [(row.programme_measure, prompt(measure, row.programme_measure, row)) for row in outdated]


def left_totals(measure: Measure, slug: str, otherwise: Sequence[Adoption]) -> list[SafeString]:
    """After a change of counting, for each programme measure: from when on it is not in the total, and what to do."""
    return [
        format_html(
            "From {} on, these numbers are not in the programme’s total of ‘{}’, because they are counted differently."
            " If they are counted by one of its versions now,"
            ' <a class="nhsuk-notification-banner__link" href="{}">say by which</a>.',
            periods.label(measure.frequency, row.since),
            row.programme_measure.name,
            reverse("measure-programme", args=[slug, measure.pk, row.programme_measure_id]),
        )
        for row in otherwise
    ]


def _why_not(measure: Measure, programme: ProgrammeMeasure) -> str:
    if measure.kind != programme.kind:
        theirs, yours = (one.get_kind_display().partition(":")[0].lower() for one in (programme, measure))
        return f"The programme counts a {theirs} and this measure is a {yours}, so they cannot be added up."
    theirs, yours = (one.get_frequency_display().lower() for one in (programme, measure))
    return f"The programme counts {theirs} and this measure {yours}, so they cannot be added up."


def compared(measure: Measure, programme: ProgrammeMeasure) -> list[dict[str, str]]:
    """The two definitions row by row: field, the programme's and the team's."""
    rows = [
        ("What it tells us", programme.get_measure_type_display(), measure.get_measure_type_display()),
        ("How it is counted", kind_words(programme), kind_words(measure)),
        ("What is counted", programme.numerator_label, measure.numerator_label),
        ("Out of", programme.denominator_label, measure.denominator_label),
        ("How often", programme.get_frequency_display(), measure.get_frequency_display()),
        ("Exactly who and what", latest_of(programme).definition, measure.definition or "Not given"),
    ]
    return [{"key": key, "theirs": theirs, "yours": yours} for key, theirs, yours in rows]


def said_rows(measure: Measure, said: Sequence[Adoption]) -> list[Said]:
    """What the organisation said of this programme measure, latest first."""
    return [
        Said(
            pk=row.pk,
            measure_pk=row.measure_id,
            since=periods.label(measure.frequency, row.since),
            says="Counted differently" if row.version is None else f"Version {row.version.number}",
            measure=row.measure.name,
            reason=row.reason,
        )
        for row in said
    ]


def new_part(measure: Measure, begun: Sequence[ChartDecision], since: date, *, still: bool = False) -> str:
    """That the measure's charts begin a new part in this period, and how to undo it; "" where none does."""
    if not any(row.period == since for row in begun):
        return ""
    first = periods.label(measure.frequency, since)
    if still:
        return f"The measure’s charts still begin a new part in {first}: take that back on the measure’s page."
    return f"The measure’s charts begin a new part in {first}. It can be taken back on the measure’s page."


def parts_settled(
    measure: Measure, before: Sequence[ChartDecision], after: Sequence[ChartDecision], since: date
) -> str:
    """What became of the parts of the measure's charts by what was said from this period on. before, after: where they
    began because it is counted differently.
    """
    was, now = ({row.period for row in rows} for rows in (before, after))
    told = [new_part(measure, after, since)]
    for period in sorted((was ^ now) - ({since} - was)):
        first = periods.label(measure.frequency, period)
        if period in now:
            told.append(f"They begin a new part in {first} too, because from then on you count by another version.")
        else:
            told.append(f"The part that began in {first} is taken back: nothing changes there now. History keeps it.")
    return " ".join(words for words in told if words)


def first_choice(measure: Measure, programme: ProgrammeMeasure, said: Sequence[Adoption]) -> date:
    """From when it is likely to count: the latest version's first period, or the measure's where that is later."""
    start = latest_of(programme).effective_from if said else programme.versions.all()[0].effective_from
    return max(measure.starts_on, start)
