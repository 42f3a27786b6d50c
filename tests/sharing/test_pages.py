"""The pages of consent and stories, from the browser to the database and back."""

import re
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from organisations.models import Membership
from sharing.actions.consent import give_consent
from sharing.actions.stories import StoryFields, keep_story, publish_story
from sharing.models import Channel, Consent, ConsentChannel, Publication, Story
from tests.cast import Cast
from tests.sharing.builders import CANARY, GIVEN, WHO, consent_of

HERE = "/c/amhe/"
HOW = {"given_on_day": "3", "given_on_month": "March", "given_on_year": "2026", "evidence": "Signed the form"}


def text_of(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def picture() -> SimpleUploadedFile:
    made = BytesIO()
    Image.new("RGB", (8, 8), "green").save(made, "PNG")
    return SimpleUploadedFile("ward.png", made.getvalue(), "image/png")


def test_a_story_is_told_published_and_taken_back_with_the_consent_of_its_person(client: Client, cast: Cast) -> None:
    client.force_login(cast.lead)
    sent = {**HOW, "who": WHO, "user": str(cast.partner.pk), "about": "Her words", "channels": ["team", "web"]}
    refused = client.post(f"{HERE}o/RNN/consents/new/", sent)
    assert refused.status_code == 422
    assert "Whoever agrees to this agrees to" in text_of(refused)
    sent["channels"] = ["team", "collaborative"]
    there = client.post(f"{HERE}o/RNN/consents/new/", sent).headers["Location"]
    assert WHO in text_of(client.get(there))
    key = there.rstrip("/").rsplit("/", 1)[1]
    new = f"{HERE}o/RNN/stories/new/?project={cast.north_project.pk}"
    told = {"title": "Shorter waits", "intro": "It was long.", "quote": CANARY}
    assert "Choose whose consent" in text_of(client.post(new, told))
    told |= {"quote_consent": key, "picture_alt": "The ward", "picture_consent": key}
    story = client.post(new, {**told, "picture": picture()}).headers["Location"]
    assert CANARY in text_of(client.get(story))
    preview = text_of(client.get(f"{story}publish/"))
    assert CANARY in preview
    assert "The public website" not in preview
    public = client.post(f"{story}publish/", {"channel": "collaborative"}).headers["Location"]
    client.force_login(cast.south_lead)
    shown = client.get(public)
    assert CANARY in text_of(shown)
    address = re.search(r'<img class="share-picture__image" src="([^"]+)"', shown.content.decode())
    assert address is not None
    assert client.get(address[1]).headers["Content-Type"] == "image/png"
    assert client.get(story).status_code == 404
    assert "Shorter waits" in text_of(client.get(f"{HERE}published/?kind=story"))
    client.force_login(cast.partner)
    assert "Her words" in text_of(client.get("/account/consents/"))
    place = {"place": cast.north.pk, "consent": key}
    assert client.post("/account/consents/", {**place, "channel": "collaborative"}).status_code == 302
    mine = text_of(client.get("/account/consents/"))
    assert "Where it had been" in mine
    assert "Story, version 1: everybody in the collaborative" in mine
    client.force_login(cast.south_lead)
    gone = client.get(public)
    assert gone.status_code == 410
    assert CANARY not in text_of(gone)
    assert client.get(address[1]).status_code == 404


def test_who_has_left_the_team_can_still_take_a_consent_back_and_nobody_else_s(client: Client, cast: Cast) -> None:
    with cast.scope():
        mine, other = consent_of(cast, user=cast.partner), consent_of(cast, user=cast.sponsor)
    Membership.objects.filter(user=cast.partner).update(ended_at="2026-03-03T12:00:00Z")
    client.force_login(cast.partner)
    sent = {"place": cast.north.pk, "channel": "team"}
    assert client.post("/account/consents/", {**sent, "consent": other.pk}).status_code == 404
    assert client.post("/account/consents/", {**sent, "consent": "1e3"}).status_code == 404
    assert client.post("/account/consents/", {**sent, "consent": mine.pk}).status_code == 302
    with cast.scope():
        standing = ConsentChannel.objects.filter(withdrawn_at__isnull=True)
        assert set(standing.values_list("consent_id", flat=True)) == {other.pk}
        assert ConsentChannel.objects.filter(consent=mine, withdrawn_by=cast.partner).count() == 3


def test_a_form_beside_a_consent_is_opened_by_who_may_publish_alone(client: Client, cast: Cast) -> None:
    with cast.scope():
        made = give_consent(
            participation=cast.north, by=cast.lead, who="", about="A photo", channels={"team": GIVEN},
            file=("form.png", picture().read()),
        )  # fmt: skip
        row = made.channels.get()
    for who, status in (("lead", 200), ("data_entry", 404), ("coach", 404), ("admin", 404), ("south_lead", 404)):
        client.force_login(getattr(cast, who))
        assert client.get(f"{HERE}consents/files/{row.pk}/").status_code == status, who


def test_a_consent_withdrawn_by_the_team_says_where_it_had_been_and_whom_to_ask(client: Client, cast: Cast) -> None:
    with cast.scope():
        consent = consent_of(cast)
        story = keep_story(
            project=cast.north_project, by=cast.lead,
            said=StoryFields(title="Shorter waits", quote=CANARY, quote_consent=consent),
        )  # fmt: skip
        publish_story(story=story, by=cast.lead, channel="web")
    client.force_login(cast.member)
    here = f"{HERE}consents/{consent.pk}/"
    assert "Story Shorter waits , version 1" in text_of(client.get(f"{here}withdraw/"))
    assert client.post(f"{here}withdraw/", {"channel": "team", "reason": "She rang"}).status_code == 302
    said = text_of(client.get(here))
    assert "Story, version 1: the public website" in said
    assert "Copies of this may be with others." in said
    assert cast.admin.email in said
    with cast.scope():
        story.refresh_from_db()
        assert (story.quote, story.quote_consent) == ("", None)
    assert "Only for my team" not in said


@pytest.mark.parametrize("address", ["published/", "o/RNN/stories/", "o/RNN/consents/"])
def test_a_list_asks_as_much_for_many_as_for_one(client: Client, cast: Cast, address: str) -> None:
    client.force_login(cast.lead)
    counts = []
    for number in (1, 4):
        with cast.scope():
            for _ in range(number):
                consent = consent_of(cast, Channel.COLLABORATIVE)
                said = StoryFields(title=f"Told {consent.pk}", quote=CANARY, quote_consent=consent)
                story = keep_story(project=cast.north_project, by=cast.lead, said=said)
                publish_story(story=story, by=cast.lead, channel="collaborative")
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(f"{HERE}{address}").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]
    with cast.scope():
        assert (Story.objects.count(), Publication.objects.count(), Consent.objects.count()) == (5, 5, 5)
