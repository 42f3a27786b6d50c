"""What each organisation of the demonstration has lived through, so that every state of every page is there."""

from dataclasses import dataclass, field

from evaluation.seed import projects
from evaluation.seed.projects import BLACK, ETHNIC_GROUPS, OTHER_WOMEN, SOUTH_ASIAN, UNKNOWN, WHITE, Plan
from evaluation.seed.ramps import DROPPED, LONG, SHORT
from evaluation.seed.schedule import ACT, DO, PLAN, STOPPED, STUDY, Ramp
from evaluation.seed.shapes import BACK, CONSTANT, IMPROVING, STEADY, WORSENING, Shape
from evaluation.seed.ward import WARD

STRIKE = "Staff were on strike"
SYSTEM = "The record system was being replaced"
NOBODY = "The person who counts was on leave"


@dataclass(frozen=True)
class Work:
    """A project with what its measures do (in the plan's order; steady where nothing is said) and its tests."""

    plan: Plan
    shapes: tuple[Shape, ...] = ()
    ramps: tuple[Ramp, ...] = ()
    measured: bool = True


@dataclass(frozen=True)
class Story:
    """One organisation: its code, its projects, and what else happened there (see evaluation.seed.extras)."""

    code: str
    works: tuple[Work, ...] = ()
    extras: tuple[str, ...] = ()
    team: bool = True
    months_in: int = field(default=30)


_UP, _DOWN, _FLAT = Shape(IMPROVING), Shape(WORSENING), Shape(STEADY)
_DUE = Shape(STEADY, late=1)
_ALL_STILL = dict.fromkeys(ETHNIC_GROUPS, 0.0)
# What has become of a gap: it closed because the group behind improved, or because the other got worse; it widened
# though both improved; or it seems to close while more and more people's group is not known.
_CAUGHT_UP = Shape(IMPROVING, late=1, paces={**dict.fromkeys(ETHNIC_GROUPS, 0.7), WHITE: 0.1, BLACK: 1.45})
_LOST_GROUND = Shape(WORSENING, paces={**_ALL_STILL, WHITE: 1.15})
_LEFT_BEHIND = Shape(IMPROVING, paces={OTHER_WOMEN: 1.6, SOUTH_ASIAN: 0.7})
_LESS_RECORDED = Shape(
    IMPROVING, late=3, paces={**_ALL_STILL, BLACK: 0.9, UNKNOWN: -1.2}, shares={BLACK: 0.1, UNKNOWN: 0.18}
)

FIRST_COACH = (
    Story(
        "RV3",
        (
            Work(
                projects.DETENTION,
                (_CAUGHT_UP, _UP, Shape(IMPROVING, late=2), Shape(STEADY, late=1)),
                (Ramp(0, LONG, weeks=44), Ramp(2, DROPPED, weeks=30), Ramp(1, SHORT, DO, 1)),
            ),
            Work(projects.PERINATAL, (_FLAT, _UP, _UP, _FLAT), (Ramp(0, SHORT, STUDY, 1), Ramp(1, LONG[:2], PLAN, -1))),
        ),
        ("import", "correction", "note", "invitations", "left"),
    ),
    Story("RXT", (Work(projects.YOUNG, (_DOWN, _UP, _FLAT), (Ramp(1, DROPPED, weeks=9), Ramp(0, SHORT, DO, 1))),)),
    Story(
        "RQY",
        (
            Work(
                projects.SANCTUARY,
                (Shape(STEADY, late=4), Shape(IMPROVING, late=4), Shape(STEADY, late=14)),
                (Ramp(0, LONG[:2], DO, 9),),
            ),
        ),
    ),
    Story(
        "RKL",
        (
            Work(
                projects.THERAPY,
                (Shape(STEADY, first=24), Shape(STEADY, first=24), Shape(STEADY, first=27)),
                (Ramp(0, LONG[:1], DO, 1),),
            ),
            Work(projects.YOUNG, (Shape(STEADY, first=24),) * 3, (Ramp(0, LONG[:1], PLAN, 1),)),
        ),
        months_in=7,
    ),
    Story(
        "RPG",
        (
            Work(projects.CHECKS, (_FLAT, _UP), (Ramp(0, LONG[:3], ACT, 1),)),
            Work(projects.DEAF, (_UP, _UP, _FLAT), (Ramp(1, LONG, weeks=40),)),
        ),
    ),
    Story("RAT", team=False, months_in=1),
    Story("RX4", (Work(projects.AUTISM, (_UP, _UP, _FLAT), (Ramp(0, LONG, weeks=42), Ramp(1, LONG[:4], DO, 2))),)),
    Story(
        "RXV",
        (
            Work(projects.HOMELESS, (_FLAT, _UP), (Ramp(0, SHORT, STOPPED, 8), Ramp(1, LONG[:2], DO, 1))),
            Work(
                projects.PERINATAL,
                (_LEFT_BEHIND, _UP, _FLAT, _DOWN),
                (Ramp(0, LONG[:4], weeks=38), Ramp(2, SHORT[:2], weeks=3)),
            ),
        ),
        ("note",),
    ),
    Story("RW4", (Work(projects.OLDER, measured=False),), months_in=3),
)

SECOND_COACH = (
    Story("RHA", (Work(projects.AUTISM, (_UP, _UP, _DUE), (Ramp(0, LONG, weeks=43), Ramp(1, SHORT, DO, 1))),)),
    Story("RXM", (Work(projects.HOMELESS, (Shape(CONSTANT), _FLAT), (Ramp(0, SHORT, DO, 1),)),), ("note",)),
    Story(
        "RT1",
        (
            Work(
                projects.THERAPY,
                (
                    Shape(IMPROVING, gaps={9: STRIKE, 8: STRIKE, 3: NOBODY}),
                    Shape(STEADY, gaps={14: SYSTEM}),
                    Shape(STEADY, gaps={14: SYSTEM, 13: SYSTEM}),
                ),
                (Ramp(0, LONG[:4], weeks=46), Ramp(2, DROPPED, weeks=5), Ramp(1, SHORT[:2], DO, 1)),
            ),
        ),
        ("correction",),
    ),
    Story("RMY", (Work(projects.DETENTION, (_LOST_GROUND, _FLAT, _FLAT, _DOWN), (Ramp(0, SHORT, DO, 2),)),)),
    Story(
        "R1L", (Work(projects.CHECKS, (Shape(first=29, empty=True),) * 2, (Ramp(0, SHORT[:1], PLAN, 2),)),), months_in=6
    ),
    Story("RWR", (Work(projects.OLDER, (_LESS_RECORDED, _DUE, _FLAT), (Ramp(0, SHORT, DO, 1),)),)),
    Story(
        "RWV",
        (Work(projects.YOUNG, (Shape(BACK), _UP, _FLAT), (Ramp(0, LONG[:3], weeks=60), Ramp(1, DROPPED, weeks=20))),),
    ),
    Story(
        "RVN",
        (
            Work(
                projects.SANCTUARY,
                (_UP, _UP, Shape(IMPROVING, late=1)),
                (Ramp(0, LONG, weeks=41), Ramp(1, LONG[:2], DO, 1)),
            ),
            Work(
                WARD,
                (_UP, _UP, _UP, _UP, _UP, _UP, _FLAT, _FLAT, _UP),
                (Ramp(0, SHORT, DO, 2),),
            ),
        ),
    ),
    Story(
        "RNU", (Work(projects.DEAF, (Shape(STEADY, late=2), Shape(STEADY, late=6), Shape(STEADY, late=6))),), ("left",)
    ),
)

SEXUAL_SAFETY = (
    Story("RWK", (Work(projects.SAFETY, (_UP, _FLAT), (Ramp(0, LONG[:4], weeks=45), Ramp(1, LONG[:2], DO, 1))),)),
    Story("RV5", (Work(projects.SAFETY, (_FLAT, _FLAT), (Ramp(1, SHORT, weeks=4),)),)),
)
