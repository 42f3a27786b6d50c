"""Every address of the product, every person of the cast, and the answer each gets.

Addresses inside a collaborative are asked for what North owns, in the collaborative `amhe`. `expert`
supports North for a time. `other_coach` and
`south_lead` belong to the same collaborative and another organisation; `east_lead` belongs to another collaborative;
`stranger` belongs nowhere. A POST is sent empty: 422 means that the person got as far as the form.
"""

from collections.abc import Iterable

from tests.access.accounts import ACCOUNTS

TEAM = ("lead", "member", "data_entry", "partner", "sponsor")
NATIONAL = ("admin", "manager")
COMPOSES = NATIONAL
NORTH = (*TEAM, "coach")
FEES = (*NATIONAL, "finance")
AMHE = (*NORTH, "expert", "other_coach", "south_lead", *FEES)
SIGNED_IN = (*AMHE, "east_lead", "stranger")
ROLES = ("anonymous", *SIGNED_IN)

READS = (*TEAM, "coach")
# An expert reads while the organisation is open to them.
SEES = (*READS, "expert")
ASKS = ("lead", "member", "partner", "coach")
DEFINES = ("lead", "member")
ENTERS = ("lead", "member", "data_entry")
TESTS = ("lead", "member", "partner")
JOINS = ("lead", "member", "coach")
INVITES = ("lead", *NATIONAL)
DESIGNS = ("lead", "member", "partner")
SEE_TO = ("lead", "member", "data_entry", "partner")
SIGNS = ("lead", "partner", "sponsor")

Answers = dict[str, int]


def only(people: Iterable[str], status: int = 200, anonymous: int = 302, others: int = 404) -> Answers:
    """These people get the status; who is not signed in is sent to sign in, and for everybody else nothing is there."""
    return dict.fromkeys(ROLES, others) | {"anonymous": anonymous} | dict.fromkeys(people, status)


def page(people: Iterable[str]) -> dict[str, Answers]:
    """A page to read; sent to, it is only shown again."""
    return {"GET": only(people), "POST": only(people)}


def safe(people: Iterable[str]) -> dict[str, Answers]:
    """A page that refuses to be sent to, by anybody to whom the collaborative is there at all."""
    return {"GET": only(people), "POST": only(AMHE, 405)}


def form(people: Iterable[str], sent: int = 422) -> dict[str, Answers]:
    """A page with a form."""
    return {"GET": only(people), "POST": only(people, sent)}


def button(people: Iterable[str], sent: int = 302) -> dict[str, Answers]:
    """Something that is only done, never shown."""
    return {"GET": only(AMHE, 405), "POST": only(people, sent)}


def open_to_all(get: int = 200, *, signed_in: int | None = None, post: int | None = None) -> dict[str, Answers]:
    """An address outside every collaborative."""
    after = get if signed_in is None else signed_in
    return {
        "GET": only(SIGNED_IN, after, anonymous=get),
        "POST": only(SIGNED_IN, after if post is None else post, anonymous=get if post is None else post),
    }


_HOME = {**only(AMHE, 302)}

ACCESS: dict[str, dict[str, Answers]] = {
    # Outside every collaborative.
    "healthz": open_to_all(200),
    "front": open_to_all(200, signed_in=302),
    "start": {
        "GET": only(SIGNED_IN, 302) | {"stranger": 200},
        "POST": only(SIGNED_IN, 302) | {"stranger": 200},
    },
    "your-details": {"GET": only(SIGNED_IN), "POST": only(SIGNED_IN, 422)},
    "notice-settings": {"GET": only(SIGNED_IN), "POST": only(SIGNED_IN, 422)},
    "digest-off": open_to_all(200),
    "invitation": {"GET": open_to_all(200)["GET"], "POST": open_to_all(302)["POST"]},
    # Nobody of these is invited; tests/organisations/test_invitations.py has who is.
    "my-invitation": {"GET": only((), 200), "POST": only((), 200)},
    "join": {"GET": open_to_all(200)["GET"], "POST": open_to_all(422)["POST"]},
    "join-sent": {"GET": open_to_all(200)["GET"], "POST": open_to_all(405)["POST"]},
    "join-organisations": {"GET": open_to_all(200)["GET"], "POST": open_to_all(405)["POST"]},
    "join-confirm": {"GET": open_to_all(200)["GET"], "POST": open_to_all(302)["POST"]},
    "demo": open_to_all(200),
    "demo-sign-in": {"GET": open_to_all(405)["GET"], "POST": open_to_all(404)["POST"]},
    # Collaborative.
    "collaborative-home": {"GET": _HOME, "POST": _HOME},
    "notices": {"GET": only(AMHE), "POST": only(AMHE, 302)},
    "notice": {"GET": only(AMHE, 405), "POST": only(("lead",), 302)},
    "due": safe((*NORTH, "expert", "other_coach", "south_lead")),
    "project-due": safe(SEES),
    "review-queue": safe(("coach", "other_coach")),
    "review": form(("coach",)),
    "reviews": safe(SEES),
    "question": {"GET": only(SEES), "POST": only(("lead", "member", "data_entry", "partner"), 422)},
    "coach-dashboard": page(("coach", "other_coach")),
    "organisations": page(NATIONAL),
    "organisation-new": form(NATIONAL),
    "directory": form(NATIONAL),
    "directory-search": safe(NATIONAL),
    "enrolment": form(NATIONAL),
    "interests": safe(NATIONAL),
    "joining-settings": form(NATIONAL),
    "interest": form(NATIONAL),
    "interest-review": button(NATIONAL),
    "interest-decline": form(NATIONAL),
    "interest-withdraw": form(NATIONAL, 302),
    "interest-enrol": form(NATIONAL),
    "directory-preview": {"GET": only(NATIONAL, 302), "POST": only(NATIONAL, 302)},
    "collaborative-settings": form(NATIONAL),
    "jobs": page(NATIONAL),
    "charts-anew": form(NATIONAL, 302),
    "team": form(NATIONAL),
    "team-history": page(NATIONAL),
    "team-end": form(NATIONAL),
    "team-handover": form(NATIONAL),
    "handover": form(INVITES),
    "handover-cancel": form(INVITES, 302),
    "handover-again": button(INVITES),
    "team-handover-cancel": form(NATIONAL, 302),
    "team-handover-again": button(NATIONAL),
    "still-theirs": page(READS),
    "team-invitation-withdraw": form(NATIONAL, 302),
    # Organisation.
    "organisation-home": page(SEES),
    "fees": safe(FEES),
    "fees-csv": safe(FEES),
    "fees-plan": form(FEES),
    "fee-remove": form(FEES),
    "fee-settings": form(FEES),
    "fee": form(FEES),
    "fee-statement": safe((*FEES, "lead", "sponsor")),
    "readiness": safe(READS),
    "readiness-new": form(JOINS),
    "readiness-questions": form(NATIONAL),
    "readiness-question": form(NATIONAL),
    "checklist": {"GET": only((*NORTH, *NATIONAL)), "POST": only(JOINS, 422)},
    "participation-facts": form(INVITES, 302),
    "checklist-items": form(NATIONAL),
    "checklist-item": form(NATIONAL),
    "checklist-defaults": button(NATIONAL),
    "people": {"GET": only((*NORTH, *NATIONAL)), "POST": only(INVITES, 422)},
    "membership-end": form(INVITES),
    "invitation-withdraw": form(INVITES, 302),
    "coach-assign": button(NATIONAL, 422),
    "coach-end": form(NATIONAL),
    "history": page(INVITES),
    "project-new": form(("lead",)),
    # Project.
    "project": page(SEES),
    "project-edit": form(("lead",)),
    # Measures.
    "measures": safe(SEES),
    "measure-new": form(DEFINES),
    "measure": safe(SEES),
    "measure-group": safe(SEES),
    "measure-edit": form(DEFINES),
    "measure-group-reporting": form(DEFINES),
    "measure-chart": form(DEFINES),
    "decide-rebase": form(DEFINES),
    "decide-baseline": form(DEFINES),
    "decide-exclude": form(DEFINES),
    "decide-group-rebase": form(DEFINES),
    "decide-group-baseline": form(DEFINES),
    "decide-group-exclude": form(DEFINES),
    "decide-gap-rebase": form(DEFINES),
    "decide-gap-baseline": form(DEFINES),
    "decide-gap-exclude": form(DEFINES),
    "decision-take-back": form(DEFINES),
    "chart-defaults": form(NATIONAL),
    "chart-png": safe(SEES),
    "chart-svg": safe(SEES),
    "chart-csv": safe(SEES),
    "chart-embed": safe(SEES),
    "chart-group-png": safe(SEES),
    "chart-group-svg": safe(SEES),
    "chart-group-csv": safe(SEES),
    "chart-group-embed": safe(SEES),
    "measure-note": button(ENTERS, 422),
    "measure-note-remove": button(ENTERS),
    "measure-enter": form(ENTERS, 302),
    "measure-enter-row": button(ENTERS, 400),
    "measure-import": form(ENTERS),
    "import": safe(ENTERS),
    "import-apply": button(ENTERS, 422),
    "import-cancel": button(ENTERS),
    "import-refused": safe(ENTERS),
    "measure-template": safe(ENTERS),
    "measure-csv": safe(SEES),
    "measure-gap": safe(SEES),
    "measure-gap-csv": safe(SEES),
    # Programme measures.
    "programme": safe(AMHE),
    "programme-measure": safe(AMHE),
    "programme-csv": safe(AMHE),
    "programme-new": form(NATIONAL),
    "programme-edit": form(NATIONAL),
    "programme-version-new": form(NATIONAL),
    "programme-version": form(NATIONAL),
    "measure-programmes": safe(SEES),
    "measure-programme": {"GET": only(SEES), "POST": only(DEFINES, 422)},
    "measure-programme-remove": button(DEFINES),
    "measure-drivers": form(DEFINES, 302),
    # Measurement strategy.
    "strategy": safe(SEES),
    "data-plan": safe(SEES),
    "definition": safe(SEES),
    "definition-version": safe(SEES),
    "definition-edit": form(DEFINES),
    "definition-share": button(DEFINES),
    "library": safe(AMHE),
    "library-entry": safe(AMHE),
    "library-use": form((*DEFINES, "south_lead")),
    "programme-definitions": safe(NATIONAL),
    "programme-definition": safe(AMHE),
    "programme-definition-edit": form(NATIONAL, 302),
    "programme-use": form((*DEFINES, "south_lead")),
    # Theories of change.
    **{f"theory{page}": safe(SEES) for page in ("", "-outline", "-changes", "-version")},
    **{f"theory-{file}": safe(SEES) for file in ("svg", "png", "csv", "print", "sheet")},
    "theory-start": button(DESIGNS),
    "theory-edit": form(DESIGNS),
    "theory-import": form(DESIGNS),
    "theory-versions": {"GET": only(SEES), "POST": only(DESIGNS, 422)},
    "theory-difference": {"GET": only(SEES), "POST": only(DESIGNS, 422)},
    "theory-gatherings": safe(SEES),
    "gathering-new": form(DEFINES),
    "gathering": {"GET": only(SEES), "POST": only(TEAM, 422)},
    "gathering-lead": form(DEFINES),
    **{f"programme-theory{page}": safe(AMHE) for page in ("", "-outline", "-changes", "-version")},
    **{f"programme-theory-{file}": safe(AMHE) for file in ("svg", "png", "csv", "print", "sheet")},
    "programme-theory-start": button(NATIONAL),
    "programme-theory-edit": form(NATIONAL),
    "programme-theory-import": form(NATIONAL),
    "programme-theory-versions": {"GET": only(AMHE), "POST": only(NATIONAL, 422)},
    "programme-theory-heat": safe(NATIONAL),
    "programme-theory-offers": form(NATIONAL),
    # Populations of focus.
    "populations": safe(SEES),
    "population-new": form(DESIGNS),
    "population": safe(SEES),
    "population-edit": form(DESIGNS),
    "population-end": form(DESIGNS),
    "inequality-new": form(DESIGNS),
    "inequality": form(DESIGNS),
    "population-limit": form(NATIONAL),
    "code-lists": safe(AMHE),
    # Journey.
    "journey": safe(SEES),
    "journey-dates": form(DEFINES),
    # A review waits for its coach, who answers; what the team sends until then comes back to it.
    "journey-gate": {"GET": only(SEES), "POST": only(("coach", *DEFINES), 422)},
    "journey-pause": form(DEFINES),
    "journey-pause-edit": form(DEFINES),
    "timeline": safe(NATIONAL),
    "phases": form(NATIONAL),
    "phase": form(NATIONAL),
    "programme-pauses": form(NATIONAL),
    "programme-pause": form(NATIONAL),
    # Coproduction. Only a partner says what partners think and need; the lead answers, and sees to needs and hours.
    "coproduction": safe(SEES),
    "involvement-new": form(DESIGNS),
    "involvement-edit": form(("lead",)),
    "pulse": safe(SEES),
    "partner-home": safe(("partner",)),
    "involvement-say": form(("partner",)),
    "sign-off": form(("partner",)),
    "sign-off-reply": form(("lead",)),
    "pulse-answer": form(("partner",)),
    "access-needs": {"GET": only(("partner", "lead")), "POST": only(("partner",), 302)},
    "involvement-hours": form(("partner", "lead")),
    "involvement-time": form(("lead",)),
    # The design that is signed. North's lead has signed the one there is.
    **{f"design{page}": safe(SEES) for page in ("", "-version", "-print", "-sheet")},
    "design-ask": form(("lead",)),
    "design-sign": form(SIGNS),
    "design-take-back": form(("lead",)),
    "design-remind": button(("lead",)),
    "design-comment": form(("coach",)),
    "design-answer": form(DESIGNS),
    "designs": safe(NATIONAL),
    # Coaching.
    "coaching": safe(SEES),
    "sponsor-home": safe(SEES),
    "visit-new": form(("coach",)),
    "visit": safe(SEES),
    "visit-edit": form(("coach",)),
    "follow-up-new": form(READS),
    "follow-up": form(READS),
    "taught": safe(SEES),
    "lesson-new": form(("coach",)),
    "lesson": form(("coach",)),
    # The lead has been taught, and speaks of it alone.
    "learner": form(("lead",), 302),
    "support": safe(SEES),
    "support-new": form(ASKS),
    "support-request": safe((*SEES, *NATIONAL)),
    "support-outcome": form((*ASKS, "expert")),
    "support-end": form(INVITES),
    "support-match": form(NATIONAL),
    "my-support": safe(("expert",)),
    "support-requests": safe(NATIONAL),
    "support-kinds": form(NATIONAL),
    "support-kind": form(NATIONAL),
    "progress": {"GET": only(SEES), "POST": only(READS, 422)},
    "blockers": {"GET": only(SEES), "POST": only(TEAM, 422)},
    "blocker": safe(SEES),
    "blocker-edit": form(SEE_TO),
    "blocker-ask": form(SEE_TO),
    "blocker-answer": form(("sponsor",)),
    "blocker-close": form(SEE_TO),
    "blocker-reopen": form(SEE_TO),
    "score": form(("coach", "lead", "member")),
    "caseloads": safe(NATIONAL),
    "progress-scale": safe(AMHE),
    "progress-level": form(NATIONAL),
    "stalled-rule": form(NATIONAL),
    # Whether changes last, and what was learnt.
    "sustaining": safe(SEES),
    "sustain-open": button(DEFINES),
    "sustain-round": safe(SEES),
    "sustain-answer": form(TEAM),
    "sustain-close": form(DEFINES, 302),
    "sustain-item-new": form(TESTS),
    "sustain-item": form(TESTS),
    "sustain-item-remove": form(TESTS, 302),
    "sustain-factors": safe(AMHE),
    "sustain-factor": form(NATIONAL),
    "learning-new": form(TESTS),
    "learning": {"GET": only(SEES), "POST": only(TESTS, 302)},
    "learning-edit": form(TESTS),
    "learning-remove": form(TESTS, 302),
    "learning-found": safe(AMHE),
    # Newsletters and the press.
    **{f"newsletter{page}": safe(COMPOSES) for page in ("s", "", "-preview", "-email", "-print")},
    **{f"newsletter-{page}": form(COMPOSES) for page in ("new", "edit", "add", "block", "send")},
    **{f"newsletter-{page}": button(COMPOSES) for page in ("arrange", "test", "control")},
    **{f"newsletter-{page}": {"GET": only(COMPOSES), "POST": only(())} for page in ("bounces", "recipients")},
    "newsletter-archive": safe(AMHE),
    "newsletter-choice": button(AMHE),
    "newsletter-issue": safe(AMHE),
    "press": safe(COMPOSES),
    **dict.fromkeys(("press-new", "press-item"), form(COMPOSES)),
    "press-move": button(COMPOSES),
    "newsletters-public": {"GET": open_to_all(200)["GET"], "POST": open_to_all(422)["POST"]},
    **{f"newsletter-{page}": open_to_all(200, post=405) for page in ("asked", "public")},
    **dict.fromkeys(("newsletter-confirm", "newsletter-stop"), open_to_all(200)),
    # Tests of change.
    "signs-csv": safe((*TESTS, "coach", "other_coach", "south_lead")),
    "cycles": page(SEES),
    "board": page(SEES),
    "cycle": page(SEES),
    "cycle-new": form(TESTS),
    "cycle-edit": form(TESTS),
    "cycle-start": form(TESTS),
    "cycle-stop": form(TESTS),
    "cycle-next": {"GET": only(TESTS, 302), "POST": only(TESTS, 302)},
    "cycle-tasks": form(TESTS),
    "cycle-files": form(TESTS),
    "cycle-share": form(TESTS, 302),
    "file": page(SEES),
    "file-remove": form(TESTS, 302),
    "capture-new": form(TESTS),
    "captures": page(TESTS),
    "capture-finish": form(TESTS),
    "plans": page(TESTS),
    "spreads": page(SEES),
    "spread-new": form(TESTS),
    "spread": form(TESTS),
    "spread-remove": form(TESTS, 302),
    "plan-use": form(TESTS, 302),
    "cycle-people": form(TESTS, 302),
    "cycle-notes": form(TESTS),
    "cycle-note": form(TESTS, 302),
    "meetings": safe(SEES),
    "meeting": safe(SEES),
    **{
        f"meeting-{page}": form(TESTS)
        for page in ("new", "edit", "remove", "decisions", "decision", "actions", "action")
    },
    "meeting-people": form(TESTS, 302),
    "cycle-task": {"GET": only(TESTS, 302), "POST": only(TESTS, 302)},
}

ACCESS |= {
    name: {"GET": only(SIGNED_IN, signed_in, anonymous=anonymous)} for name, (anonymous, signed_in) in ACCOUNTS.items()
}
