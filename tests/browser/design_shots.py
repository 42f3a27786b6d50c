"""Pages about joining and local design: interest to enrolment, fees, journey, populations, theories, designs."""

from collections.abc import Iterator

from tests.browser.places import Finder, Shot


def joining_pages(find: Finder) -> Iterator[Shot]:
    base, admin = f"/c/{find.slug}", find.role("national_admin")
    interest = find.one(
        "SELECT id FROM organisations_expressionofinterest WHERE confirmed_at IS NOT NULL ORDER BY id LIMIT 1"
    )[0]
    place = find.one("SELECT participation_id FROM phases_population ORDER BY id LIMIT 1")[0]
    lead, code = find.role("lead", place), find.code(place)
    fee = find.one("SELECT id FROM organisations_fee WHERE participation_id = %s ORDER BY id LIMIT 1", place)[0]
    yield Shot("join", None, f"/join/{find.slug}/")
    yield Shot("join-sent", None, f"/join/{find.slug}/sent/")
    yield Shot("interests", admin, f"{base}/interests/")
    yield Shot("interest", admin, f"{base}/interests/{interest}/")
    yield Shot("interest-settings", admin, f"{base}/interests/settings/")
    yield Shot("enrolment", admin, f"{base}/organisations/enrol/")
    yield Shot("directory", admin, f"{base}/directory/")
    yield Shot("checklist-items", admin, f"{base}/checklist/")
    yield Shot("readiness-questions", admin, f"{base}/readiness/")
    yield Shot("fees", admin, f"{base}/fees/", printed=True)
    yield Shot("fees-settings", admin, f"{base}/fees/settings/")
    yield Shot("fee", admin, f"{base}/fees/{fee}/")
    yield Shot("fee-statement", lead, f"{base}/o/{code}/fees/", printed=True)
    yield Shot("checklist", lead, f"{base}/o/{code}/checklist/")
    yield Shot("readiness", lead, f"{base}/o/{code}/readiness/")
    yield Shot("readiness-new", lead, f"{base}/o/{code}/readiness/new/")
    yield Shot("organisation-facts", lead, f"{base}/o/{code}/facts/")


def journey_pages(find: Finder) -> Iterator[Shot]:
    base, admin = f"/c/{find.slug}", find.role("national_admin")
    population, place = find.one("SELECT id, participation_id FROM phases_population ORDER BY id LIMIT 1")
    lead, code, partner = find.role("lead", place), find.code(place), find.role("partner", place)
    home = f"{base}/o/{code}"
    yield Shot("timeline", admin, f"{base}/programme/timeline/", printed=True)
    yield Shot("phases", admin, f"{base}/programme/phases/")
    yield Shot("pauses", admin, f"{base}/programme/pauses/")
    yield Shot("journey-dates", lead, f"{home}/journey/1/dates/")
    yield Shot("journey-gate", lead, f"{home}/journey/1/gate/")
    yield Shot("journey-pause", lead, f"{home}/journey/pause/")
    yield Shot("populations", lead, f"{home}/populations/")
    yield Shot("population", lead, f"{base}/population/{population}/")
    yield Shot("population-edit", lead, f"{base}/population/{population}/edit/")
    yield Shot("population-new", lead, f"{home}/populations/new/")
    yield Shot("inequality-new", lead, f"{base}/population/{population}/inequality/")
    yield Shot("code-lists", lead, f"{base}/codes/")
    yield Shot("pulse", lead, f"{home}/pulse/")
    yield Shot("pulse-answer", partner, f"{home}/pulse/answer/")
    yield Shot("access-needs", partner, f"{home}/needs/")
    yield Shot("involvement-hours", lead, f"{home}/hours/")
    yield Shot("involvement-new", lead, f"{base}/p/{find.project(place)}/coproduction/new/")


def theory_pages(find: Finder) -> Iterator[Shot]:
    base, admin = f"/c/{find.slug}", find.role("national_admin")
    place = find.one("SELECT participation_id FROM phases_theory GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1")[0]
    lead, theory = find.role("lead", place), f"{base}/p/{find.project(place)}/theory"
    gathering, there = find.one("SELECT id, participation_id FROM phases_gathering ORDER BY id LIMIT 1")
    yield Shot("theory-edit", lead, f"{theory}/edit/")
    yield Shot("theory-difference", lead, f"{theory}/difference/")
    yield Shot("theory-versions", lead, f"{theory}/versions/")
    yield Shot("gathering", find.role("lead", there), f"{base}/gathering/{gathering}/")
    yield Shot("gathering-lead", find.role("lead", there), f"{base}/gathering/{gathering}/lead/")
    yield Shot("programme-theory", admin, f"{base}/programme/theory/")
    yield Shot("programme-theory-edit", admin, f"{base}/programme/theory/edit/")
    yield Shot("programme-theory-heat", admin, f"{base}/programme/theory/heat/", printed=True)
    yield Shot("programme-theory-offers", admin, f"{base}/programme/theory/offers/")


def definition_pages(find: Finder) -> Iterator[Shot]:
    base, admin = f"/c/{find.slug}", find.role("national_admin")
    measure, place = find.one(
        "SELECT measure_id, participation_id FROM measures_definition GROUP BY 1, 2 ORDER BY count(*) DESC, 1 LIMIT 1"
    )
    project, number, there = find.one(
        "SELECT project_id, number, participation_id FROM phases_design ORDER BY number DESC, id LIMIT 1"
    )
    lead, coach = find.role("lead", there), find.busy_coach()
    design = f"{base}/p/{project}/design"
    yield Shot("definition", find.role("lead", place), f"{base}/m/{measure}/definition/", printed=True)
    yield Shot("definition-edit", find.role("lead", place), f"{base}/m/{measure}/definition/edit/")
    yield Shot("measure-drivers", find.role("lead", place), f"{base}/m/{measure}/drivers/")
    yield Shot("library", coach, f"{base}/measures/library/")
    yield Shot("programme-definitions", admin, f"{base}/programme/definitions/")
    yield Shot("designs", admin, f"{base}/programme/designs/")
    yield Shot("design-frozen", lead, f"{design}/{number}/")
    yield Shot("design-print", lead, f"{design}/{number}/print/", printed=True)
    yield Shot("design-ask", lead, f"{design}/ask/")
