"""Invented people: a name, an address nobody has, and a telephone number from the range kept for drama."""

from collections.abc import Iterator
from itertools import product

# Both lists are walked in step from different places, so that names repeat only after all pairs are used.
_GIVEN = (
    *("Amara", "Daniel", "Priya", "Tom", "Zainab", "Owen", "Grace", "Kofi", "Hannah", "Imran", "Rosa", "Callum"),
    *("Nadia", "Joseph", "Mei", "Siobhan", "Tariq", "Elena", "Marcus", "Farah", "Lewis", "Anjali", "Patrick", "Chidi"),
    *("Ruth", "Samuel", "Leila", "George", "Yasmin", "Dylan", "Beatrice", "Omar", "Helen", "Viktor", "Nia", "Jamal"),
)
_FAMILY = (
    *("Okafor", "Hughes", "Patel", "Bennett", "Hussain", "Morgan", "Adeyemi", "Mensah", "Clarke", "Malik", "Silva"),
    *("Fraser", "Rahman", "Walsh", "Chen", "Doyle", "Mahmood", "Rossi", "Campbell", "Begum", "Foster", "Iyer", "Byrne"),
    *("Eze", "Goldberg", "Nkosi", "Farouk", "Ellis", "Haddad", "Pritchard", "Owusu", "Siddiqui", "Turner", "Novak"),
    *("Parry", "Baptiste", "Lowe"),
)


def people() -> Iterator[tuple[str, str, str]]:
    """Name, e-mail address and telephone number, always in the same order, never twice."""
    taken = set()
    for turn, at in product(range(len(_FAMILY)), range(len(_GIVEN))):
        given, family = _GIVEN[at], _FAMILY[(at + turn) % len(_FAMILY)]
        email = f"{given}.{family}@demo.example".lower()
        if email not in taken:
            taken.add(email)
            yield f"{given} {family}", email, f"020 7946 0{len(taken) % 1000:03}"
