"""The script that draws charts, in a browser, under the product's Content-Security-Policy."""

import json
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, Page, expect

from measures.charts import figure, static
from tests.measures.chart_cases import FALL, SHAPES, cycle, make_spec

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[2]
HEAD = """<!doctype html><html lang="en"><head><title>Charts</title>
<link rel="stylesheet" href="/static/css/app.css"><link rel="stylesheet" href="/static/css/charts.css">
<link rel="stylesheet" href="/static/vendor/plotly.css" id="plotly.js-style-global" class="no-inline-styles">
<script src="/static/vendor/plotly-basic.min.js" defer></script>
<script src="/static/js/charts.js" type="module"></script></head><body>"""


def figure_of(name: str, drawn: str) -> str:
    spec = make_spec(FALL, target=5.0, marks=(cycle(1, 3, 5, "<b onclick=alert(1)>Text</b>"),), title=name)
    wide, narrow = static.svg(spec, uid=name), static.svg(spec, uid=name, narrow=True)
    drawn = drawn or json.dumps(figure.plotly(spec)).replace("<", "\\u003c")
    return f"""<figure class="app-chart" data-chart id="{name}">
<div class="app-chart__picture app-chart__picture--wide" data-chart-picture>{wide}</div>
<div class="app-chart__picture app-chart__picture--narrow" data-chart-picture>{narrow}</div>
<div data-chart-plot hidden></div><script type="application/json" data-chart-figure>{drawn}</script></figure>"""


class Pages(SimpleHTTPRequestHandler):
    """A page with two good figures, one of them of everything that a chart can hold, and one whose data is broken; and
    the files it asks for."""

    def log_message(self, *_: object) -> None:
        """Nothing: the test reads the browser's own messages."""

    def do_GET(self) -> None:
        if self.path != "/":
            super().do_GET()
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Security-Policy", "default-src 'self'; img-src 'self' data:")
        self.end_headers()
        full = json.dumps(figure.plotly(SHAPES["full"])).replace("<", "\\u003c")
        figures = figure_of("good", "") + figure_of("full", full) + figure_of("broken", "{")
        self.wfile.write(f"{HEAD}{figures}</body></html>".encode())


@pytest.fixture
def address() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Pages, directory=str(ROOT)))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def open_page(browser: Browser, address: str, width: int) -> tuple[Page, list[str]]:
    page = browser.new_page(viewport={"width": width, "height": 900})
    messages: list[str] = []
    page.on("console", lambda message: messages.append(message.text))
    page.on("pageerror", lambda error: messages.append(str(error)))
    page.goto(address)
    return page, messages


def shown(page: Page, selector: str, *visible: bool) -> None:
    """As many as told, each in sight or not."""
    found = page.locator(selector)
    expect(found).to_have_count(len(visible))
    for at, yes in enumerate(visible):
        expect(found.nth(at)).to_be_visible(visible=yes)


def test_with_room_the_chart_is_interactive_and_the_picture_comes_back(browser: Browser, address: str) -> None:
    page, messages = open_page(browser, address, 1280)
    page.wait_for_selector("#good .chart-button")
    shown(page, "#good svg.chart-svg", False, False)
    expect(page.locator("#good [data-chart-plot]")).to_have_attribute("aria-label", "good")
    expect(page.locator("#good .annotation-text").filter(has_text="9 in a row below: better")).to_have_count(1)
    expect(page.get_by_text("Share")).to_have_count(0)
    box = page.locator("#good .points path").nth(20).bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_selector(".hovertext")
    expect(page.locator(".hovertext").first).to_contain_text("Below the median")
    page.wait_for_selector("#full .chart-button")
    expect(page.locator("#full .annotation-text").filter(has_text="Upper limit")).to_have_count(1)
    page.locator("#good").get_by_role("button", name="Show as a picture").click()
    shown(page, "#good svg.chart-svg", True, False)
    page.locator("#good").get_by_role("button", name="Explore this chart").click()
    shown(page, "#good svg.chart-svg", False, False)
    assert [m for m in messages if "favicon" not in m and "404" not in m and "stays a picture" not in m] == []
    page.close()


def test_a_chart_that_cannot_be_drawn_stays_a_picture(browser: Browser, address: str) -> None:
    page, messages = open_page(browser, address, 1280)
    page.wait_for_selector("#good .chart-button")
    shown(page, "#broken svg.chart-svg", True, False)
    expect(page.locator("#broken .chart-button")).to_have_count(0)
    assert len([message for message in messages if "stays a picture" in message]) == 1
    page.close()


def test_paper_and_narrow_screens_have_the_picture(browser: Browser, address: str) -> None:
    page, _ = open_page(browser, address, 1280)
    page.wait_for_selector("#good .chart-button")
    page.emulate_media(media="print")
    shown(page, "#good svg.chart-svg", True, False)
    expect(page.locator("#good .chart-button")).to_be_hidden()
    page.close()
    page, _ = open_page(browser, address, 390)
    page.wait_for_load_state("networkidle")
    shown(page, "#good svg.chart-svg", False, True)
    expect(page.locator(".js-plotly-plot")).to_have_count(0)
    page.close()
