"""With how many decimals the numbers of a chart are shown."""

import pytest

from measures.presenters.charts import decimals_of
from tests.measures.chart_cases import make_spec


@pytest.mark.parametrize(
    ("kind", "values", "target", "decimals"),
    [
        ("percentage", [], None, 0),
        ("percentage", [None, 0.0], None, 0),
        ("percentage", [40.0, None, 55.0], 60.0, 0),
        ("percentage", [100 / 3, 50.0], None, 1),
        ("percentage", [40.0, 55.0], 62.5, 1),
        ("percentage", [100 / 3], 0.25, 2),
        ("rate", [0.03, 0.04], None, 3),
        ("rate", [12.3, 0.03], None, 2),
        ("rate", [0.9, 0.41], None, 2),
        ("rate", [0.0004], None, 3),
        ("count", [3.0, 1204.0], None, 0),
        ("count", [2.5, 3.0], None, 1),
        ("value", [0.25, 0.5], None, 2),
        ("value", [-0.125, 4.0], None, 3),
        ("value", [12.5, 13.0], None, 1),
        ("value", [12.3333, 13.0], None, 2),
        ("value", [4.0, 5.0], 4.25, 2),
    ],
)
def test_decimals(kind: str, values: list[float | None], target: float | None, decimals: int) -> None:
    assert decimals_of(kind, values, target) == decimals


@pytest.mark.parametrize(("kind", "value", "shown"), [("value", 0.25, "0.25"), ("rate", 0.03, "0.030")])
def test_a_small_number_does_not_read_as_nothing(kind: str, value: float, shown: str) -> None:
    spec = make_spec([value], unit="", decimals=decimals_of(kind, [value], None))
    assert spec.number(value) == shown
