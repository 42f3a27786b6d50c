"""The draft of an article: every number in it, counted again from the rows."""

import io
import re
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from measures import periods
from measures.models import DataPoint
from organisations.queries import team_access
from pdsa.models import Cycle, Prediction
from phases.actions.keeping import keep_version
from phases.actions.start import start_theory
from phases.models import TheoryVersion
from sharing.presenters.squire import draft
from sharing.queries.squire import record_of
from sharing.squire import ITEMS, Draft, markdown
from tests.cast import Cast
from tests.evaluation.builders import UP, measure_with
from tests.sharing.work import finished, stopped

# Two of 24 numbers are missing; of one of them it is said why.
NUMBERS: list[int | None] = [*UP[:5], None, *UP[6:10], None, *UP[11:]]


@pytest.fixture
def told(cast: Cast) -> Draft:
    """The draft of North's project: four tests, a measure with gaps, a theory with a version."""
    project, by = cast.north_project, cast.lead
    measure = measure_with(project, by, NUMBERS, late=1)
    with cast.scope():
        theory = start_theory(project=project, by=by, copy=False)
        keep_version(theory=theory, by=by, name="At the beginning")
        spans = periods.ended("month", measure.starts_on, timezone.localdate())
        owner = {"collaborative_id": project.collaborative_id, "participation": cast.north, "measure": measure}
        DataPoint.objects.create(**owner, period=spans[5], no_data_reason="The system was down", entered_by=by)
    for title, decision in (("alpha", "adopt"), ("beta", "abandon"), ("gamma", "adopt")):
        finished(project, by, title, decision, measures=(measure,) if title == "alpha" else ())
    stopped(project, by, "delta")
    with cast.scope():
        return draft(record_of(team_access(by, cast.north), project, timezone.localdate()))


def said_in(section: Any) -> str:
    """Every word of a section."""
    words: list[str] = []
    for piece in section.pieces:
        words += [str(piece.get(name, "")) for name in ("heading", "text", "title", "sentence")]
        words += piece.get("items", ())
        words += [" ".join(map(str, row)) for row in (piece.get("head", ()), *piece.get("rows", ()))]
    return " ".join(" ".join(words).split())


def test_there_are_eighteen_items_in_their_order(told: Draft) -> None:
    assert [item.number for item in ITEMS] == list(range(1, 19))
    assert [section.item for section in told.sections] == list(ITEMS)
    empty = [section.item.number for section in told.sections if not section.pieces]
    # What was known, ethics and funding are for the writer; of the whole nothing is kept yet.
    assert empty == [4, 12, 14, 17, 18]
    assert told.told == 13


def test_every_number_is_that_of_the_rows(cast: Cast, told: Draft) -> None:
    said = {section.item.number: said_in(section) for section in told.sections}
    with cast.scope():
        cycles = Cycle.objects.filter(project=cast.north_project)
        decided = {code: cycles.filter(decision=code).count() for code in ("adopt", "abandon")}
        begun, ideas = cycles.exclude(do_started_at=None), cycles.values("idea").distinct().count()
        assert f"we began {begun.count()} tests of {ideas} change ideas, in 4 series, and followed 1 measure" in said[2]
        assert f"{decided['adopt']} adopted, {decided['abandon']} abandoned, 1 stopped" in said[2]
        predictions = Prediction.objects.filter(cycle__project=cast.north_project)
        partly = predictions.filter(result="partly").count()
        assert f"{predictions.count()} predictions were written before a test began" in said[9]
        assert f"{partly} partly as predicted" in said[9]
        (version,) = TheoryVersion.objects.all()
        assert f"Version {version.number}, " in said[5]
        points = DataPoint.objects.filter(measure__project=cast.north_project)
        entered = points.exclude(numerator=None).count()
        explained = points.filter(numerator=None).exclude(no_data_reason="").count()
        due = len(NUMBERS) + 1
        assert (entered, explained) == (22, 1)
        missing = due - entered - explained
        assert f"Seen within four weeks {due} {entered} {explained} {missing}" in said[13]
    gaps = next(section for section in told.sections if section.item.number == 13).missing
    assert [one.words for one in gaps] == [f"Seen within four weeks: {missing} months without a number or a reason."]
    assert "alpha: Seen within four weeks" in said[9]
    assert "Seen within four weeks: Run chart, read by the Anhøj rules" in said[11]
    assert "alpha: Harm of alpha" in said[13]
    assert "beta: Otherwise beta" in said[13]
    assert "gamma: Because of gamma" in said[15]
    assert "delta: Stopped because of delta" in said[16]
    assert "Learned from beta" in said[13]


def test_it_says_what_is_missing_and_where_to_add_it(told: Draft) -> None:
    lacks = {section.item.number: section.missing for section in told.sections}
    assert [one.words for one in lacks[3]] == ["Nobody has described the population of focus."]
    assert lacks[3][0].href == "/c/amhe/o/RNN/populations/"
    assert "Seen within four weeks has no written definition." in [one.words for one in lacks[10]]
    assert "No balancing measure tells what else got worse." in [one.words for one in lacks[10]]
    assert [one.words for one in lacks[17]] == ["Nothing says where an adopted idea is carried to."]


def test_the_page_and_both_files_say_the_same(cast: Cast, told: Draft, client: Client) -> None:
    client.force_login(cast.member)
    there = f"/c/amhe/p/{cast.north_project.pk}/squire/"
    html = client.get(there).content.decode()
    words = " ".join(re.sub(r"<[^>]+>", " ", html).split())
    text = client.get(f"{there}draft.md").content.decode()
    read = PdfReader(io.BytesIO(client.get(f"{there}draft.pdf").content))
    paper = " ".join(" ".join(one.extract_text() for one in read.pages).split())
    for said in ("Learned from beta", "Stopped because of delta", "2 adopted, 1 abandoned"):
        assert said in words
        assert said in text
        assert said in paper
    assert html.count('<figure class="app-chart"') == 1
    assert "The record says something for 13 of 18 items" in words
    assert "take out small numbers" in paper
    assert read.metadata is not None
    assert read.metadata.title == told.title


def test_words_do_nothing_in_markdown(told: Draft) -> None:
    section = told.sections[0]
    hostile = {"kind": "text", "heading": "", "text": "# <script> [x](y) | *a*\nsecond"}
    text = markdown(Draft("*T*", (type(section)(section.item, (hostile,)),)), note="n")
    assert "# \\*T\\*" in text
    assert "\\# \\<script> \\[x\\](y) \\| \\*a\\*\n\nsecond" in text


def test_dates_of_tests_stand_in_order(cast: Cast) -> None:
    later = finished(cast.north_project, cast.lead, "later", "adopt", begun=20)
    earlier = finished(cast.north_project, cast.lead, "earlier", "adopt", begun=90)
    with cast.scope():
        record = record_of(team_access(cast.lead, cast.north), cast.north_project, date(2099, 1, 1))
    assert [one.pk for one in record.cycles] == [earlier.pk, later.pk]
