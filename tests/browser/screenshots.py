"""Pictures of every page, wide (1280) and narrow (390), into docs/screenshots: `make screenshots`.

The demonstration is loaded into a stack of its own; each page is seen through the eyes of somebody who opens it.
"""

import sys
from collections.abc import Iterator
from urllib.parse import urlsplit

from playwright.sync_api import Browser, sync_playwright

from devstack.stack import Stack, stack
from tests.browser.chart_shots import chart_pages, collaborative_pages, gap_pages
from tests.browser.conftest import launch
from tests.browser.design_shots import definition_pages, joining_pages, journey_pages, theory_pages
from tests.browser.driver import Person, violations
from tests.browser.gallery import draw
from tests.browser.places import Finder, Shot, folder, sessions
from tests.browser.set_shots import set_pages
from tests.browser.sustain_shots import sustain_pages

# A very long page is cut: what matters of it is above.
TALLEST = 2600


def public_pages() -> Iterator[Shot]:
    for name, path in (
        ("front", "/"),
        ("demo-sign-in", "/demo/"),
        ("sign-in", "/accounts/login/"),
        ("password-reset", "/accounts/password/reset/"),
        ("sign-up-closed", "/accounts/signup/"),
        ("not-found", "/nothing-here/"),
    ):
        yield Shot(name, None, path)


def national_pages(find: Finder) -> Iterator[Shot]:
    admin, base = find.role("national_admin"), f"/c/{find.slug}"
    moved = find.measure("points > 20 AND (ch.analysis->>'signal')::boolean")[1]
    yield Shot("national-organisations", admin, f"{base}/organisations/")
    yield Shot("national-organisation-new", admin, f"{base}/organisations/new/")
    yield Shot("national-team", admin, f"{base}/team/")
    yield Shot("national-team-history", admin, f"{base}/team/history/")
    yield Shot("national-settings", admin, f"{base}/settings/")
    yield Shot("programme-theory", admin, f"{base}/programme/theory/")
    yield Shot("programme-theory-edit", admin, f"{base}/programme/theory/edit/")
    yield Shot("programme-theory-heat", admin, f"{base}/programme/theory/heat/")
    yield Shot("timeline", admin, f"{base}/programme/timeline/")
    yield Shot("designs", admin, f"{base}/programme/designs/")
    yield Shot("programme-definitions", admin, f"{base}/programme/definitions/")
    yield Shot("measure-library", admin, f"{base}/measures/library/")
    yield Shot("national-jobs", admin, f"{base}/jobs/")
    yield Shot("national-charts-anew", admin, f"{base}/charts/anew/")
    yield Shot("your-details", admin, "/account/details/")
    yield Shot("national-people", admin, f"{base}/o/{find.code(moved)}/people/")
    yield Shot("national-history", admin, f"{base}/o/{find.code(moved)}/history/")


def coach_pages(find: Finder) -> Iterator[Shot]:
    base = f"/c/{find.slug}/coach/"
    yield Shot("coach-dashboard", find.busy_coach(), base)
    yield Shot("coach-dashboard-worse", find.busy_coach(), f"{base}?show=worse")
    yield Shot("coach-dashboard-nothing-found", find.busy_coach(), f"{base}?q=nowhere")
    yield Shot("coach-dashboard-empty", find.idle_coach(), base)
    yield Shot("chooser", find.chooser(), "/start/")
    coach, base = find.busy_coach(), f"/c/{find.slug}"
    visit, place = find.one(
        "SELECT v.id, v.participation_id FROM coaching_visit v JOIN coaching_privatewords w ON w.visit_id = v.id"
        " WHERE v.coach_id = %s ORDER BY v.happened_on DESC, v.id LIMIT 1",
        coach,
    )
    ods, lead = find.code(place), find.role("lead", place)
    yield Shot("coaching-visits", coach, f"{base}/o/{ods}/coaching/")
    yield Shot("coaching-visit", coach, f"{base}/visits/{visit}/", printed=True)
    yield Shot("coaching-visit-as-team", lead, f"{base}/visits/{visit}/")
    yield Shot("coaching-visit-new", coach, f"{base}/o/{ods}/coaching/visits/new/")
    yield Shot("progress", lead, f"{base}/o/{ods}/progress/")
    yield Shot("progress-score", coach, f"{base}/o/{ods}/progress/score/")
    admin = find.role("national_admin")
    yield Shot("coaching-caseloads", admin, f"{base}/programme/coaching/")
    yield Shot("progress-scale", admin, f"{base}/programme/progress-scale/")


def support_pages(find: Finder) -> Iterator[Shot]:
    """What was taught, and expert support: asked for, open now, over."""
    base, admin = f"/c/{find.slug}", find.role("national_admin")
    now, place, expert = find.support("g.ends_at > now()")
    over, _, _ = find.support("g.ends_at <= now()")
    waiting, waits, _ = find.support("r.assignment_id IS NULL")
    code, lead = find.code(place), find.role("lead", place)
    yield Shot("taught", lead, f"{base}/o/{code}/taught/")
    yield Shot("support", lead, f"{base}/o/{code}/support/")
    yield Shot("support-new", lead, f"{base}/o/{code}/support/new/")
    yield Shot("support-empty", find.role("lead", find.empty_participation()), _support_of_the_empty(find))
    yield Shot("support-open", expert, f"{base}/support/{now}/")
    yield Shot("support-over", admin, f"{base}/support/{over}/")
    yield Shot("support-waiting", find.role("lead", waits), f"{base}/support/{waiting}/")
    yield Shot("support-match", admin, f"{base}/support/{waiting}/match/")
    yield Shot("support-end", lead, f"{base}/support/{now}/end/")
    yield Shot("support-outcome", expert, f"{base}/support/{now}/outcome/")
    yield Shot("support-requests", admin, f"{base}/programme/support/")
    yield Shot("support-kinds", admin, f"{base}/programme/support/kinds/")
    yield Shot("expert-home", expert, f"{base}/support/mine/")
    yield Shot("expert-organisation", expert, f"{base}/o/{code}/")


def _support_of_the_empty(find: Finder) -> str:
    return f"/c/{find.slug}/o/{find.code(find.empty_participation())}/support/"


def review_pages(find: Finder) -> Iterator[Shot]:
    base = f"/c/{find.slug}"
    coach = find.busy_coach()
    question, cycle, place = find.question()
    lead, code = find.role("lead", place), find.code(place)
    yield Shot("review-queue", coach, f"{base}/coach/queue/")
    yield Shot("review-queue-empty", find.idle_coach(), f"{base}/coach/queue/")
    yield Shot("review", coach, f"{base}/coach/queue/test/{cycle}/")
    yield Shot("reviews", lead, f"{base}/o/{code}/reviews/")
    yield Shot("question", lead, f"{base}/questions/{question}/")
    yield Shot("notices", lead, f"{base}/notices/")
    yield Shot("notices-empty", find.idle_coach(), f"{base}/notices/")
    yield Shot("notice-settings", lead, "/account/notices/")


def home_pages(find: Finder) -> Iterator[Shot]:
    base = f"/c/{find.slug}"
    place = find.measure("points > 20 AND (ch.analysis->>'signal')::boolean")[1]
    empty = find.empty_participation()
    lead, code = find.role("lead", place), find.code(place)
    project = f"{base}/p/{find.project(place)}"
    yield Shot("organisation-home", lead, f"{base}/o/{code}/")
    yield Shot("organisation-home-empty", find.role("lead", empty), f"{base}/o/{find.code(empty)}/")
    yield Shot("organisation-home-sponsor", find.role("sponsor", place), f"{base}/o/{code}/")
    yield Shot("organisation-home-partner", find.role("partner", place), f"{base}/o/{code}/")
    yield Shot("journey", lead, f"{base}/o/{code}/journey/")
    blocker, asked_at = find.blocker("with_sponsor")
    asked = f"{base}/o/{find.code(asked_at)}"
    yield Shot("sponsor-home", find.role("sponsor", asked_at), f"{asked}/sponsor/", printed=True)
    yield Shot("blockers", find.role("member", asked_at), f"{asked}/blockers/")
    yield Shot("blocker", find.role("lead", asked_at), f"{base}/blockers/{blocker}/")
    yield Shot("blocker-answer", find.role("sponsor", asked_at), f"{base}/blockers/{blocker}/answer/")
    yield Shot("coproduction", lead, f"{project}/coproduction/")
    yield Shot("partner-home", find.role("partner", place), f"{base}/o/{code}/partner/")
    yield Shot("people", lead, f"{base}/o/{code}/people/")
    yield Shot("history", lead, f"{base}/o/{code}/history/")
    yield Shot("project", lead, f"{project}/")
    yield Shot("project-new", lead, f"{base}/o/{code}/projects/new/")
    yield Shot("project-edit", lead, f"{project}/edit/")
    yield Shot("theory", lead, f"{project}/theory/")
    yield Shot("gatherings", lead, f"{project}/theory/gatherings/")
    yield Shot("design", lead, f"{project}/design/")
    yield Shot("measures", lead, f"{project}/measures/")
    yield Shot("measure-new", lead, f"{project}/measures/new/")
    yield Shot("strategy", lead, f"{project}/strategy/")
    yield Shot("data-plan", lead, f"{project}/strategy/data-plan/")
    yield Shot("tests", lead, f"{project}/tests/")
    yield Shot("tests-board", lead, f"{project}/tests/board/")
    yield Shot("test-new", lead, f"{project}/tests/new/")


def measure_pages(find: Finder) -> Iterator[Shot]:
    base, grouped = f"/c/{find.slug}/m", "EXISTS (SELECT 1 FROM measures_stratum s WHERE s.measure_id = m.id)"
    # Which way is better turns the sign of the change.
    change = (
        "(ch.analysis->>'signal')::boolean AND (ch.analysis->>'change')::int"
        " * CASE m.direction WHEN 'up' THEN 1 WHEN 'down' THEN -1 ELSE 0 END"
    )
    states = {
        "measure-better": f"{change} = 1",
        "measure-worse": f"{change} = -1",
        "measure-groups": grouped,
        "measure-steady": "NOT coalesce((ch.analysis->>'signal')::boolean, false) AND points > 20",
        "measure-few": "points BETWEEN 1 AND 9",
        "measure-empty": "points = 0",
    }
    for name, condition in states.items():
        pk, place = find.measure(condition)
        yield Shot(name, find.role("lead", place), f"{base}/{pk}/")
    pk, place = find.measure(grouped)
    lead = find.role("lead", place)
    group = find.one("SELECT id FROM measures_stratum WHERE measure_id = %s ORDER BY position LIMIT 1", pk)[0]
    yield Shot("measure-one-group", lead, f"{base}/{pk}/g/{group}/")
    yield Shot("measure-group-reporting", lead, f"{base}/{pk}/g/{group}/reporting/")
    yield Shot("measure-edit", lead, f"{base}/{pk}/edit/")
    yield Shot("enter-groups", lead, f"{base}/{pk}/enter/")
    yield Shot("import", lead, f"{base}/{pk}/import/")
    one, place = find.measure(f"NOT {grouped} AND points > 12")
    yield Shot("enter", find.role("data_entry", place), f"{base}/{one}/enter/")
    table, measure, place = find.one(
        "SELECT id, measure_id, participation_id FROM measures_import"
        " ORDER BY jsonb_array_length(refused) DESC, id LIMIT 1"
    )
    yield Shot("import-done", find.role("lead", place), f"{base}/{measure}/imports/{table}/")


def programme_pages(find: Finder) -> Iterator[Shot]:
    base, admin = f"/c/{find.slug}", find.role("national_admin")
    # The one with a second version, and somebody who still counts by the first.
    pk = find.one("SELECT programme_measure_id FROM measures_programmeversion WHERE number = 2 ORDER BY id LIMIT 1")[0]
    measure, place = find.one(
        "SELECT measure_id, participation_id FROM measures_adoption WHERE programme_measure_id = %s"
        " GROUP BY measure_id, participation_id HAVING count(*) = 1 AND count(version_id) = 1 ORDER BY 1 LIMIT 1",
        pk,
    )
    lead = find.role("lead", place)
    yield Shot("programme", admin, f"{base}/programme/")
    yield Shot("programme-measure", admin, f"{base}/programme/{pk}/")
    yield Shot("programme-measure-seen-by-sponsor", find.role("sponsor", place), f"{base}/programme/{pk}/")
    yield Shot("programme-new", admin, f"{base}/programme/new/")
    yield Shot("programme-edit", admin, f"{base}/programme/{pk}/edit/")
    yield Shot("programme-version-new", admin, f"{base}/programme/{pk}/versions/new/")
    yield Shot("measure-new-version", lead, f"{base}/m/{measure}/")
    yield Shot("measure-programmes", lead, f"{base}/m/{measure}/programme/")
    yield Shot("measure-programme", lead, f"{base}/m/{measure}/programme/{pk}/")


def cycle_pages(find: Finder) -> Iterator[Shot]:
    base = f"/c/{find.slug}/t"
    for status in ("plan", "do", "study", "act", "complete", "stopped"):
        pk, place = find.cycle(status)
        yield Shot(f"test-{status}", find.role("lead", place), f"{base}/{pk}/")
    pk, place = find.cycle("plan")
    yield Shot("test-start", find.role("lead", place), f"{base}/{pk}/start/")
    yield Shot("test-stop", find.role("lead", place), f"{base}/{pk}/stop/")
    yield Shot("test-tasks", find.role("lead", place), f"{base}/{pk}/tasks/")
    yield Shot("test-edit-plan", find.role("lead", place), f"{base}/{pk}/plan/")
    yield Shot("test-seen-by-sponsor", find.role("sponsor", place), f"{base}/{pk}/")
    yield from beside_cycle_pages(find)


def beside_cycle_pages(find: Finder) -> Iterator[Shot]:
    """A ramp with what stands beside its latest test, quick notes, and plans of other teams."""
    pk, place = find.cycle("complete")
    lead, base, project = find.role("lead", place), f"/c/{find.slug}/t/{pk}", find.project_of(pk)
    yield Shot("test-ramp", lead, f"{base}/", printed=True)
    for part in ("people", "notes", "files", "share"):
        yield Shot(f"test-{part}", lead, f"{base}/{part}/")
    here = f"/c/{find.slug}/p/{project}"
    yield Shot("quick-note", lead, f"{here}/tests/notes/new/")
    yield Shot("quick-notes", lead, f"{here}/tests/notes/")
    yield Shot("quick-note-finish", lead, f"/c/{find.slug}/t/notes/{find.capture(place)}/")
    yield Shot("plans-of-others", lead, f"{here}/tests/plans/")
    yield Shot("plan-of-others", lead, f"{here}/tests/plans/{find.plan_besides(place)}/")


def meeting_pages(find: Finder) -> Iterator[Shot]:
    """What is due and the team's meetings: where there is much, where there is none, and for who may only read."""
    base, empty = f"/c/{find.slug}", find.empty_participation()
    over, project, place = find.one(
        "SELECT id, project_id, participation_id FROM pdsa_meeting WHERE held_on < current_date"
        " ORDER BY id DESC LIMIT 1"
    )
    lead, here = find.role("lead", place), f"{base}/p/{project}/due"
    to_come = find.one("SELECT id FROM pdsa_meeting WHERE project_id = %s ORDER BY held_on DESC LIMIT 1", project)[0]
    action, at = find.one("SELECT id, meeting_id FROM pdsa_meetingaction WHERE ending = '' ORDER BY id LIMIT 1")
    yield Shot("due", lead, f"{here}/", printed=True)
    yield Shot("due-month", lead, f"{here}/?show=month", printed=True)
    yield Shot("due-coach", find.busy_coach(), f"{base}/due/")
    yield Shot("due-coach-month", find.busy_coach(), f"{base}/due/?show=month")
    yield Shot("due-empty", find.role("lead", empty), f"{base}/due/")
    yield Shot("meetings", lead, f"{here}/meetings/")
    yield Shot("meeting-new", lead, f"{here}/meetings/new/")
    yield Shot("meeting", lead, f"{base}/meetings/{to_come}/", printed=True)
    yield Shot("meeting-over", lead, f"{base}/meetings/{over}/", printed=True)
    yield Shot("meeting-seen-by-sponsor", find.role("sponsor", place), f"{base}/meetings/{over}/")
    yield Shot("meeting-people", lead, f"{base}/meetings/{over}/people/")
    yield Shot("meeting-edit", lead, f"{base}/meetings/{over}/edit/")
    yield Shot("meeting-action", find.role("lead", place_of(find, at)), f"{base}/meetings/actions/{action}/")


def place_of(find: Finder, meeting: int) -> int:
    """The participation of a meeting."""
    return find.one("SELECT participation_id FROM pdsa_meeting WHERE id = %s", meeting)[0]


def all_pages(find: Finder) -> list[Shot]:
    """Every page and state, in order."""
    parts = (
        *(
            national_pages,
            coach_pages,
            support_pages,
            review_pages,
            home_pages,
            measure_pages,
            programme_pages,
            cycle_pages,
        ),
        meeting_pages,
        *(chart_pages, gap_pages, collaborative_pages),
        *(joining_pages, journey_pages, theory_pages, definition_pages, sustain_pages, set_pages),
    )
    return [*public_pages(), *(shot for part in parts for shot in part(find))]


def take(browser: Browser, running: Stack, shot: Shot, session: str | None, *, narrow: bool) -> list[str]:
    """One picture; returns what axe and the page complained of."""
    person = Person(browser, running.base_url, narrow=narrow)
    try:
        if session:
            host = urlsplit(running.base_url).hostname or ""
            person.context.add_cookies([{"name": "sessionid", "value": session, "domain": host, "path": "/"}])
        status = person.open(shot.path)
        person.page.wait_for_load_state("networkidle")
        height = min(TALLEST, person.page.evaluate("document.documentElement.scrollHeight"))
        width = person.page.evaluate("window.innerWidth")
        target = folder() / f"{shot.name}-{'narrow' if narrow else 'wide'}.png"
        clip = {"x": 0, "y": 0, "width": width, "height": height}
        person.page.screenshot(path=target, full_page=True, clip=clip)  # type: ignore[arg-type]
        if shot.printed and not narrow:
            _printed(person, shot)
        found = [] if status == (404 if shot.name == "not-found" else 200) else [f"status {status}"]
        wider = person.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        found += [f"{wider}px wider than the window"] if wider > 0 else []
        return found + violations(person.page) + person.complaints
    finally:
        person.close()


def _printed(person: Person, shot: Shot) -> None:
    """The page as it is printed on A4 (at 96 pixels an inch, less the margins)."""
    person.page.emulate_media(media="print")
    person.page.set_viewport_size({"width": 718, "height": 1040})
    person.page.screenshot(path=folder() / f"{shot.name}-printed.png", full_page=True)
    person.page.emulate_media(media="screen")


def main() -> int:
    """Take them all; 1 where a page complained."""
    folder().mkdir(parents=True, exist_ok=True)
    only = set(sys.argv[1:])
    if not only or "charts" in only:
        print(f"{draw()} charts drawn.")
    faults = 0
    with stack(demo=True) as running, sync_playwright() as playwright:
        print(running.manage("seed_demo").strip())
        browser = launch(playwright)
        keys = sessions(running)
        for shot in all_pages(Finder(running)):
            if only and shot.name not in only:
                continue
            for narrow in (False, True):
                session = keys[shot.user_id] if shot.user_id else None
                for complaint in take(browser, running, shot, session, narrow=narrow):
                    faults += 1
                    print(f"{shot.name} {'narrow' if narrow else 'wide'}: {complaint}")
        browser.close()
    print(f"Pictures are in docs/screenshots; {faults} complaints.")
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
