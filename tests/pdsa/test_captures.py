"""Quick notes: one field on a phone, a recording, and what becomes of them."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from pdsa.actions import Refused, capture, let_go, make_test
from pdsa.models import Capture, Cycle, File
from tests.cast import Cast
from tests.pdsa.browsing import at, text_of
from tests.pdsa.conftest import make_cycle

SAID = b"\x1a\x45\xdf\xa3spoken"


def test_a_line_is_caught_once_and_waits(cast: Cast, lead: Client) -> None:
    project = cast.north_project.pk
    page = lead.get(at("capture-new", project)).content.decode()
    assert 'name="text"' in page
    assert "data-voice hidden" in page
    key = str(uuid4())
    for _ in range(2):
        answer = lead.post(at("capture-new", project), {"text": " Try a poster ", "form_key": key})
        assert answer["Location"] == at("captures", project)
    assert text_of(lead.get(at("captures", project))).count("Try a poster") == 1
    assert "1 note to finish" in text_of(lead.get(at("cycles", project)))
    assert lead.post(at("capture-new", project), {"text": " "}).status_code == 422


def test_a_spoken_note_becomes_a_test_with_its_recording(cast: Cast, lead: Client) -> None:
    project = cast.north_project.pk
    sent = SimpleUploadedFile("note.webm", SAID, "audio/webm")
    lead.post(at("capture-new", project), {"text": "", "voice": sent, "form_key": str(uuid4())})
    with cast.scope():
        row = Capture.objects.get()
        file = File.objects.get(capture=row)
    address = at("capture-finish", row.pk)
    assert f'<audio class="pdsa-file__sound" controls preload="none" src="{at("file", file.pk)}"' in (
        lead.get(address).content.decode()
    )
    assert lead.get(at("file", file.pk)).content == SAID
    assert "Enter what you are testing" in text_of(lead.post(address, {"what": "new", "title": ""}))
    answer = lead.post(address, {"what": "new", "title": "A poster in the lift", "prediction": "Two ask"})
    with cast.scope():
        cycle = Cycle.objects.get()
        assert (cycle.title, cycle.predictions.get().text) == ("A poster in the lift", "Two ask")
        assert list(cycle.files.all()) == [file]
    assert answer["Location"] == at("cycle", cycle.pk)
    assert "Nothing waits" in text_of(lead.get(at("captures", project)))
    assert "This note is finished" in text_of(lead.get(address))


def test_a_note_is_added_to_a_running_test_or_let_go(cast: Cast, lead: Client) -> None:
    with cast.scope():
        cycle = make_cycle(cast, "do")
        first = capture(project=cast.north_project, by=cast.member, text="Nobody rang")
        second = capture(project=cast.north_project, by=cast.member, text="Never mind")
    lead.post(at("capture-finish", first.pk), {"what": f"test-{cycle.pk}"})
    lead.post(at("capture-finish", second.pk), {"what": "let-go"})
    with cast.scope():
        assert [note.text for note in cycle.notes.all()] == ["Nobody rang"]
        assert {row.text: row.cycle for row in Capture.objects.all()} == {"Nobody rang": cycle, "Never mind": None}
        for again in (let_go, make_test):
            with pytest.raises(Refused):
                again(row=second, by=cast.lead, **({"title": "x"} if again is make_test else {}))
    assert lead.post(at("capture-finish", first.pk), {"what": "test-999999"}).status_code == 422


@pytest.mark.parametrize("many", [1, 5])
def test_the_list_asks_no_more_for_many(cast: Cast, lead: Client, many: int, django_assert_num_queries) -> None:
    with cast.scope():
        for number in range(many):
            capture(project=cast.north_project, by=cast.member, text=f"Note {number}", voice=("a.webm", SAID))
    lead.get(at("captures", cast.north_project.pk))
    with django_assert_num_queries(22):
        lead.get(at("captures", cast.north_project.pk))
