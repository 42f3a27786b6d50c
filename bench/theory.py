"""Speed of a theory of change: its order, its picture and what is wrong with it, beside a bare sort of its boxes."""

import gc
import sys
from collections.abc import Callable
from pathlib import Path
from time import process_time

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from phases.theory import drawing, edits, layout, paper
from phases.theory.diff import compare
from phases.theory.faults import problems
from phases.theory.graph import Link, Node, Theory
from tests.phases.theory_cases import amhe

REPEATS = 5


def seconds(work: Callable[[], object]) -> float:
    """The shortest of a few runs, in time of one core."""
    times = []
    for _ in range(REPEATS):
        gc.collect()
        start = process_time()
        work()
        times.append(process_time() - start)
    return min(times)


def bare_sort(theory: Theory) -> float:
    """The least that ordering boxes can cost: sorting them by their words, a thousand times over."""
    texts = [node.text for node in theory.nodes]
    return seconds(lambda: [sorted(texts) for _ in range(1000)]) / 1000


def large(ideas: int = 220) -> Theory:
    """The example with more ideas, every fifth of them under two drivers: 301 boxes."""
    base = amhe()
    more = [Node(f"x{k}", "idea", f"Further idea number {k}, told in a few more words") for k in range(ideas)]
    links = [Link(f"s{7 * k % 15}", f"x{k}") for k in range(ideas)]
    links += [Link(f"s{(7 * k + 3) % 15}", f"x{k}", "dotted") for k in range(0, ideas, 5)]
    return Theory((*base.nodes, *more), (*base.links, *links))


def main() -> None:
    """Print a line a size of theory."""
    small, middle = amhe(1, 1, 1), amhe(3, 2, 2)
    for name, theory in (("smallest", small), ("middling", middle), ("the example", amhe()), ("large", large())):
        least = bare_sort(theory)
        picture = seconds(lambda theory=theory: drawing.wide(theory))
        parts = {
            "order": seconds(lambda theory=theory: layout.ordered(theory)),
            "wide picture": picture,
            "narrow picture": seconds(lambda theory=theory: drawing.narrow(theory)),
            "A3 page": seconds(lambda theory=theory: paper.printed(theory, "A3")),
            "finding faults": seconds(lambda theory=theory: problems(theory)),
            "an edit": seconds(lambda theory=theory: edits.reword(theory, theory.nodes[-1].id, "Other words")),
            "difference": seconds(lambda theory=theory: compare(theory, theory)),
        }
        told = ", ".join(f"{part} {taken / least:,.0f}x" for part, taken in parts.items())
        print(f"{name}, {len(theory.nodes)} boxes, {len(theory.links)} links: {picture * 1000:.0f} ms for the picture.")
        print(f"    Beside a sort of its texts: {told}")


if __name__ == "__main__":
    main()
