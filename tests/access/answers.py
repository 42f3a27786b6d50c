"""Who the people of the stage are, and the answers that groups of them get."""

from collections.abc import Iterable

TEAM = ("lead", "member", "data_entry", "partner", "sponsor")
NATIONAL = ("admin", "manager")
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
