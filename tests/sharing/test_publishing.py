"""What goes out: frozen versions that rest on consent and passed the screen, and what is left after a withdrawal."""

from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError

from organisations.queries import Access, access_to
from sharing.actions.consent import give_consent, withdraw_consent
from sharing.actions.publishing import note_use, publish, withdraw_publication
from sharing.models import Channel, Consent, Publication
from sharing.queries.publishing import published, standing, versions_of
from tests.cast import Cast
from tests.sharing.builders import CANARY, GIVEN, WHO, consent_of, draft_of


def access(cast: Cast, user: Any) -> Access:
    found = access_to(user=user, slug="amhe")
    assert found is not None
    return found


def out(cast: Cast, consent: Consent, channel: str = "collaborative", **changed: Any) -> Publication:
    return publish(participation=cast.north, by=cast.lead, draft=draft_of(consent, **changed), channel=channel)


def texts(row: Publication) -> str:
    return f"{row.title} {row.summary} {row.content} {row.words} {row.population} {row.setting}"


def test_a_version_is_frozen_and_the_next_one_stands_before_it(cast: Cast) -> None:
    with cast.scope():
        consent = consent_of(cast)
        first = out(cast, consent)
        assert out(cast, consent) == first
        second = out(cast, consent, title="Shorter waits still")
        assert (first.number, second.number, second.rule) == (1, 2, "NHS England 2018, version 1")
        assert CANARY in second.words
    with cast.scope(cast.south, user=cast.south_lead):
        assert list(published(access(cast, cast.south_lead))) == [second]
        assert list(published(access(cast, cast.south_lead), "story")) == []
        rows = versions_of(cast.north, "storyboard", 7)
        assert [row.title for row in rows] == ["Shorter waits still", "Shorter waits"]


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        ({"title": " "}, "title", "Enter a title"),
        ({"summary": "Call 0161 496 0000"}, "summary", "a telephone number"),
        ({"population": "People near SW1A 1AA"}, "pieces", "a postcode"),
        ({"title": "We helped three patients"}, "nobody_known", "three patients"),
        ({"pieces": [{"kind": "quote", "text": "Mine"}]}, "pieces", "whose consent"),
        ({"pieces": [{"kind": "chart", "svg": "<svg/>", "rule": "none"}]}, "pieces", "rule for numbers"),
    ],
)
def test_what_tells_of_a_person_does_not_go_out(cast: Cast, changed: dict[str, Any], field: str, said: str) -> None:
    with cast.scope():
        with pytest.raises(ValidationError) as refused:
            out(cast, consent_of(cast), **changed)
        assert said in refused.value.message_dict[field][0]
        assert not Publication.objects.exists()


def test_a_small_number_goes_out_where_a_person_answers_for_it_and_history_keeps_that(cast: Cast) -> None:
    with cast.scope():
        row = out(cast, consent_of(cast), title="We helped three patients", nobody_known=True)
        event = apps.get_model("sharing", "PublicationEvent").objects.get(pgh_obj_id=row.pk)
        assert "nobody can be known from 1" in event.pgh_context["reason"]


def test_a_consent_reaches_no_further_than_it_was_given(cast: Cast) -> None:
    with cast.scope():
        narrow = consent_of(cast, Channel.COLLABORATIVE)
        assert out(cast, narrow).channel == "collaborative"
        with pytest.raises(ValidationError, match="has not agreed"):
            out(cast, narrow, "web")
        with pytest.raises(ValidationError, match="Select how far"):
            out(cast, narrow, "team")
        with pytest.raises(ValidationError) as refused:
            give_consent(
                participation=cast.north, by=cast.lead, who="", about="It", channels={"team": GIVEN, "press": GIVEN}
            )
        assert refused.value.message_dict["press"][0].startswith("Whoever agrees to this")


def test_a_withdrawn_consent_takes_its_words_out_of_every_version(cast: Cast) -> None:
    with cast.scope():
        consent = consent_of(cast)
        rows = [out(cast, consent), out(cast, consent, title=f"{WHO}: shorter waits", pieces=draft_of(consent).pieces)]
        note_use(publication=rows[0], by=cast.lead, place="newsletter", label="March", channel="collaborative")
        told = withdraw_consent(consent=consent, channel="team", by=cast.lead, reason="Thought again")
        assert [row.pk for row in told.changed] == [row.pk for row in rows]
        assert [use.label for use in told.uses] == ["March"]
        for row in Publication.objects.all():
            assert "canary" not in texts(row).lower()
            assert row.pieces[1] == {"kind": "withdrawn"}
            assert "Halve the wait" in row.words
            assert row.withdrawn_at is None
        assert standing([consent.pk], cast.north.pk) == {}


def test_a_story_goes_no_further_than_its_person_agrees_and_is_gone_with_the_consent(cast: Cast) -> None:
    with cast.scope():
        consent = consent_of(cast)
        row = out(cast, consent, "web", kind="story")
        withdraw_consent(consent=consent, channel="web", by=cast.lead)
        row.refresh_from_db()
        assert (row.channel, row.withdrawn_at) == ("collaborative", None)
        assert CANARY in row.words
        withdraw_consent(consent=consent, channel="collaborative", by=cast.lead)
        row.refresh_from_db()
        assert row.withdrawn_at is not None
        assert "canary" not in texts(row).lower()
        assert standing([consent.pk], cast.north.pk) == {consent.pk: Channel.TEAM}


def test_what_is_taken_back_is_gone_in_all_its_versions(cast: Cast) -> None:
    with cast.scope():
        consent = consent_of(cast)
        rows = [out(cast, consent), out(cast, consent, summary="Otherwise")]
        with pytest.raises(ValidationError):
            withdraw_publication(publication=rows[1], by=cast.lead, reason=" ")
        assert len(withdraw_publication(publication=rows[1], by=cast.lead, reason="A number was wrong")) == 2
        assert not published(access(cast, cast.lead)).exists()
        assert {texts(row) for row in Publication.objects.all()} == {"Withdrawn  {'pieces': []}   "}
        assert out(cast, consent).number == 3
