"""What a strict Content-Security-Policy asks of every template and script."""

import re
from pathlib import Path

import pytest

from tests.architecture.sources import files, named

# A data block is not run, so it may stand in the page; everything run comes from a file.
INLINE = re.compile(
    r"""<style\b
    |<script\b(?![^>]*\bsrc=)(?![^>]*type="application/json")
    |<[^<>]*\sstyle=
    |<[^<>]*\son[a-z]+=
    |javascript:
    |\shx-on
    """,
    re.IGNORECASE | re.VERBOSE,
)
# Another origin in something the browser loads; a link is only followed.
LOADED = re.compile(
    r"""<(?:script|img|iframe|source|object|embed)\b[^>]*(?:src|data)=["']?(?:https?:)?//|<link\b[^>]*href=["']?(?:https?:)?//"""
)
RUN = re.compile(r"\beval\(|new Function\(|document\.write|set(?:Timeout|Interval)\(\s*[\"'`]|\.outerHTML\s*=")
MARKUP = re.compile(r"\.innerHTML\s*=|insertAdjacentHTML|createContextualFragment|DOMParser|setHTMLUnsafe")

# Where ready-made markup is put into a page unescaped, and who made it.
TRUSTED = {
    # Pictures drawn by measures.charts.static, which escapes every word.
    "templates/components/chart.jinja",
    "templates/collaborative/front.jinja",
    "templates/evaluation/_caseload_row.jinja",
    "templates/evaluation/_project_card.jinja",
    "templates/evaluation/_review_item.jinja",
    "templates/evaluation/project.jinja",
    "templates/evaluation/sponsor.jinja",
    "templates/measures/_groups.jinja",
    "templates/measures/enter.jinja",
    "templates/measures/events.jinja",
    "templates/measures/measures.jinja",
    "templates/phases/_editor.jinja",
    "templates/phases/_picture.jinja",
    # Drawn by coaching.presenters.scores with the same escaping.
    "templates/coaching/progress.jinja",
    # Drawn by coaching.presenters.sustaining with the same escaping.
    "templates/coaching/_sustain_result.jinja",
    "templates/coaching/sustaining.jinja",
    # Drawn by phases.presenters.journey with the same escaping.
    "templates/phases/timeline.jinja",
    # Drawn by pdsa.ramp with the same escaping.
    "templates/pdsa/_ramp.jinja",
    # Frozen when they were published, from the same renderers, and looked at for anything but shapes and words.
    "templates/sharing/_pieces.jinja",
    # The theory's picture, drawn by phases.presenters.pictures with the same escaping.
    "templates/sharing/squire.jinja",
    "templates/sharing/_newsletter_card.jinja",
    # Plain text: there is no markup to be escaped from.
    "templates/mail/newsletter_plain.jinja",
    # Constant attributes.
    "templates/components/data_table.jinja",
    "templates/layouts/base.jinja",
}
# Scripts that put markup into the page, and where it comes from.
SCRIPTS_WITH_MARKUP: dict[str, str] = {
    "static/js/entry.js": "the chart's picture, drawn by our own server in the answer to a saved row",
    "static/js/theory.js": "the editor's own part of the page, drawn by our own server in the answer to an edit",
}


def templates() -> list[str]:
    return [named(path) for path in files(".jinja", ".html") if "templates" in path.parts]


def test_there_are_templates_and_scripts() -> None:
    assert len(templates()) > 50
    assert len(files(".js")) >= 3


@pytest.mark.parametrize("pattern", [INLINE, LOADED], ids=["inline", "other origin"])
def test_no_template_breaks_the_policy(pattern: re.Pattern[str]) -> None:
    found = [
        f"{named(path)}: {match[0].strip()}"
        for path in files(".jinja", ".html")
        if "templates" in path.parts and not _is_mail(pattern, path) and (match := pattern.search(path.read_text()))
    ]
    assert found == []


def _is_mail(pattern: re.Pattern[str], path: Path) -> bool:
    """A mail's styles stand in its tags, because mail programs leave out all others; the policy of pages is not its."""
    return pattern is INLINE and "mail" in path.parts


@pytest.mark.parametrize(
    "markup",
    [
        '<p style="color: red">',
        "<style>p {}</style>",
        "<script>alert(1)</script>",
        '<button onclick="go()">',
        '<a href="javascript:go()">',
        '<div hx-on:click="go()">',
    ],
)
def test_the_search_finds_what_it_is_for(markup: str) -> None:
    assert INLINE.search(markup)


def test_what_is_allowed_is_not_found() -> None:
    for markup in ('<script src="{{ x }}"></script>', '<script type="application/json" id="a">', '<p class="style">'):
        assert not INLINE.search(markup)


def test_markup_is_trusted_only_where_we_made_it() -> None:
    unescaped = re.compile(r"\|\s*safe\b|autoescape\s+false")
    found = {named(path) for path in files(".jinja", ".html") if unescaped.search(path.read_text())}
    assert found == TRUSTED


def test_scripts_run_no_text_and_insert_no_markup_of_strangers() -> None:
    for path in files(".js"):
        text = path.read_text()
        assert not RUN.search(text), named(path)
        assert bool(MARKUP.search(text)) <= (named(path) in SCRIPTS_WITH_MARKUP), named(path)
    there = {named(path) for path in files(".js")}
    assert set(SCRIPTS_WITH_MARKUP) <= there


def test_styles_load_nothing_from_elsewhere() -> None:
    elsewhere = re.compile(r"@import|url\(\s*[\"']?(?:https?:)?//")
    assert [named(path) for path in files(".css") if elsewhere.search(path.read_text())] == []
