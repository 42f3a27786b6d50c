"""What may become of an expression of interest. Pure: states and moves by name."""

NEW, CONFIRMED, IN_REVIEW = "new", "confirmed", "in_review"
ACCEPTED, DECLINED, WITHDRAWN = "accepted", "declined", "withdrawn"

# From each state, the states that may come next. An address that was never confirmed reaches nobody, so only its
# owner can move it on.
MOVES: dict[str, frozenset[str]] = {
    NEW: frozenset({CONFIRMED}),
    CONFIRMED: frozenset({IN_REVIEW, ACCEPTED, DECLINED, WITHDRAWN}),
    IN_REVIEW: frozenset({ACCEPTED, DECLINED, WITHDRAWN}),
    ACCEPTED: frozenset(),
    DECLINED: frozenset({IN_REVIEW}),
    WITHDRAWN: frozenset({IN_REVIEW}),
}


def may_become(before: str, after: str) -> bool:
    """Whether an expression of interest may go from one state to the other."""
    return after in MOVES[before]
