"""A person at a browser: opens pages of the running product and checks each for accessibility and for leaks.

Every journey ends with `check_page`, which holds: no accessibility violation (axe, WCAG 2.2 AA and best practice), no
request to another origin, no script or style the Content-Security-Policy refused, no error in the console, and no
sideways scrolling.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Locator, Page, Response

from tests.password import PASSWORD

AXE = Path(__file__).resolve().parents[2] / "static" / "vendor" / "axe.min.js"
PICTURES = AXE.parents[2] / ".local" / "browser"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDE = {"width": 1280, "height": 900}
NARROW = {"width": 390, "height": 844}
# The browser asks for a missing page by itself, and some tests look for one, or for a form that is refused.
_EXPECTED = re.compile(r"the server responded with a status of (404|409|422)")

# The cookies of who signed in before, by product and address.
_SESSIONS: dict[tuple[str, str], Any] = {}


class Person:
    """Somebody signed in (or not) at a browser window of their own."""

    def __init__(self, browser: Browser, base_url: str, *, javascript: bool = True, narrow: bool = False) -> None:
        self.base_url = base_url
        self.javascript = javascript
        self.context = browser.new_context(
            base_url=base_url,
            locale="en-GB",
            timezone_id="Europe/London",
            reduced_motion="reduce",
            viewport=NARROW if narrow else WIDE,  # type: ignore[arg-type]
            java_script_enabled=javascript,
            has_touch=narrow,
        )
        self.context.set_default_timeout(30_000)
        self.page: Page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", self._listen)
        self.page.on("pageerror", lambda error: self.complaints.append(f"script error: {error}"))
        self.page.on("request", lambda request: self._watch(request.url))

    def _listen(self, message: Any) -> None:
        if message.type == "error" and not _EXPECTED.search(message.text):
            self.complaints.append(f"console: {message.text}")

    def _watch(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme in ("http", "https") and f"{parts.scheme}://{parts.netloc}" != self.base_url:
            self.complaints.append(f"request to another origin: {url}")

    def arrive(self, email: str) -> None:
        """Signed in on the first page; through the sign-in page once, and afterwards by the same session."""
        kept = _SESSIONS.get((self.base_url, email))
        if kept:
            self.context.add_cookies(kept)
            self.page.goto("/")
        else:
            self.sign_in(email)
            _SESSIONS[self.base_url, email] = self.context.cookies()

    def sign_in(self, email: str) -> None:
        """Through the sign-in page, as everyone does."""
        self.page.goto("/accounts/login/")
        self.page.get_by_label("Email", exact=False).fill(email)
        self.page.get_by_label("Password", exact=True).fill(PASSWORD)
        self.page.get_by_role("button", name="Sign in").click()
        self.page.wait_for_url(lambda url: "/accounts/login/" not in url)

    def open(self, path: str) -> int:
        """Go to a path; returns the status."""
        response: Response | None = self.page.goto(path)
        assert response is not None
        return response.status

    def check_page(self) -> None:
        """Hold the page to the baseline (see the module's words)."""
        where = urlsplit(self.page.url).path
        if self.javascript:
            assert violations(self.page) == [], where
            assert self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0, where
        assert self.complaints == [], where

    def section(self, name: str) -> Locator:
        """A landmark or group by its name."""
        return self.page.get_by_role("region", name=name)

    def close(self) -> None:
        self.context.close()


def go(way: Locator) -> None:
    """Press a link or a button and wait for the page it leads to: a click alone is done before that page is there."""
    with way.page.expect_navigation():
        way.click()


def violations(page: Page) -> list[str]:
    """What axe finds on the page, one line a rule with the places."""
    # Evaluated by the browser's debugger, which the page's Content-Security-Policy does not govern.
    page.evaluate(AXE.read_text() + ";undefined")
    # What is in order, and where, is not told: on a large page that takes longer than finding what is not.
    found = page.evaluate(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})", TAGS
    )
    return [
        f"{rule['id']}: {rule['help']} at {'; '.join(' '.join(map(str, node['target'])) for node in rule['nodes'][:5])}"
        for rule in found["violations"]
    ]


@contextmanager
def person(browser: Browser, base_url: str, email: str = "", **options: bool) -> Iterator[Person]:
    """Somebody at a window of their own, signed in when an address is given; the window is closed afterwards."""
    somebody = Person(browser, base_url, **options)
    try:
        if email:
            somebody.arrive(email)
        yield somebody
    except BaseException:
        # What was on the screen says more than a time-out does.
        PICTURES.mkdir(parents=True, exist_ok=True)
        somebody.page.screenshot(path=PICTURES / "failure.png", full_page=True)
        print(f"at {somebody.page.url}; complaints: {somebody.complaints}")  # noqa: T201
        raise
    finally:
        somebody.close()
