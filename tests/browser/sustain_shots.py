"""Pictures of the scale-up, of whether changes last, and of what teams learnt."""

from collections.abc import Iterator

from tests.browser.places import Finder, Shot


def sustain_pages(find: Finder) -> Iterator[Shot]:
    base = f"/c/{find.slug}"
    spread, cycle, place, project = find.one(
        "SELECT s.id, s.cycle_id, s.participation_id, t.project_id FROM pdsa_spread s JOIN pdsa_cycle t"
        " ON t.id = s.cycle_id JOIN collaborative_collaborative c ON c.id = s.collaborative_id WHERE c.slug = %s"
        " ORDER BY s.started_on IS NULL, s.id LIMIT 1",
        find.slug,
    )
    lead = find.role("lead", place)
    yield Shot("scale-up", lead, f"{base}/p/{project}/tests/spread/", printed=True)
    yield Shot("scale-up-place", lead, f"{base}/t/spread/{spread}/")
    yield Shot("test-adopted", lead, f"{base}/t/{cycle}/")
    held, place, project = find.one(
        "SELECT r.id, r.participation_id, r.project_id FROM coaching_sustainround r JOIN collaborative_collaborative c"
        " ON c.id = r.collaborative_id WHERE c.slug = %s AND r.closed_at IS NULL ORDER BY r.id LIMIT 1",
        find.slug,
    )
    lead, coach = find.role("lead", place), find.busy_coach()
    yield Shot("sustaining", lead, f"{base}/p/{project}/sustaining/", printed=True)
    yield Shot("sustaining-asked", lead, f"{base}/sustaining/asked/{held}/")
    yield Shot("sustaining-answer", lead, f"{base}/sustaining/asked/{held}/answer/")
    yield Shot("sustaining-plan-new", lead, f"{base}/p/{project}/sustaining/plan/new/")
    item, lesson = find.one(
        "SELECT i.id, l.id FROM coaching_sustainitem i JOIN coaching_learning l ON l.project_id = i.project_id"
        " WHERE i.project_id = %s ORDER BY i.id, l.id LIMIT 1",
        project,
    )
    yield Shot("sustaining-plan-item", lead, f"{base}/sustaining/plan/{item}/")
    yield Shot("learning", lead, f"{base}/sustaining/learning/{lesson}/")
    yield Shot("learning-found", coach, f"{base}/programme/learning/")
    yield Shot("sustainability-factors", find.role("national_admin"), f"{base}/programme/sustaining/")
