"""A consent is withdrawn: the words that rested on it are gone from every place, whoever looks and however.

A new place where published words are shown gets one line in PLACES.
"""

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from collaborative.models import User
from sharing.actions.consent import withdraw_consent
from sharing.actions.newsletters import begin_newsletter, put_block
from sharing.actions.publishing import note_use, publish
from sharing.actions.sending import start_sending
from sharing.actions.stories import StoryFields, keep_story, publish_story
from sharing.models import Channel, Consent, Newsletter, Publication, Story
from tests.cast import Cast
from tests.sharing.builders import CANARY, WHO, consent_of, draft_of

HERE = "/c/amhe/"


@dataclass(frozen=True)
class Told:
    """A quote that stands in a story and in a storyboard, both published and used."""

    cast: Cast
    client: Client
    consent: Consent
    story: Story
    from_story: Publication
    storyboard: Publication
    letter: Newsletter

    def issue(self, user: User, part: str = "") -> str:
        """The newsletter in which both are shown, as whoever composes it looks at it."""
        self.client.force_login(user)
        answer = self.client.get(f"{HERE}newsletters/{self.letter.pk}/{part}")
        if part.endswith(".pdf"):
            return "\n".join(sheet.extract_text() for sheet in PdfReader(BytesIO(answer.content)).pages)
        return answer.content.decode()

    def outside(self) -> str:
        """The public page of that newsletter."""
        return Client().get(f"/newsletters/amhe/{self.letter.number}/").content.decode()

    def page(self, user: User, address: str) -> str:
        """Everything that this person is answered."""
        self.client.force_login(user)
        return self.client.get(f"{HERE}{address}").content.decode()


PLACES: dict[str, Callable[[Told], str]] = {
    "the story, for its team": lambda told: told.page(told.cast.lead, f"stories/{told.story.pk}/"),
    "the story, as others would see it": lambda told: told.page(told.cast.lead, f"stories/{told.story.pk}/publish/"),
    "the story, being changed": lambda told: told.page(told.cast.lead, f"stories/{told.story.pk}/edit/"),
    "the story, for the coach": lambda told: told.page(told.cast.coach, f"stories/{told.story.pk}/"),
    "the published story": lambda told: told.page(told.cast.south_lead, f"published/{told.from_story.pk}/"),
    "the storyboard": lambda told: told.page(told.cast.admin, f"published/{told.storyboard.pk}/"),
    "the list of what is published": lambda told: told.page(told.cast.south_lead, "published/"),
    "the newsletter, looked at": lambda told: told.issue(told.cast.admin, "preview/"),
    "the newsletter, as e-mail": lambda told: told.issue(told.cast.admin, "email.html"),
    "the newsletter, printed": lambda told: told.issue(told.cast.admin, "newsletter.pdf"),
    "the newsletter's archive": lambda told: told.page(
        told.cast.south_lead, f"newsletters/archive/{told.letter.number}/"
    ),
    "the newsletter's public page": lambda told: told.outside(),
}


@pytest.fixture
def told(cast: Cast, client: Client) -> Told:
    with cast.scope():
        consent = consent_of(cast, Channel.PRESS)
        said = StoryFields(title="Shorter waits", quote=CANARY, quote_consent=consent)
        story = keep_story(project=cast.north_project, by=cast.lead, said=said)
        from_story = publish_story(story=story, by=cast.lead, channel="web")
        storyboard = publish(participation=cast.north, by=cast.lead, draft=draft_of(consent), channel="press")
        note_use(
            publication=storyboard, by=cast.lead, place="newsletter", label="Newsletter of 3 March 2026",
            channel="collaborative", reached=214,
        )  # fmt: skip
    return Told(cast, client, consent, story, from_story, storyboard, _letter(cast, from_story, storyboard))


def _letter(cast: Cast, *shown: Publication) -> Newsletter:
    """A newsletter that went out, with a card of each."""
    with cast.scope(user=cast.admin):
        row = begin_newsletter(
            collaborative=cast.amhe, by=cast.admin, subject="News", preheader="", to_members=True, is_public=True
        )
        for one in shown:
            put_block(newsletter=row, by=cast.admin, kind="card", publication=one)
        return start_sending(newsletter=row, by=cast.admin)


def holding(cast: Cast, word: str, *, user: User | None = None) -> dict[str, int]:
    """Every table with this word in any column, as far as the scope of North (and this person) reaches in plain SQL."""
    found = {}
    with cast.scope(cast.north, cast.south, user=user), connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
            " AND has_table_privilege('collaborative_tenant', oid, 'SELECT')"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE t::text ILIKE %s', [f"%{word}%"])
            (count,) = cursor.fetchone()
            found |= {table: count} if count else {}
    return found


def test_withdrawn_words_are_gone_from_every_place(told: Told, caplog: pytest.LogCaptureFixture) -> None:
    assert [name for name, show in PLACES.items() if "Quotecanary" not in show(told)] == []
    with caplog.at_level(logging.DEBUG), told.cast.scope():
        done = withdraw_consent(consent=told.consent, channel="team", by=told.cast.member)
    assert [use.reached for use in done.uses] == [214, 11, 11]
    assert [name for name, show in PLACES.items() if "Quotecanary" in show(told)] == []
    # And the name under it: the team's own page about the consent is the one place that keeps that it was given.
    named = [name for name, show in PLACES.items() if "Namecanary" in show(told)]
    assert named == []
    assert WHO in told.page(told.cast.lead, f"consents/{told.consent.pk}/")
    assert "214 people" in re.sub(r"\s+", " ", told.page(told.cast.lead, f"consents/{told.consent.pk}/"))
    assert "Quotecanary" not in caplog.text


def test_no_table_and_no_history_keeps_withdrawn_words(told: Told) -> None:
    before = holding(told.cast, "quotecanary")
    # Live rows alone: not one history has ever held the words.
    assert before == {"sharing_publication": 2, "sharing_story": 1}
    with told.cast.scope():
        withdraw_consent(consent=told.consent, channel="team", by=told.cast.member)
    assert holding(told.cast, "quotecanary") == {}
    kept = {"sharing_consent": 1, "sharing_consentevent": 1}
    assert holding(told.cast, "namecanary") == kept
    # Not the consents themselves, in plain SQL as the organisation beside.
    with told.cast.scope(told.cast.south, user=told.cast.south_lead), connection.cursor() as cursor:
        for table in kept:
            cursor.execute(f"SELECT count(*) FROM {table}")
            assert cursor.fetchone() == (0,)


def test_what_was_looked_at_before_a_withdrawal_cannot_be_published_after_it(told: Told) -> None:
    with told.cast.scope():
        late = draft_of(told.consent, summary="Another summary")
        withdraw_consent(consent=told.consent, channel="team", by=told.cast.member)
        with pytest.raises(ValidationError, match="has not agreed"):
            publish(participation=told.cast.north, by=told.cast.lead, draft=late, channel="collaborative")


def test_who_publishes_and_who_withdraws_wait_for_each_other(told: Told) -> None:
    """Both lock the participation before they read a consent or a publication, so one sees all that the other did."""
    with told.cast.scope():
        with CaptureQueriesContext(connection) as asked:
            late = draft_of(told.consent, summary="Another summary")
            publish(participation=told.cast.north, by=told.cast.lead, draft=late, channel="collaborative")
        with CaptureQueriesContext(connection) as withdrawn:
            withdraw_consent(consent=told.consent, channel="team", by=told.cast.member)
    for queries in (asked, withdrawn):
        statements = [one["sql"] for one in queries]
        locked = [
            at for at, sql in enumerate(statements) if "organisations_participation" in sql and "FOR NO KEY" in sql
        ]
        looked = [
            at
            for at, sql in enumerate(statements)
            if 'FROM "sharing_consentchannel"' in sql or "sharing_publication" in sql
        ]
        assert locked[0] < looked[0]
    assert holding(told.cast, "quotecanary") == {}
