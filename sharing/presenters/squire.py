"""The draft of an article from the record of a project: each of the eighteen items with what the record says of it."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.urls import reverse

from collaborative.nhsuk.filters import date_long, number
from measures import periods
from measures.presenters import rules
from pdsa.models import Cycle, Decision, Prediction
from pdsa.presenters import scale_of, when
from phases.presenters import pictures
from phases.presenters import populations as population_words
from phases.theory.outline import Entry, outline
from sharing.presenters.squire_charts import live_chart
from sharing.queries.squire import Complete, MeasureTold, Record
from sharing.squire import ITEMS, Draft, Missing, Piece, Section

Told = tuple[list[Piece], list[Missing]]
Chart = Callable[[MeasureTold], Piece | None]


def draft(record: Record, chart: Chart | None = None) -> Draft:
    """The article as far as the record goes. chart: how a measure's chart is drawn, the live one with true values if
    it is not said."""
    writers: tuple[Callable[[Record], Told], ...] = (
        _title,
        _abstract,
        _problem,
        _known,
        _theory,
        _aims,
        _context,
        _changes,
        _study,
        _measures,
        _analysis,
        _nothing,
        lambda told: _results(told, chart or live_chart),
        _summary,
        _meaning,
        _limits,
        _conclusions,
        _nothing,
    )
    sections = []
    for item, write in zip(ITEMS, writers, strict=True):
        pieces, missing = write(record)
        sections.append(Section(item, tuple(pieces), tuple(missing)))
    return Draft(_name(record), tuple(sections))


def _name(record: Record) -> str:
    project = record.project
    return f"{project.name} at {project.participation.organisation}: a quality improvement project"


def _address(record: Record, name: str, *rest: object) -> str:
    return reverse(name, args=[record.project.collaborative.slug, *(rest or (record.project.pk,))])


def _nothing(_: Record) -> Told:
    """What no record holds is left to the writer."""
    return [], []


def _text(heading: str, text: object) -> list[Piece]:
    said = str(text or "").strip()
    return [{"kind": "text", "heading": heading, "text": said}] if said else []


def _list(heading: str, items: Iterable[str]) -> list[Piece]:
    said = [one for one in items if one]
    return [{"kind": "list", "heading": heading, "items": said}] if said else []


def _table(title: str, head: Sequence[str], rows: Sequence[Sequence[Any]]) -> list[Piece]:
    return [{"kind": "table", "title": title, "head": list(head), "rows": rows}] if rows else []


def _title(record: Record) -> Told:
    return _text("A title to begin with", _name(record)), []


def _abstract(record: Record) -> Told:
    begun = [one for one in record.cycles if one.is_started]
    said = [record.project.aim.strip()]
    if begun:
        ideas, ramps = len({one.idea_id for one in begun}), len({one.series for one in begun})
        first = min(one.starts_on for one in begun if one.starts_on)
        said.append(
            f"From {date_long(first)} on we began {_many(len(begun), 'test')} of {_many(ideas, 'change idea')}, in "
            f"{_many(ramps, 'series', 'series')}, and followed {_many(len(record.measures), 'measure')}."
        )
    if decided := _decisions(record):
        said.append(f"What was decided: {decided}.")
    return _text("In short", "\n".join(said)), []


def _many(count: int, one: str, more: str = "") -> str:
    return f"{count:,} {one if count == 1 else more or one + 's'}"


_ENDED = {
    Decision.ADOPT: "adopted",
    Decision.ADAPT: "adapted",
    Decision.EXPAND: "tested on a larger scale",
    Decision.ABANDON: "abandoned",
}


def outcome_of(cycle: Cycle) -> str:
    """How a test ended: adopted, adapted, tested on a larger scale, abandoned or stopped; "" while it is open."""
    if cycle.stopped_at is not None:
        return "stopped"
    return _ENDED[Decision(cycle.decision)] if cycle.decided_at is not None else ""


def _decisions(record: Record) -> str:
    counts = Counter(outcome_of(one) for one in record.cycles)
    words = [*_ENDED.values(), "stopped"]
    return ", ".join(f"{counts[word]} {word}" for word in words if counts[word])


def _problem(record: Record) -> Told:
    pieces: list[Piece] = _text("For whom", record.project.population)
    for row in record.populations:
        facts = [f"{fact['key']}: {fact['value']}" for fact in population_words.facts(row) if fact["value"]]
        unequal = [
            f"{one.statement} ({size})" if (size := population_words.size_of(one)) else one.statement
            for one in row.unequal  # type: ignore[attr-defined]
        ]
        pieces += _list(row.name, facts) + _list(f"What is unequal for them: {row.name}", unequal)
    there = _address(record, "populations", record.project.participation.organisation.ods_code)
    missing = [] if record.populations else [Missing("Nobody has described the population of focus.", there)]
    missing += [
        Missing(f"No inequality is told of for {row.name}.", _address(record, "population", row.pk))
        for row in record.populations
        if not row.unequal  # type: ignore[attr-defined]
    ]
    return pieces, missing


def _known(record: Record) -> Told:
    sources = [
        population_words.evidence_of(one)
        for row in record.populations
        for one in row.unequal  # type: ignore[attr-defined]
    ]
    return _list("Where you know the inequality from", dict.fromkeys(sources)), []


def _theory(record: Record) -> Told:
    if record.theory is None:
        return [], [Missing("There is no theory of change.", _address(record, "theory"))]
    graph = record.theory.graph
    drivers, ideas = len(graph.of_kind("primary")), len(graph.of_kind("idea"))
    title = f"The theory of change of {record.project.name}"
    pieces: list[Piece] = [
        *_text(
            "The theory of change",
            f"It has {_many(drivers, 'primary driver')} and {_many(ideas, 'change idea')}.",
        ),
        {
            "kind": "theory",
            "svg": pictures.wide(graph, title),
            "alt": title,
            "outline": _outline(outline(graph)),
        },
        *_list(
            "Its kept versions",
            [f"Version {one.number}, {date_long(one.made_at)}: {one.name}" for one in record.versions],
        ),
    ]
    missing = []
    if not record.versions:
        missing.append(
            Missing("No version was kept: how the theory changed cannot be told.", _address(record, "theory-versions"))
        )
    return pieces, missing


def _outline(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    return [{"text": one.node.text, "under": [] if one.again else _outline(one.children)} for one in entries]


def _aims(record: Record) -> Told:
    return _text("The aim of the project", record.project.aim), []


def _context(record: Record) -> Told:
    place = record.project.participation
    facts = [
        f"Organisation: {place.organisation.name}"
        + (f", {place.organisation.get_kind_display()}" if place.organisation.kind else ""),
        f"Region: {place.organisation.region}" if place.organisation.region else "",
        f"In {record.project.collaborative.name} since {date_long(place.joined_on)}",
        f"The project began on {date_long(record.project.starts_on)}"
        + (f" and was closed on {date_long(record.project.closed_on)}" if record.project.closed_on else ""),
        f"The lead has {number(place.lead_days)} days a week for it" if place.lead_days is not None else "",
        f"Support for improvement: {place.get_qi_support_level_display()}" if place.qi_support_level else "",
    ]
    paused = [f"{date_long(one.starts_on)} to {date_long(one.ends_on) or 'now'}: {one.reason}" for one in record.pauses]
    pieces = _list("Where", facts) + _text("What support there was", place.qi_support) + _list("Pauses", paused)
    missing = [] if place.qi_support_level else ["Nobody has said what support for improvement there is."]
    ods = place.organisation.ods_code
    return pieces, [Missing(words, _address(record, "organisation-home", ods)) for words in missing]


def _changes(record: Record) -> Told:
    pieces: list[Piece] = []
    ramps: dict[tuple[str, object], list[Cycle]] = {}
    for one in record.cycles:
        ramps.setdefault((one.idea.title, one.series), []).append(one)
    for (idea, _), cycles in ramps.items():
        lines = [_test(one) for one in sorted(cycles, key=lambda one: one.number)]
        pieces += _list(f"{idea}: {_many(len(cycles), 'test')} in a series", lines)
    people = [
        f"{one.who}, {date_long(one.happened_on)}: {one.about}"
        + (f" ({one.get_level_display().lower()})" if one.level else "")
        for one in sorted(record.involved, key=lambda one: (one.happened_on, one.pk))
    ]
    pieces += _list("People with lived experience took part", people)
    missing = [] if record.cycles else [Missing("No test of a change is recorded.", _address(record, "cycles"))]
    if not people:
        missing.append(
            Missing("Nobody has told how people with lived experience took part.", _address(record, "coproduction"))
        )
    return pieces, missing


def _test(cycle: Cycle) -> str:
    ended = outcome_of(cycle) or cycle.get_status_display().lower()
    return f"{cycle.title}: {when(cycle)}, {scale_of(cycle).lower()}, {ended}"


def _study(record: Record) -> Told:
    asked = [one for cycle in record.cycles for one in cycle.predictions.all() if one.text]
    results = Counter(one.result for one in asked)
    names = {code: str(label).lower() for code, label in Prediction.Result.choices}
    said = ", ".join(f"{results[code]} {names[code]}" for code in names if results[code])
    pieces = []
    if asked:
        text = f"{_many(len(asked), 'prediction')} were written before a test began"
        text = text.replace("prediction were", "prediction was")
        pieces += _text("Predictions", f"{text}; compared with what was seen: {said or 'none yet'}.")
    beside = [(one.title, record.tested_with[one.pk]) for one in record.cycles if record.tested_with[one.pk]]
    pieces += _list("Tests and the measures beside them", [f"{title}: {', '.join(names)}" for title, names in beside])
    open_ = sum(not one.result for one in asked)
    missing = []
    if open_:
        words = f"{_many(open_, 'prediction')} not compared with what was seen."
        missing.append(Missing(words, _address(record, "cycles")))
    return pieces, missing


def _measures(record: Record) -> Told:
    rows = [
        [
            told.measure.name,
            told.measure.get_measure_type_display(),
            counted_as(told),
            told.measure.get_frequency_display(),
            _versions(told),
        ]
        for told in record.measures
    ]
    pieces = _table("What was followed", ("Measure", "Type", "What is counted", "How often", "Definition"), rows)
    for told in record.measures:
        pieces += _text(f"Definition: {told.measure.name}", told.measure.definition)
    missing = [
        Missing(f"{told.measure.name} has no written definition.", _address(record, "measure", told.measure.pk))
        for told in record.measures
        if not told.measure.definition
    ]
    if not record.measures:
        missing.append(Missing("Nothing is measured.", _address(record, "project")))
    kinds = {told.measure.measure_type for told in record.measures}
    if record.measures and "balancing" not in kinds:
        missing.append(Missing("No balancing measure tells what else got worse.", _address(record, "project")))
    return pieces, missing


def counted_as(told: MeasureTold) -> str:
    """What a measure counts, of what."""
    row = told.measure
    return f"{row.numerator_label}, of {row.denominator_label}" if row.denominator_label else row.numerator_label


def _versions(told: MeasureTold) -> str:
    if not told.versions:
        return "As it began"
    latest = told.versions[-1]
    anew = sum(one.counts_anew for one in told.versions)
    more = f"; {anew} of them counted otherwise" if anew else ""
    return f"Version {latest.number}, since {date_long(latest.effective_from)}{more}"


def _analysis(record: Record) -> Told:
    read = []
    for told in record.measures:
        if told.state is None:
            continue
        how = rules.title(told.state.analysis.rules)
        read.append(f"{told.measure.name}: {told.measure.get_chart_kind_display()}, read by the {how}")
    return _list("How each chart was read", read), []


def _results(record: Record, chart: Chart) -> Told:
    ended = [one for one in record.cycles if outcome_of(one)]
    pieces = _text("How the tests ended", f"{_decisions(record)}." if ended else "")
    rows = [
        [date_long(one.starts_on), one.title, scale_of(one), outcome_of(one) or one.get_status_display(), one.learned]
        for one in record.cycles
        if one.is_started
    ]
    pieces += _table("The tests over time", ("Began", "Test", "Scale", "How it ended", "What was learned"), rows)
    drawn = [chart(told) for told in record.measures]
    pieces += [piece for piece in drawn if piece is not None]
    complete = [[told.measure.name, *_counts(told.complete)] for told in record.measures]
    head = ("Measure", "Due", "Entered", "With a reason", "Missing")
    pieces += _table("How complete the numbers are", head, complete)
    pieces += _said(record, "What else happened", "unintended")
    pieces += _said(record, "What was different from the plan", "deviations")
    missing = [
        Missing(
            f"{told.measure.name}: {_many(told.complete.missing, periods_of(told))} without a number or a reason.",
            _address(record, "measure", told.measure.pk),
        )
        for told in record.measures
        if told.complete.missing
    ]
    missing += [
        Missing(f"What was learned in “{one.title}” is not written down.", _address(record, "cycle", one.pk))
        for one in ended
        if not one.learned and one.decided_at
    ]
    return pieces, missing


def periods_of(told: MeasureTold) -> str:
    """What a period of a measure is called: "month"."""
    return "event" if told.measure.frequency == periods.EVENT else str(told.measure.frequency)


def _counts(complete: Complete) -> list[str]:
    if not complete.due:
        return ["", f"{complete.entered + complete.more:,}", "", ""]
    return [f"{one:,}" for one in (complete.due, complete.entered, complete.explained, complete.missing)]


def _summary(record: Record) -> Told:
    pieces = _list("What worked", [f"{one.title}: {one.worked}" for one in record.learning if one.worked])
    pieces += _list("What did not", [f"{one.title}: {one.did_not}" for one in record.learning if one.did_not])
    there = _address(record, "sustaining")
    return pieces, [] if record.learning else [Missing("Nothing is kept of what was learnt in the whole.", there)]


def _meaning(record: Record) -> Told:
    return _said(record, "What surprised us", "surprises") + _said(record, "Why it was decided so", "rationale"), []


def _said(record: Record, heading: str, name: str) -> list[Piece]:
    """What tests say in one field, each with its title."""
    said = [(one.title, getattr(one, name).strip()) for one in record.cycles]
    return _list(heading, [f"{title}: {words}" for title, words in said if words])


def _limits(record: Record) -> Told:
    said = [f"For whom it worked: {one.for_whom}" for one in record.learning if one.for_whom]
    gaps = [
        f"{told.measure.name}: {told.complete.missing} of {_many(told.complete.due, periods_of(told))} without a number"
        for told in record.measures
        if told.complete.missing
    ]
    stopped = [f"{one.title}: {one.stop_reason}" for one in record.cycles if one.stopped_at]
    return _list("For whom", said) + _list("Missing numbers", gaps) + _list("Tests that were stopped", stopped), []


def _conclusions(record: Record) -> Told:
    places = [
        f"{one.place}: {one.cycle.idea.title}"
        + (f", since {date_long(one.done_on)}" if one.done_on else ", not yet how they work")
        for one in record.spreads
    ]
    others = [one.others for one in record.learning]
    pieces = _list("Where it is carried to", places) + _list("What others should know", others)
    adopted = any(one.decision == Decision.ADOPT for one in record.cycles)
    there = _address(record, "spreads")
    missing = [Missing("Nothing says where an adopted idea is carried to.", there)] if adopted and not places else []
    return pieces, missing
