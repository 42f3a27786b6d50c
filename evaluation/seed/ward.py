"""An invented ward that counts in every way there is, each on the chart that fits it."""

from dataclasses import replace

from evaluation.seed.projects import Counted, Plan, count, number, percentage, rate


def _average(name: str, start: float, moved: float, size: int) -> Counted:
    """An average of so many people, with its standard deviation."""
    fields = {
        "name": name, "measure_type": "balancing", "kind": "average", "numerator_label": "Days in hospital",
        "denominator_label": "People discharged", "unit": "days", "direction": "down", "frequency": "month",
    }  # fmt: skip
    return Counted(fields, start, moved, size)


def _event(name: str, kind: str, counted: str, start: float, moved: float) -> Counted:
    """Rare events by date; start and moved: how many days, or cases, lie between two."""
    fields = {
        "name": name, "measure_type": "outcome", "kind": kind, "numerator_label": counted, "direction": "up",
        "frequency": "event",
    }  # fmt: skip
    return Counted(fields, start, moved, 0)


def _on(counted: Counted, chart: str, rules: str = "") -> Counted:
    return replace(counted, chart=chart, rules=rules)


WARD = Plan(
    "A ward where nobody is hurt",
    "People on our acute wards, a third of them from Black and Asian communities",
    "By the end of 2027, nobody is hurt by a restraint, and people say they are listened to.",
    (
        _on(rate("Restraint", "outcome", "Restraints", "Occupied bed days", "down", 21, 13, 1900), "up"),
        _on(_event("Restraint that hurt: days between", "days_between", "Restraints with injury", 16, 34), "t"),
        _on(_event("Seclusion: admissions between", "cases_between", "Admissions since the one before", 11, 24), "g"),
        _on(percentage("Asked what helps when upset", "process", "People asked", "People admitted", "up", 62, 86, 90,
                       target=80), "xmr", "mdc7"),
        _on(percentage("Talked through within 72 hours", "process", "Restraints talked through", "Restraints", "up",
                       48, 71, 38), "p"),
        _on(percentage("Leave that went ahead", "process", "Leave that went ahead", "Leave agreed", "up", 71, 84, 640),
            "pp"),
        _on(percentage("Seen by an activity worker", "process", "People seen", "People on the ward", "up", 57, 63, 70),
            "ip"),
        _on(rate("Medicine given by force", "process", "Doses given by force", "Occupied bed days", "down", 9, 5, 1900),
            "u"),
        _on(count("Aggression reported", "balancing", "Incidents", "down", 31, 22), "c"),
        _on(number("How safe people feel", "balancing", "Average score out of 10", "score", "up", 5.9, 7.2, 5), "i"),
        _on(number("Hours of agency staff", "balancing", "Hours each week", "hours", "down", 310, 290, 180), "mr"),
        _on(_average("Length of stay", 36, 31, 34), "xbar"),
        _on(_average("How much lengths of stay differ", 36, 31, 34), "s"),
    ),
    ("Talking first, two nurses together", "What helps me, on one page", "Debrief with a peer worker"),
)  # fmt: skip
