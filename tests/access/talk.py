"""What people ask each other, what teams commit to and calendars: who opens which page, and what stands in them."""

from typing import Any

from django.db.models import Model

from collaborative.models import User
from learning_sets.actions.feeds import make_feed
from learning_sets.models import Commitment
from organisations.models import Participation
from pdsa.models import Cycle
from sharing.models import Post, Thread
from tests.access.answers import (
    AMHE,
    NATIONAL,
    NORTH,
    READS,
    SIGNED_IN,
    TESTS,
    Answers,
    button,
    form,
    only,
    open_to_all,
    safe,
)
from tests.tenancy.rows import Rows
from tests.tenancy.set_rows import commitment

# Who asks and answers somewhere in the collaborative.
TALKS = (*NORTH, "other_coach", "south_lead", *NATIONAL)
MODERATES = ("lead", "coach")

TALK: dict[str, dict[str, Answers]] = {
    "calendar": {"GET": only(SIGNED_IN), "POST": only(SIGNED_IN, 302)},
    "calendar-feed": {"GET": open_to_all(200)["GET"], "POST": open_to_all(405)["POST"]},
    **dict.fromkeys(("set-file", "set-since", "commitments"), safe(AMHE)),
    "commit": form((*TESTS, "south_lead")),
    "commitment": {"GET": only(AMHE), "POST": only(TESTS, 422)},
    "commitment-edit": form(TESTS),
    "talk": safe(TALKS),
    "talk-about": safe(READS),
    "talk-ask": form(READS),
    "thread": form(READS),
    **dict.fromkeys(("thread-edit", "answer-edit"), form(("lead",))),
    **dict.fromkeys(("thread-report", "answer-report"), form(READS)),
    **dict.fromkeys(("thread-hide", "answer-hide"), form(MODERATES)),
    **dict.fromkeys(("thread-close", "answer-helped"), button(MODERATES)),
}

# As tests.access.stage.KINDS.
TALK_KINDS = {"/commitments/<": "commitment", "/talk/<": "thread", "/talk/answers/<": "answer"}


def talk_ids(rows: Rows, participation: Participation, lead: User) -> dict[str, Any]:
    """What the addresses name: a question with its answer, the one commitment of the collaborative, a calendar."""
    found = Commitment.objects.filter(collaborative_id=participation.collaborative_id).first()
    row = found or commitment(participation, lead)
    return question_about(rows[Cycle], participation, lead) | {"commitment": row.pk, "feed": make_feed(by=lead)}


def question_about(cycle: Model, participation: Participation, by: User) -> dict[str, Any]:
    """A question about a test with an answer, both among the organisation's own people and in its canary's words."""
    words = str(cycle)
    said: dict[str, Any] = {"collaborative_id": participation.collaborative_id, "participation": participation}
    said |= {"said_by": by, "words": words}
    thread = Thread.objects.create(**said, about="test", about_key=cycle.pk, about_name=words, title=words)
    return {"thread": thread.pk, "answer": Post.objects.create(**said, thread=thread).pk}
