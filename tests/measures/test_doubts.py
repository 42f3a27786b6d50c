"""A number far from what was entered before is asked about, in the grid, by its script and before an import."""

import json
import re
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from measures.models import DataPoint, Measure
from tests.cast import Cast
from tests.measures.stage import north_measure, store
from tests.measures.test_pages_entry import enter_url, row_url, stored, values_of
from tests.measures.test_pages_measure import words

YEAR = tuple(date(2025, month, 1) for month in range(1, 13))
OCT, NOV = YEAR[9], YEAR[10]
COUNTS = (14, 12, 9, 21, 15, 13, 17, 11, 16)
QUESTION = "1,200 is far from what has been entered before (usually 11 to 17). Save it if it is right."


@pytest.fixture
def lead(cast: Cast, client: Client) -> Client:
    client.force_login(cast.lead)
    return client


@pytest.fixture
def complaints(cast: Cast) -> Measure:
    """Nine months of around fourteen complaints."""
    measure = north_measure(cast, kind="count", denominator_label="", name="Complaints")
    store(cast, measure, {month: (n, None) for month, n in zip(YEAR, COUNTS, strict=False)})
    return measure


def boxes(answer: Any) -> dict[str, str]:
    """What a browser sends: of the ticks only those that are ticked."""
    html = answer.content.decode()
    ticked = set(re.findall(r'name="(right-[^"]+)"[^>]*checked', html))
    return {name: text for name, text in values_of(answer).items() if not name.startswith("right-") or name in ticked}


def tick(answer: Any, period: date) -> dict[str, str]:
    return {f"right-{period}": values_of(answer)[f"right-{period}"]}


def test_the_form_comes_back_with_a_question_and_all_that_was_typed(
    cast: Cast, lead: Client, complaints: Measure
) -> None:
    before = stored(cast, complaints)
    sent = boxes(lead.get(enter_url(complaints, "?from=2025-01-01")))
    sent |= {f"n-{OCT}-0": "1,200", f"n-{NOV}-0": "12"}
    answer = lead.post(enter_url(complaints), sent)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert re.findall(r'<a href="#(n-[^"]*)">\s*(.*?)\s*</a>', html) == [(f"n-{OCT}-0", f"Oct 2025: {QUESTION}")]
    assert f'id="n-{OCT}-0-error">{QUESTION}<' in html
    assert len(re.findall(r"<tr[^>]*data-right>", html)) == 1
    (right,) = re.findall(rf'<input[^>]*id="right-{OCT}"[^>]*>\s*(<label.*?</label>)', html)
    assert re.sub("<[^>]+>", "", right) == "1,200 is right for Oct 2025"
    assert re.findall(r'<input[^>]*type="checkbox"[^>]*aria-describedby="([^"]+)"', html) == [f"n-{OCT}-0-error"]
    kept = boxes(answer)
    assert (kept[f"n-{OCT}-0"], kept[f"n-{NOV}-0"]) == ("1,200", "12")
    assert stored(cast, complaints) == before
    # Sent again without the tick it is asked again; with it, it is saved.
    assert lead.post(enter_url(complaints), kept).status_code == 422
    assert lead.post(enter_url(complaints), kept | tick(answer, OCT)).status_code == 302
    assert stored(cast, complaints) == before | {(OCT, None): (1200, None, ""), (NOV, None): (12, None, "")}


def test_a_tick_stands_for_the_numbers_it_was_given_for(cast: Cast, lead: Client, complaints: Measure) -> None:
    sent = boxes(lead.get(enter_url(complaints, "?from=2025-01-01"))) | {f"n-{OCT}-0": "1200"}
    answer = lead.post(enter_url(complaints), sent)
    ticked = tick(answer, OCT)
    again = lead.post(enter_url(complaints), sent | ticked | {f"n-{OCT}-0": "12000"})
    assert again.status_code == 422
    assert "12,000 is far from what has been entered before" in again.content.decode()
    # A mistake elsewhere does not lose the tick.
    back = lead.post(enter_url(complaints), sent | ticked | {f"n-{NOV}-0": "many"})
    assert (back.status_code, boxes(back)[f"right-{OCT}"]) == (422, ticked[f"right-{OCT}"])
    assert lead.post(enter_url(complaints), boxes(back) | {f"n-{NOV}-0": "14"}).status_code == 302
    assert stored(cast, complaints)[OCT, None] == (1200, None, "")


def test_a_row_asks_in_the_same_words_and_saves_what_is_right(cast: Cast, lead: Client, complaints: Measure) -> None:
    row = {"row": str(OCT), f"n-{OCT}-0": "1200", f"was-{OCT}-0": "||"}
    answer = lead.post(row_url(complaints), row)
    said = json.loads(answer.content)
    assert answer.status_code == 422
    assert said["cells"][0]["errors"] == {"n": QUESTION}
    assert said["right"] == {
        "asked": f"{OCT}-0=1200||",
        "ticked": False,
        "words": "1,200 is right",
        "about": f"n-{OCT}-0-error",
    }
    answer = lead.post(row_url(complaints), row | {f"right-{OCT}": said["right"]["asked"]})
    assert (answer.status_code, json.loads(answer.content)["right"]["asked"]) == (200, "")
    assert stored(cast, complaints)[OCT, None] == (1200, None, "")


def test_a_tick_for_what_is_no_number_is_answered_like_any_mistake(lead: Client, complaints: Measure) -> None:
    row = {"row": str(OCT), f"n-{OCT}-0": "many", f"was-{OCT}-0": "||", f"right-{OCT}": f"{OCT}-0=many||"}
    answer = lead.post(row_url(complaints), row)
    assert answer.status_code == 422
    assert json.loads(answer.content)["cells"][0]["errors"] == {"n": "‘many’ is not a number."}


def test_a_number_among_the_others_is_not_asked_about(cast: Cast, lead: Client, complaints: Measure) -> None:
    for number in ("0", "30", "14"):
        with cast.scope():
            DataPoint.objects.filter(measure=complaints, period=OCT).delete()
        row = {"row": str(OCT), f"n-{OCT}-0": number, f"was-{OCT}-0": "||"}
        assert (number, lead.post(row_url(complaints), row).status_code) == (number, 422 if number == "0" else 200)


def test_a_correction_is_asked_about_along_with_its_reason(cast: Cast, lead: Client) -> None:
    measure = north_measure(cast, kind="count", denominator_label="")
    store(cast, measure, {month: (n, None) for month, n in zip(YEAR, COUNTS, strict=False)}, by=cast.member)
    row = {"row": str(YEAR[0]), f"n-{YEAR[0]}-0": "140", f"was-{YEAR[0]}-0": "14||"}
    said = json.loads(lead.post(row_url(measure), row).content)
    assert (said["why"]["asked"], said["right"]["ticked"]) == (True, False)
    ticked = row | {f"right-{YEAR[0]}": said["right"]["asked"]}
    said = json.loads(lead.post(row_url(measure), ticked).content)
    assert (said["why"]["asked"], said["right"]["ticked"]) == (True, True)
    assert lead.post(row_url(measure), ticked | {f"why-{YEAR[0]}": "Counted again"}).status_code == 200
    assert stored(cast, measure)[YEAR[0], None] == (140, None, "")


@pytest.mark.parametrize(
    ("numerator", "denominator", "box", "question"),
    [
        ("7", "100", "n", "7 out of 100 (7%) is far from what has been entered before (usually 64% to 70%)."),
        ("66", "1000", "d", "1,000 is far from what has been entered before (usually 98 to 104)."),
    ],
)
def test_a_share_and_what_it_is_of_are_asked_about(
    cast: Cast, lead: Client, numerator: str, denominator: str, box: str, question: str
) -> None:
    measure = north_measure(cast)
    seen = ((64, 100), (66, 98), (67, 104), (70, 100), (62, 97), (65, 100), (75, 105), (69, 99))
    store(cast, measure, dict(zip(YEAR, seen, strict=False)))
    row = {"row": str(OCT), f"n-{OCT}-0": numerator, f"d-{OCT}-0": denominator, f"was-{OCT}-0": "||"}
    said = json.loads(lead.post(row_url(measure), row).content)
    assert said["cells"][0]["errors"][box] == f"{question} Save it if it is right."
    assert f"{box}-{OCT}-0-error" in said["right"]["about"].split()
    assert said["right"]["words"] == f"{int(numerator):,} out of {int(denominator):,} is right"


def test_a_group_is_held_against_its_own_numbers(cast: Cast, lead: Client) -> None:
    measure = north_measure(cast, groups=("A", "B"), kind="count", denominator_label="")
    with cast.scope():
        a, b = (group.pk for group in measure.strata.all())
    store(cast, measure, {month: (n, None) for month, n in zip(YEAR, COUNTS, strict=False)}, a)
    store(cast, measure, {month: (100 * n, None) for month, n in zip(YEAR, COUNTS, strict=False)}, b)
    row = {
        "row": str(OCT),
        f"was-{OCT}-{a}": "||",
        f"was-{OCT}-{b}": "||",
        f"n-{OCT}-{a}": "1200",
        f"n-{OCT}-{b}": "1200",
    }
    said = json.loads(lead.post(row_url(measure), row).content)
    assert [cell["errors"] for cell in said["cells"]] == [{"n": QUESTION}, {}]
    assert said["right"]["words"] == "1,200 (A) is right"


def test_a_table_is_shown_with_what_is_worth_a_second_look(cast: Cast, lead: Client) -> None:
    measure = north_measure(cast, kind="count", denominator_label="", name="Complaints")
    text = "period,numerator\n" + "".join(
        f"{month},{n}\n" for month, n in zip(YEAR, (*COUNTS, 1200, "many"), strict=False)
    )
    shown = lead.post(reverse("measure-import", args=("amhe", measure.pk)), {"table": text}, follow=True)
    said = words(shown)
    assert "Worth a second look: 1 row" in said
    assert "11 Oct 2025 1,200 is far from what has been entered before (usually 11 to 17)." in said
    assert "Save it" not in said
    assert "Refused: 1 row" in said
    seen = values_of(shown)["seen"]
    where = re.search(r'action="([^"]+/apply/)"', shown.content.decode())
    assert where is not None
    assert lead.post(where[1], {"seen": seen}).status_code == 302
    assert stored(cast, measure)[OCT, None] == (1200, None, "")
