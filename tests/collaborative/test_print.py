"""What the stylesheet leaves out of print is furniture of the screen, never a cell of a table."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def hidden_in_print() -> set[str]:
    """The classes that are hidden in print wherever they stand."""
    style = (ROOT / "static" / "css" / "app.css").read_text()
    printed = style[style.index("@media print") :]
    selectors = [
        part.strip() for found in re.findall(r"([^{}]+)\{ display: none; \}", printed) for part in found.split(",")
    ]
    return {one.removeprefix(".") for one in selectors if re.fullmatch(r"\.[\w-]+", one)}


def test_every_cell_of_a_table_is_printed() -> None:
    hidden = hidden_in_print()
    assert {"app-buttons", "app-filter", "nhsuk-button"} <= hidden
    seen = set()
    for template in (ROOT / "templates").rglob("*.jinja"):
        for classes in re.findall(r'<t[dhr]\b[^>]*?class="([^"]*)"', template.read_text()):
            seen |= set(classes.split())
            assert not hidden & set(classes.split()), f"{template.name}: {classes}"
    assert {"app-number", "app-nowrap"} <= seen
