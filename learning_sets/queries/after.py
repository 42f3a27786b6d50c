"""What a set leaves behind: materials, and what people said of the day."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac

from collaborative.models import User
from collaborative.roles import Action
from learning_sets.asking import Tally, question_of, tallies
from learning_sets.models import LearningSet, MaterialKind, SetFeedback, SetMaterial
from learning_sets.queries.sets import settings_of
from organisations.queries import Access, owned

# Below so many answers the national team reads none: of two, each could tell the other's.
FEWEST_ANSWERS = 3


def materials_of(learning_set: LearningSet) -> QuerySet[SetMaterial]:
    """What there is of a set, in the order in which it came, with who agreed to recordings."""
    rows = SetMaterial.objects.filter(
        collaborative_id=learning_set.collaborative_id, learning_set=learning_set, removed_at=None
    )
    return rows.select_related("session", "learning_set").prefetch_related("consents").order_by("added_at", "pk")


def is_shown(row: SetMaterial) -> bool:
    """Whether everybody may open it: a recording only while each of its speakers agrees, and at least one is named."""
    if row.kind != MaterialKind.RECORDING:
        return True
    consents = list(row.consents.all())
    return bool(consents) and all(one.stands for one in consents)


@dataclass(frozen=True)
class Shelf:
    """The materials of a set that this person may open: of the whole set, and of its sessions by id."""

    whole: Sequence[SetMaterial]
    sessions: dict[int, list[SetMaterial]]


def shelf_of(learning_set: LearningSet) -> Shelf:
    """What everybody of the collaborative can open of a set. Two queries."""
    sessions: dict[int, list[SetMaterial]] = defaultdict(list)
    whole = []
    for row in materials_of(learning_set):
        if not is_shown(row):
            continue
        if row.session is None or row.session.removed_at is not None:
            whole.append(row)
        else:
            sessions[row.session.pk].append(row)
    return Shelf(whole, dict(sessions))


def materials_in(access: Access) -> QuerySet[SetMaterial]:
    """Every material of the collaborative's sets, for who runs it."""
    rows = SetMaterial.objects.filter(collaborative=access.collaborative, removed_at=None)
    return rows.select_related("learning_set__collaborative", "session").prefetch_related("consents")


def takes_answers(learning_set: LearningSet) -> bool:
    """Whether people can say at this moment what they thought of a set."""
    begun = learning_set.starts_at <= timezone.now()
    return begun and not learning_set.is_cancelled and bool(learning_set.feedback_key)


def token_of(learning_set: LearningSet, user: User) -> str:
    """What stands for this person in the answers about a set; needs both the product's key and the set's."""
    secret = f"{settings.SECRET_KEY}{learning_set.feedback_key}"
    return salted_hmac(
        "learning_sets.feedback", f"{learning_set.pk}:{user.pk}", secret=secret, algorithm="sha256"
    ).hexdigest()


def said_by(learning_set: LearningSet, user: User) -> dict[str, Any]:
    """What this person answered so far, by the question's key, while answers are taken."""
    if not learning_set.feedback_key:
        return {}
    row = SetFeedback.objects.filter(learning_set=learning_set, token=token_of(learning_set, user)).first()
    return {one["key"]: one["answer"] for one in row.answers} if row else {}


def answers_to(access: Access, learning_set: LearningSet) -> tuple[int, list[Tally]]:
    """How many people answered about a set, and what, question by question, for who runs the collaborative.

    Of fewer than FEWEST_ANSWERS only how many they are.
    """
    rows = owned(SetFeedback, access, Action.RUN_COLLABORATIVE).filter(learning_set=learning_set)
    answers = list(rows.order_by("pk").values_list("answers", flat=True))
    asked = [question_of(one) for one in settings_of(learning_set.collaborative).questions]
    return len(answers), tallies(answers, asked) if len(answers) >= FEWEST_ANSWERS else []
