"""What each role may do: the role x action table, as data.

Row-level security decides which rows a person can reach; this table decides which verbs they may use on them.
Neither trusts the other.
"""

from enum import StrEnum


class Role(StrEnum):
    """The hats a person can wear. One person can wear several."""

    NATIONAL_ADMIN = "national_admin"
    PROGRAMME_MANAGER = "programme_manager"
    FINANCE = "finance"
    COACH = "coach"
    EXPERT = "expert"
    EDITOR = "editor"
    LEAD = "lead"
    MEMBER = "member"
    DATA_ENTRY = "data_entry"
    PARTNER = "partner"
    SPONSOR = "sponsor"


class Action(StrEnum):
    """The verbs a page or a button asks for."""

    SEE_WORK = "see_work"
    EDIT_PROJECT = "edit_project"
    EDIT_THEORY = "edit_theory"
    LEAD_GATHERING = "lead_gathering"
    TAKE_PART = "take_part"
    DESCRIBE_POPULATION = "describe_population"
    PLAN_JOURNEY = "plan_journey"
    REVIEW_GATE = "review_gate"
    RECORD_INVOLVEMENT = "record_involvement"
    SAY_AS_PARTNER = "say_as_partner"
    ANSWER_PARTNERS = "answer_partners"
    ASK_FOR_SIGNATURES = "ask_for_signatures"
    SIGN_DESIGN = "sign_design"
    COMMENT_ON_DESIGN = "comment_on_design"
    REVIEW_WORK = "review_work"
    ANSWER_REVIEW = "answer_review"
    ANSWER_COMMENT = "answer_comment"
    COACH = "coach"
    SEE_READINESS = "see_readiness"
    ASK_FOR_SUPPORT = "ask_for_support"
    GIVE_SUPPORT = "give_support"
    FOLLOW_UP = "follow_up"
    SCORE_OWN = "score_own"
    RAISE_BLOCKER = "raise_blocker"
    SEE_TO_BLOCKER = "see_to_blocker"
    ANSWER_BLOCKER = "answer_blocker"
    DEFINE_MEASURE = "define_measure"
    ENTER_DATA = "enter_data"
    LOG_CYCLE = "log_cycle"
    SEE_PEOPLE = "see_people"
    INVITE = "invite"
    SEE_HISTORY = "see_history"
    SEE_CASELOAD = "see_caseload"
    RUN_COLLABORATIVE = "run_collaborative"
    SEE_TO_JOINING = "see_to_joining"
    SEE_FEES = "see_fees"
    EDIT_FEES = "edit_fees"
    BOOK_SET = "book_set"
    PUBLISH = "publish"
    COMPOSE = "compose"
    DISCUSS = "discuss"
    MODERATE = "moderate"


ROLE_LABELS: dict[Role, str] = {
    Role.NATIONAL_ADMIN: "National administrator",
    Role.PROGRAMME_MANAGER: "Programme manager",
    Role.FINANCE: "Finance",
    Role.COACH: "QI coach",
    Role.EXPERT: "Expert adviser",
    Role.EDITOR: "Communications editor",
    Role.LEAD: "Project lead",
    Role.MEMBER: "Project team member",
    Role.DATA_ENTRY: "Data entry",
    Role.PARTNER: "Coproduction partner",
    Role.SPONSOR: "Executive sponsor",
}

NATIONAL_ROLES = frozenset({Role.NATIONAL_ADMIN, Role.PROGRAMME_MANAGER, Role.FINANCE})
# People of the whole collaborative with whom organisations are shared one by one, while that is agreed (an editor with
# none at all).
OUTSIDE_ROLES = frozenset({Role.COACH, Role.EXPERT, Role.EDITOR})
TEAM_ROLES = frozenset({Role.LEAD, Role.MEMBER, Role.DATA_ENTRY, Role.PARTNER, Role.SPONSOR})

_FEES = frozenset({Action.SEE_FEES, Action.EDIT_FEES})
_NATIONAL = _FEES | {
    Action.SEE_PEOPLE,
    Action.INVITE,
    Action.SEE_HISTORY,
    Action.RUN_COLLABORATIVE,
    Action.COMPOSE,
    Action.DISCUSS,
}
_TEAM = frozenset(
    {
        Action.SEE_WORK,
        Action.SEE_PEOPLE,
        Action.SEE_READINESS,
        Action.TAKE_PART,
        Action.FOLLOW_UP,
        Action.RAISE_BLOCKER,
        Action.BOOK_SET,
        Action.DISCUSS,
    }
)

# The national team runs the collaborative but does not read an organisation's true values: those leave the
# organisation only through the disclosure control.
ALLOWED: dict[Role, frozenset[Action]] = {
    Role.NATIONAL_ADMIN: _NATIONAL,
    Role.PROGRAMME_MANAGER: _NATIONAL,
    Role.FINANCE: _FEES,
    Role.COACH: frozenset(
        {
            Action.SEE_WORK,
            Action.SEE_PEOPLE,
            Action.SEE_CASELOAD,
            Action.REVIEW_GATE,
            Action.SEE_TO_JOINING,
            Action.COMMENT_ON_DESIGN,
            Action.REVIEW_WORK,
            Action.COACH,
            Action.SEE_READINESS,
            Action.ASK_FOR_SUPPORT,
            Action.FOLLOW_UP,
            Action.DISCUSS,
            Action.MODERATE,
        }
    ),
    # Writes what is told to everybody, of what was published: reads no organisation's work.
    Role.EDITOR: frozenset({Action.COMPOSE, Action.DISCUSS}),
    # Reads, says what came of the support, and nothing else.
    Role.EXPERT: frozenset({Action.SEE_WORK, Action.GIVE_SUPPORT}),
    Role.LEAD: _TEAM
    | {
        Action.EDIT_PROJECT,
        Action.EDIT_THEORY,
        Action.LEAD_GATHERING,
        Action.DESCRIBE_POPULATION,
        Action.PLAN_JOURNEY,
        Action.RECORD_INVOLVEMENT,
        Action.ANSWER_PARTNERS,
        Action.ASK_FOR_SIGNATURES,
        Action.SIGN_DESIGN,
        Action.ANSWER_COMMENT,
        Action.ANSWER_REVIEW,
        Action.SCORE_OWN,
        Action.SEE_TO_BLOCKER,
        Action.DEFINE_MEASURE,
        Action.ENTER_DATA,
        Action.LOG_CYCLE,
        Action.ASK_FOR_SUPPORT,
        Action.PUBLISH,
        Action.MODERATE,
        Action.INVITE,
        Action.SEE_HISTORY,
        Action.SEE_TO_JOINING,
        Action.SEE_FEES,
    },
    Role.MEMBER: _TEAM
    | {
        Action.EDIT_THEORY,
        Action.LEAD_GATHERING,
        Action.DESCRIBE_POPULATION,
        Action.PLAN_JOURNEY,
        Action.RECORD_INVOLVEMENT,
        Action.ANSWER_COMMENT,
        Action.ANSWER_REVIEW,
        Action.SCORE_OWN,
        Action.SEE_TO_BLOCKER,
        Action.DEFINE_MEASURE,
        Action.ENTER_DATA,
        Action.LOG_CYCLE,
        Action.ASK_FOR_SUPPORT,
        Action.PUBLISH,
        Action.SEE_TO_JOINING,
    },
    Role.DATA_ENTRY: _TEAM | {Action.ENTER_DATA, Action.ANSWER_REVIEW, Action.SEE_TO_BLOCKER},
    Role.PARTNER: _TEAM
    | {
        Action.EDIT_THEORY,
        Action.DESCRIBE_POPULATION,
        Action.RECORD_INVOLVEMENT,
        Action.SAY_AS_PARTNER,
        Action.SIGN_DESIGN,
        Action.ANSWER_COMMENT,
        Action.ANSWER_REVIEW,
        Action.SEE_TO_BLOCKER,
        Action.LOG_CYCLE,
        Action.ASK_FOR_SUPPORT,
    },
    Role.SPONSOR: _TEAM | {Action.SEE_FEES, Action.SIGN_DESIGN, Action.ANSWER_BLOCKER},
}


def may(roles: frozenset[Role], action: Action) -> bool:
    """True where any of the roles allows the action."""
    return any(action in ALLOWED[role] for role in roles)
