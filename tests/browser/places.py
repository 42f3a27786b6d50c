"""Where the demonstration shows each page and state: addresses, and sessions to see them by."""

import json
from dataclasses import dataclass
from pathlib import Path

import psycopg2

from devstack.stack import Stack

_SESSIONS = """
import json
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from collaborative.models import User
made = {}
for user in User.objects.filter(is_active=True):
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = 'allauth.account.auth_backends.AuthenticationBackend'
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    made[user.pk] = session.session_key
print(json.dumps(made))
"""


@dataclass(frozen=True)
class Shot:
    """One page to take: its name in docs/screenshots, whose eyes, where, and whether also as it is printed."""

    name: str
    user_id: int | None
    path: str
    printed: bool = False


def sessions(running: Stack) -> dict[int, str]:
    """A signed-in session of every person, by their id."""
    return {int(pk): key for pk, key in json.loads(running.run(_SESSIONS)).items()}


class Finder:
    """Looks things up as the database's own superuser, whom no policy binds."""

    def __init__(self, running: Stack) -> None:
        name = running.addresses["DATABASE_URL"].rsplit("/", 1)[1]
        self._link = psycopg2.connect(running.addresses["DATABASE_ADMIN_URL"].rsplit("/", 1)[0] + "/" + name)
        self.running = running
        self.slug = "amhe"

    def one(self, query: str, *values: object) -> tuple[int, ...]:
        """The first row; LookupError where the demonstration has nothing like it."""
        with self._link.cursor() as cursor:
            cursor.execute(query, values)
            row = cursor.fetchone()
        if row is None:
            raise LookupError(query)
        return tuple(row)

    def role(self, role: str, participation: int | None = None) -> int:
        """Somebody who holds this role (in this participation)."""
        return self.one(
            "SELECT m.user_id FROM organisations_membership m JOIN collaborative_collaborative c"
            " ON c.id = m.collaborative_id WHERE c.slug = %s AND m.role = %s AND m.ended_at IS NULL"
            " AND (%s::bigint IS NULL OR m.participation_id = %s) ORDER BY m.id LIMIT 1",
            self.slug,
            role,
            participation,
            participation,
        )[0]

    def busy_coach(self) -> int:
        """The coach with the most organisations."""
        return self.one(
            "SELECT a.coach_id FROM organisations_coachassignment a JOIN collaborative_collaborative c"
            " ON c.id = a.collaborative_id WHERE c.slug = %s AND a.ends_on IS NULL"
            " GROUP BY a.coach_id ORDER BY count(*) DESC, a.coach_id LIMIT 1",
            self.slug,
        )[0]

    def idle_coach(self) -> int:
        """A coach without an organisation."""
        return self.one(
            "SELECT m.user_id FROM organisations_membership m JOIN collaborative_collaborative c"
            " ON c.id = m.collaborative_id WHERE c.slug = %s AND m.role = 'coach' AND m.ended_at IS NULL AND NOT EXISTS"
            " (SELECT 1 FROM organisations_coachassignment a WHERE a.coach_id = m.user_id) ORDER BY m.id LIMIT 1",
            self.slug,
        )[0]

    def measure(self, condition: str) -> tuple[int, int]:
        """(measure id, participation id) of the fullest measure for which this holds (m: measure, points: count)."""
        found = self.one(
            "SELECT m.id, m.participation_id FROM measures_measure m JOIN collaborative_collaborative c"
            " ON c.id = m.collaborative_id"
            " LEFT JOIN measures_chart ch ON ch.measure_id = m.id AND ch.line = 'value' AND ch.stratum_id IS NULL"
            " CROSS JOIN LATERAL (SELECT count(*) AS points FROM measures_datapoint d WHERE d.measure_id = m.id) p"
            f" WHERE c.slug = %s AND {condition} ORDER BY points DESC, m.id LIMIT 1",
            self.slug,
        )
        return found[0], found[1]

    def cycle(self, status: str, extra: str = "true") -> tuple[int, int]:
        """(cycle id, participation id) of a test in this status."""
        found = self.one(
            "SELECT t.id, t.participation_id FROM pdsa_cycle t JOIN collaborative_collaborative c"
            f" ON c.id = t.collaborative_id WHERE c.slug = %s AND t.status = %s AND {extra}"
            " ORDER BY t.number DESC, t.id LIMIT 1",
            self.slug,
            status,
        )
        return found[0], found[1]

    def project_of(self, cycle: int) -> int:
        """The project of a test."""
        return self.one("SELECT project_id FROM pdsa_cycle WHERE id = %s", cycle)[0]

    def capture(self, participation: int) -> int:
        """A quick note that waits in this participation."""
        return self.one(
            "SELECT id FROM pdsa_capture WHERE participation_id = %s AND finished_at IS NULL ORDER BY id LIMIT 1",
            participation,
        )[0]

    def plan_besides(self, participation: int) -> int:
        """A plan that another organisation shares."""
        return self.one(
            "SELECT p.id FROM pdsa_sharedplan p JOIN collaborative_collaborative c ON c.id = p.collaborative_id"
            " WHERE c.slug = %s AND p.participation_id <> %s AND p.withdrawn_at IS NULL ORDER BY p.id LIMIT 1",
            self.slug,
            participation,
        )[0]

    def question(self) -> tuple[int, int, int]:
        """(review id, cycle id, participation id) of a coach's question about a test that waits for its answer."""
        found = self.one(
            "SELECT r.id, r.cycle_id, r.participation_id FROM evaluation_review r JOIN collaborative_collaborative c"
            " ON c.id = r.collaborative_id WHERE c.slug = %s AND r.verdict = 'asked' AND r.answered_at IS NULL"
            " AND r.cycle_id IS NOT NULL AND r.made_by_id = %s ORDER BY r.id LIMIT 1",
            self.slug,
            self.busy_coach(),
        )
        return found[0], found[1], found[2]

    def support(self, condition: str) -> tuple[int, int, int]:
        """(request id, participation id, expert's id or 0) of a support for which this holds (g: what was opened)."""
        found = self.one(
            "SELECT r.id, r.participation_id, COALESCE(g.expert_id, 0) FROM coaching_supportrequest r"
            " JOIN collaborative_collaborative c ON c.id = r.collaborative_id"
            " LEFT JOIN organisations_expertassignment g ON g.id = r.assignment_id"
            f" WHERE c.slug = %s AND {condition} ORDER BY r.id LIMIT 1",
            self.slug,
        )
        return found[0], found[1], found[2]

    def blocker(self, state: str) -> tuple[int, int]:
        """(blocker id, participation id) of one in this state, where the most were ever asked about."""
        found = self.one(
            "SELECT b.id, b.participation_id FROM coaching_blocker b JOIN collaborative_collaborative c"
            " ON c.id = b.collaborative_id CROSS JOIN LATERAL (SELECT count(*) AS asked FROM coaching_blockerstep s"
            " WHERE s.participation_id = b.participation_id) n WHERE c.slug = %s AND b.state = %s"
            " ORDER BY n.asked DESC, b.id LIMIT 1",
            self.slug,
            state,
        )
        return found[0], found[1]

    def code(self, participation: int) -> str:
        """The organisation's ODS code."""
        return str(
            self.one(
                "SELECT o.ods_code FROM organisations_participation p JOIN organisations_organisation o"
                " ON o.id = p.organisation_id WHERE p.id = %s",
                participation,
            )[0]
        )

    def project(self, participation: int) -> int:
        return self.one(
            "SELECT id FROM organisations_project WHERE participation_id = %s ORDER BY id LIMIT 1", participation
        )[0]

    def empty_participation(self) -> int:
        """A participation whose team has not begun."""
        return self.one(
            "SELECT p.id FROM organisations_participation p JOIN collaborative_collaborative c"
            " ON c.id = p.collaborative_id WHERE c.slug = %s AND NOT EXISTS"
            " (SELECT 1 FROM organisations_project r WHERE r.participation_id = p.id) ORDER BY p.id LIMIT 1",
            self.slug,
        )[0]

    def chooser(self) -> int:
        """Somebody with places in two collaboratives."""
        return self.one(
            "SELECT user_id FROM organisations_membership WHERE ended_at IS NULL"
            " GROUP BY user_id HAVING count(DISTINCT collaborative_id) > 1 ORDER BY user_id LIMIT 1"
        )[0]


def folder() -> Path:
    """docs/screenshots."""
    return Path(__file__).resolve().parents[2] / "docs" / "screenshots"
