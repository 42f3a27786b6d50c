"""JSON of many objects, put together a property at a time: what is said is text already, so that no object is made."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from measures.spc.runs import Bools


class Texts:
    """So many JSON objects."""

    def __init__(self, n_objects: int) -> None:
        self._parts: list[list[str]] = [[] for _ in range(n_objects)]

    def add_texts(self, texts: Iterable[str]) -> None:
        """Properties with their names, one text an object."""
        for parts, text in zip(self._parts, texts, strict=True):
            parts.append(text)

    def add(self, properties: Mapping[str, Sequence[str]]) -> None:
        """Properties that all have, by name: their JSON, one text an object."""
        form = ",".join(f'"{name}":%s' for name in properties)
        self.add_texts(form % row for row in zip(*properties.values(), strict=True))

    def add_some(self, name: str, objects: Iterable[int], said: Iterable[str]) -> None:
        """A property that these objects have: its JSON, one text each."""
        for at, text in zip(objects, said, strict=True):
            self._parts[at].append(f'"{name}":{text}')

    def done(self) -> list[str]:
        """The JSON of each object."""
        return ["{" + ",".join(parts) + "}" for parts in self._parts]


def each(column: NDArray[Any], known: Bools | None = None) -> list[str]:
    """The JSON of each number or truth: null where it is not finite, or where it is not known."""
    found = whole(column)[1:-1].split(",") if len(column) else []
    if known is not None and not known.all():
        return [text if there else "null" for text, there in zip(found, known.tolist(), strict=True)]
    return found


def whole(column: NDArray[Any]) -> str:
    """The JSON of a list of numbers, null where one is not finite."""
    return orjson.dumps(np.ascontiguousarray(column), option=orjson.OPT_SERIALIZE_NUMPY).decode()


def every(matrix: NDArray[Any]) -> list[str]:
    """The same of each row of a matrix."""
    return [f"[{row}]" for row in whole(matrix)[2:-2].split("],[")] if len(matrix) else []
