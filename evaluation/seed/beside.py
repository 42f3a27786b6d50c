"""What stands beside the tests of a project: who took part, notes on the way, quick notes, and a plan let to others."""

from datetime import timedelta

from evaluation.seed.clock import on
from evaluation.seed.cycles import Bench
from pdsa import actions
from pdsa.queries import cycles_of

_NOTES = (
    (1, "The folder was on the wrong desk. We moved it to the nurses' station."),
    (3, "Two people said that they liked being asked. One asked for large print."),
)
_QUICK = (
    "Could the night shift do this at the start instead of the end?",
    "Family asked for the leaflet in Polish. Try it with the next one?",
)
_LATEST = 2


def set_beside(bench: Bench) -> None:
    """The tests worked on last get people and notes; the oldest that was kept or expanded is shared with all teams."""
    cycles = list(cycles_of(bench.project.pk))
    for cycle in [one for one in cycles if one.starts_on and one.is_started][:_LATEST]:
        takers = [
            actions.Taker(bench.member.name, bench.member),
            actions.Taker("Ward clerk"),
            actions.Taker("Night nurse"),
        ]
        actions.record_people(cycle=cycle, by=bench.member, add=takers)
        for after, text in _NOTES:
            day = (cycle.starts_on or bench.today) + timedelta(days=after)
            if day <= bench.today:
                with on(day):
                    actions.add_note(cycle=cycle, by=bench.member, text=text, happened_on=day)
    kept = [one for one in cycles if one.decision in ("adopt", "expand")]
    if kept:
        actions.share_plan(cycle=kept[-1], by=bench.lead)
    if cycles:
        for days, text in enumerate(_QUICK, start=1):
            with on(bench.today - timedelta(days=days)):
                actions.capture(project=bench.project, by=bench.member, text=text)
