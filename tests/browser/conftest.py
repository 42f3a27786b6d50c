"""A running product with its cast, and a browser."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, expect, sync_playwright

from devstack.stack import Stack, stack
from tests.browser.mailbox import Mailbox, mail_server

# What the browser would prepare beside each window and nobody here sees: pages for the address bar, each as costly as
# the page that is looked at. All but the last line is what Playwright itself turns
# off: its list gives way to ours.
_WITHOUT = [
    *("AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades", "LensOverlay"),
    *("HttpsFirstBalancedModeAutoEnable", "MediaRouter", "PaintHolding", "ThirdPartyStoragePartitioning"),
    *("OptimizationHints", "NetworkTimeServiceQuerying", "AimEnabled", "PreconnectToSearch"),
    *("WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "WebUIOmniboxFullPopup"),
]
_FLAGS = [
    f"--disable-features={','.join(_WITHOUT)}",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]


def launch(playwright: Playwright) -> Browser:
    """The system's Chromium, headless and quiet."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    return playwright.chromium.launch(executable_path=found, args=_FLAGS)


@pytest.fixture(scope="package")
def mailbox() -> Iterator[Mailbox]:
    """What the product sends by mail."""
    with mail_server() as kept, pytest.MonkeyPatch.context() as patch:
        for name, value in {"HOST": "127.0.0.1", "PORT": str(kept.port), "USE_TLS": "0"}.items():
            patch.setenv(f"EMAIL_{name}", value)
        yield kept


@pytest.fixture(scope="package")
def product(mailbox: Mailbox, prepared: Path) -> Iterator[Stack]:
    """Web, worker, beat, PostgreSQL and Redis, with the cast of tests/cast.py and nothing else."""
    with stack(demo=True, like=prepared) as running:
        running.run("from tests.browser.people import make_people; make_people()")
        yield running


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    # A slow machine with other tests at work takes longer than the five seconds it comes with.
    expect.set_options(timeout=30_000)
    # Gone after the last browser test: while its event loop runs, Django takes every other test for asynchronous code.
    with sync_playwright() as playwright:
        started = launch(playwright)
        yield started
        started.close()
