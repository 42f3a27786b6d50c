"""How theories differ, counted once more from the rows alone, by another way than the product's."""

from collections import Counter
from collections.abc import Iterable

from phases.models import ProgrammeNode, ProgrammeTheory, Theory, TheoryLink, TheoryNode


def relations(theory: Theory, programme: ProgrammeTheory) -> dict[str, str]:
    """What became of each box of the programme's, by its key; and "+key" of what was added.

    Held against what each row says that it was when it was copied: what the programme says today plays no part, but for
    which boxes it has.
    """
    today = ProgrammeNode.objects.filter(theory=programme, removed_at=None)
    (aim,) = today.filter(kind="aim")
    mine = list(TheoryNode.objects.filter(theory=theory, removed_at=None).select_related("idea", "origin"))
    there = {row.pk: row.origin.key if row.origin else aim.key if row.kind == "aim" else row.key for row in mine}
    over: dict[int, set[str]] = {}
    for link in TheoryLink.objects.filter(parent__theory=theory, removed_at=None):
        if link.parent_id in there and link.child_id in there:
            over.setdefault(link.child_id, set()).add(there[link.parent_id])
    found = dict.fromkeys(today.values_list("key", flat=True), "dropped")
    for row in mine:
        if row.origin is None and row.kind != "aim":
            found[f"+{row.key}"] = "added"
            continue
        text = theory.project.aim if row.kind == "aim" else row.idea.title if row.idea else row.text
        was = row.copied_text if row.origin else aim.text
        reworded = text.split() != was.split()
        moved = over.get(row.pk, set()) != set(row.copied_under)
        words = " and ".join(word for word, is_so in (("reworded", reworded), ("moved", moved)) if is_so)
        found[there[row.pk]] = words or "kept"
    return found


def counted(found: Iterable[str]) -> list[tuple[str, int]]:
    """The page's numbers: what is both reworded and moved counts in both."""
    many = Counter(found)
    both = many["reworded and moved"]
    return [
        ("Kept as it is", many["kept"]),
        ("Reworded", many["reworded"] + both),
        ("Moved", many["moved"] + both),
        ("Added", many["added"]),
        ("Not used", many["dropped"]),
    ]
