"""How theories differ, counted once more from the rows alone, by another way than the product's."""

from collections import Counter
from collections.abc import Iterable

from phases.models import ProgrammeLink, ProgrammeNode, ProgrammeTheory, Theory, TheoryLink, TheoryNode


def relations(theory: Theory, programme: ProgrammeTheory) -> dict[str, str]:
    """What became of each box of the programme's, by its key; and "+key" of what was added."""
    original = {row.pk: row for row in ProgrammeNode.objects.filter(theory=programme, removed_at=None)}
    above: dict[int, set[int]] = {}
    for link in ProgrammeLink.objects.filter(parent__theory=programme, removed_at=None):
        above.setdefault(link.child_id, set()).add(link.parent_id)
    (aim,) = [pk for pk, row in original.items() if row.kind == "aim"]
    mine = list(TheoryNode.objects.filter(theory=theory, removed_at=None).select_related("idea"))
    origin = {row.pk: aim if row.kind == "aim" else row.origin_id for row in mine}
    over: dict[int, set[int]] = {}
    for link in TheoryLink.objects.filter(parent__theory=theory, removed_at=None):
        if link.parent_id in origin and link.child_id in origin:
            over.setdefault(link.child_id, set()).add(link.parent_id)
    found = {row.key: "dropped" for row in original.values()}
    for row in mine:
        source = original.get(origin[row.pk] or 0)
        if source is None:
            found[f"+{row.key}"] = "added"
            continue
        text = theory.project.aim if row.kind == "aim" else row.idea.title if row.idea else row.text
        reworded = text.split() != source.text.split()
        moved = {origin[parent] for parent in over.get(row.pk, set())} != above.get(source.pk, set())
        words = " and ".join(word for word, is_so in (("reworded", reworded), ("moved", moved)) if is_so)
        found[source.key] = words or "kept"
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
